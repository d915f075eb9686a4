"""What a provider reported and was no receipt: in the ledger at once, then taken or given back (R35, R37)."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test.utils import override_settings
from django.urls import reverse

from billing.actions import outstanding, pay
from billing.amends.terms import change_terms
from billing.cashup.queries import expected
from billing.fees.runs import carry_out
from billing.fees.settling import open_amounts
from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Bill, NoticeDecision, PaymentCode, PaymentNotice, Receipt
from billing.payments.actions import cancel, open_unit_code
from billing.payments.deciding import give_back, refuse, sign, take_it
from billing.payments.queries import rest_of
from billing.receipts.actions import take, void
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.api.client import Api, fields
from tests.billing.fees import MONTH, fee_of
from tests.billing.providers import KEY, body_of, call, code_of, late, reported, ticket_of
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.enums import Fee


@pytest.fixture(autouse=True)
def keyed(clock: Clock) -> Iterator[None]:
    clock.set(at("2026-11-21 10:00"))
    with override_settings(PAYMENT_LOCAL_KEY=KEY):
        yield


def lies() -> Any:
    """What the provider holds, and what of it is not assigned."""
    return balance(Book.PROVIDERS), -balance(Book.UNCLEAR)


def test_what_a_provider_holds_stands_in_the_ledger_at_once(cast: Cast) -> None:
    """R35, R39: late, of another amount or no longer owed is not assigned; none of it is a collector's."""
    late(cast, number="P1")
    reported(code_of(cast), "P2", amount="44.99")
    code = code_of(cast)
    pay(ticket_id=ticket_of(code).pk, actor=cast.act("clerk"), amount=Decimal("45"), method="cash")
    reported(code, "P3")
    reported(code_of(cast), "P4")
    assert lies() == (Decimal("179.99"), Decimal("134.99"))
    assert [row.verdict for row in PaymentNotice.objects.order_by("number")] == [
        "late", "wrong_amount", "not_owed", "taken",
    ]  # fmt: skip
    mine = expected(cast.estate.pk, cast.clerk.pk, at("2026-11-21 10:00").date())
    assert {str(row.method): row.amount for row in mine} == {"cash": Decimal(45)} and list(differences()) == []


def test_taken_it_is_a_receipt_for_what_is_owed_and_the_rest_is_the_units(cast: Cast) -> None:
    """R35: in the provider's name, so it is in nobody's cash-up; the timeline says who decided."""
    notice = late(cast, "45.00", amount="60.00")
    ticket = ticket_of(notice.code)
    first = take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    assert [one.amount for one in first] == [45] and rest_of(notice) == 15 and fresh(ticket).fee == Fee.SETTLED
    with pytest.raises(Invalid):
        take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    (rest,) = take_it(notice_id=notice.pk, actor=cast.act("cashier"), advance=True)
    assert (rest.unit_id, rest.ticket_id, rest.collector_id) == (cast.unit.pk, None, None)
    assert -balance(Book.ADVANCES) == 15
    assert lies() == (60, 0) and list(differences()) == []
    told = Event.objects.filter(subject_id=ticket.pk, type="billing.notice_taken").values_list("actor_name", flat=True)
    assert list(told) == ["钱芳", "钱芳"]


def test_who_comes_second_reads_who_was_first(cast: Cast) -> None:
    """R11."""
    notice = late(cast)
    take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    for second in (take_it, partial(give_back, reason="x")):
        with pytest.raises(Conflict, match="钱芳"):
            second(notice_id=notice.pk, actor=cast.act("director"))
    assert Receipt.objects.count() == 1


def test_what_is_given_back_leaves_the_provider_and_needs_reason_right_and_second_signature(cast: Cast) -> None:
    """R37: the limits of what is granted; what waits is decided by nobody else; refused, it waits again."""
    notice = late(cast, "900.00")
    with pytest.raises(Invalid) as least:
        give_back(notice_id=notice.pk, actor=cast.act("manager"), reason=" ")
    with pytest.raises(Invalid) as most:
        give_back(notice_id=notice.pk, actor=cast.act("cashier"), reason="付重了")
    assert (least.value.field, most.value.field) == ("reason", "amount")
    waits = give_back(notice_id=notice.pk, actor=cast.act("manager"), reason="付重了")
    assert waits.waits and lies() == (900, 900) and rest_of(notice) == 0 and list(differences()) == []
    with pytest.raises(Conflict, match="梁敏"):
        take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    refuse(decision_id=waits.pk, actor=cast.act("director"), reason="先问业主")
    again = give_back(notice_id=notice.pk, actor=cast.act("manager"), reason="业主要退", amount=Decimal("850"))
    with pytest.raises(Invalid):
        sign(decision_id=again.pk, actor=cast.act("manager"))
    done = sign(decision_id=again.pk, actor=cast.act("director"))
    assert done.number == "TK-HJ-2026-000001" and lies() == (50, 50) and list(differences()) == []
    with pytest.raises(Conflict, match="周总"):
        refuse(decision_id=again.pk, actor=cast.act("director"), reason="x")


def test_a_void_receipt_of_a_code_is_not_assigned_again(cast: Cast) -> None:
    """R35, R37: the provider has the money still; it is taken for the ticket anew."""
    notice = reported(code_of(cast))
    void(receipt_id=Receipt.objects.get().pk, actor=cast.act("cashier"), reason="付款人写错")
    assert lies() == (45, 45) and rest_of(notice) == 45 and outstanding(ticket_of(notice.code)) == 45
    assert "收据已作废" in cast.client("cashier").get(reverse("billing-notices")).content.decode()
    take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    assert lies() == (45, 0) and list(differences()) == []


def test_other_estates_companies_and_roles_decide_nothing(cast: Cast) -> None:
    notice, twin = late(cast), build("twin", "TW")
    with pytest.raises(PermissionDenied):
        take_it(notice_id=notice.pk, actor=cast.act("clerk"))
    with pytest.raises(NotFound):
        take_it(notice_id=notice.pk, actor=cast.act("outsider"))
    with twin.scope(), pytest.raises(NotFound):
        give_back(notice_id=notice.pk, actor=twin.act("cashier"), reason="x")
    page = reverse("billing-notice", args=[notice.pk])
    assert cast.client("clerk").get(page).status_code == 403 and twin.client("cashier").get(page).status_code == 404


@pytest.fixture
def bills(cast: Cast) -> list[Bill]:
    """Two fees of one unit, 200 and 300 yuan."""
    cast.unit.area = Decimal(100)
    cast.unit.save()
    for code, rate in (("WY", "2"), ("NQ", "3")):
        fee = fee_of(cast, rate, code=code, name=code)
        carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTH)
    return list(Bill.objects.order_by("amount"))


def unit_code(cast: Cast, *bills: Bill) -> PaymentCode:
    keys = [one.pk for one in bills]
    return open_unit_code(unit_id=cast.unit.pk, actor=cast.act("clerk"), provider="local", bills=keys)


def test_a_code_for_chosen_bills_settles_these(cast: Cast, bills: list[Bill]) -> None:
    """R35: the dearer, younger one first where the payer chose it; then a code for all that is left."""
    chosen = unit_code(cast, bills[1])
    assert (chosen.amount, chosen.ticket, chosen.about) == (Decimal(300), None, "3-2-1201")
    reported(chosen)
    assert open_amounts([one.pk for one in bills]) == {bills[0].pk: 200}
    with pytest.raises(Invalid):
        unit_code(cast, bills[1])
    reported(unit_code(cast), "P2")
    assert open_amounts([one.pk for one in bills]) == {} and lies() == (500, 0)
    with pytest.raises(Invalid):
        unit_code(cast)
    with pytest.raises(NotFound):
        open_unit_code(unit_id=cast.unit.pk, actor=cast.act("outsider"), provider="local")
    assert list(differences()) == []


def test_bills_paid_meanwhile_are_not_paid_twice(cast: Cast, bills: list[Bill]) -> None:
    """R35: it waits; finance keeps it for the unit, whose other bill it settles."""
    code = unit_code(cast, bills[1])
    take(unit_id=cast.unit.pk, actor=cast.act("clerk"), amount=Decimal(300), method="cash", bills=[bills[1].pk])
    notice = reported(code)
    assert notice.verdict == "not_owed" and lies() == (300, 300)
    with pytest.raises(Invalid):
        take_it(notice_id=notice.pk, actor=cast.act("cashier"))
    take_it(notice_id=notice.pk, actor=cast.act("cashier"), advance=True)
    assert balance(Book.RECEIVABLE) == 0 and -balance(Book.ADVANCES) == 100 and list(differences()) == []


def test_a_units_code_is_opened_cancelled_and_late_like_a_tickets(cast: Cast, bills: list[Bill]) -> None:
    """R35: from its statement; its events are the unit's."""
    clerk, statement = cast.client("clerk"), reverse("fees-statement", args=[cast.unit.pk])
    page = reverse("billing-unit-code", args=[cast.unit.pk])
    assert (
        page in cast.client("cashier").get(statement).content.decode() and "¥300.00" in clerk.get(page).content.decode()
    )
    assert clerk.post(page, {"provider": "local", "bills": [str(bills[0].pk)]}).status_code == 302
    code = PaymentCode.objects.get()
    shown = reverse("billing-code", args=[code.pk])
    assert "<svg" in clerk.get(shown).content.decode() and cast.client("outsider").get(shown).status_code == 404
    assert cast.client("outsider").get(page).status_code == 404
    assert clerk.post(shown).status_code == 302
    assert call(code, body_of(code)) == 200 and PaymentNotice.objects.get().verdict == "late"
    kinds = Event.objects.filter(subject_id=cast.unit.pk).values_list("type", flat=True)
    assert {"billing.code_opened", "billing.code_cancelled", "billing.code_odd"} <= set(kinds)


def test_the_worklist_and_its_two_decisions_on_the_page(cast: Cast) -> None:
    """R35, R37: taken in part, the rest given back with the second signature of another."""
    change_terms(actor=cast.act("admin"), second_above=Decimal("10"))
    notice, finance = late(cast, "45.00", amount="60.00"), cast.client("cashier")
    assert "P1" in finance.get(reverse("billing-notices")).content.decode()
    page = reverse("billing-notice", args=[notice.pk])
    assert finance.post(page, {"give_back": "1", "amount": "61", "reason": "x"}).status_code == 422
    assert finance.post(page, {"advance": ""}).status_code == 302
    assert finance.post(page, {"advance": ""}).status_code == 422
    assert finance.post(page, {"give_back": "1", "amount": "15.00", "reason": "多付"}).status_code == 302
    waits = NoticeDecision.objects.get(kind="given_back")
    url = reverse("billing-give-back", args=[waits.pk])
    assert "须由另一人签字" in finance.get(page).content.decode()
    assert cast.client("manager").post(url).status_code == 302
    assert "TK-HJ-2026-000001" in finance.get(reverse("billing-notice", args=[notice.pk])).content.decode()
    assert cast.client("outsider").post(url).status_code == 403 and lies() == (45, 0)


def test_decisions_over_rest_each_once(cast: Cast) -> None:
    """R47, R48."""
    api, notice = Api(cast.api_key), late(cast, "45.00", amount="60.00")
    (row,) = api.get("payment-notices", waiting="true").data["results"]
    assert (row["id"], row["verdict"], row["rest"], row["asked"]) == (str(notice.pk), "wrong_amount", "60.00", "45.00")
    for _again in range(2):
        taken: Any = api.post(f"payment-notices/{notice.pk}/take", {}, **{"Idempotency-Key": "t"})
        assert (taken.status_code, taken.data["rest"]) == (200, "15.00")
    back = {"reason": "多付", "by": cast.cashier.employee_no}
    assert fields(api.post(f"payment-notices/{notice.pk}/give-back", back | {"amount": "16.00"})) == {"amount": "R37"}
    done = api.post(f"payment-notices/{notice.pk}/give-back", back).data
    assert done["rest"] == "0.00" and done["decisions"][-1]["number"].startswith("TK-")
    assert api.post(f"payment-notices/{notice.pk}/take", {}).status_code == 409
    assert api.get("payment-notices", waiting="true").data["results"] == []


def test_a_code_cancelled_and_paid_is_one_or_the_other(cast: Cast) -> None:
    """R11: paid first, it cannot be cancelled; a second payment by the same code waits for a person."""
    code = code_of(cast)
    reported(code)
    with pytest.raises(Conflict):
        cancel(code_id=code.pk, actor=cast.act("clerk"))
    assert reported(code, "P2").verdict == "late" and lies() == (90, 45)
