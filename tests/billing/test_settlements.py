"""Providers' lists estate by estate, and money from where it is cleared into the bank (R35, R36, R39)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from billing.cashup.queries import expected, open_days
from billing.ledger.actions import post
from billing.ledger.checks import differences
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.ledger.queries import balance
from billing.models import Reconciliation, Settlement
from billing.payments import reconciling
from billing.payments.actions import open_code
from billing.payments.adapters import adapter
from billing.payments.adapters.alipay import Alipay
from billing.payments.adapters.wechat import WeChat
from billing.payments.deciding import give_back
from billing.payments.settling import by_hand_waiting, settle, settle_by_hand, undo
from servicedesk.api.keys import create_key
from servicedesk.estates.models import Building, Unit
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tests.api.client import Api, fields
from tests.billing.providers import DAY, KEY, code_of, late, listed, reported
from tests.billing.steps import paid
from tests.cast import Cast, at, build
from tests.support.clock import Clock


@pytest.fixture(autouse=True)
def keyed(clock: Clock) -> Iterator[None]:
    clock.set(at("2026-11-21 10:00"))
    with override_settings(PAYMENT_LOCAL_KEY=KEY):
        yield


@pytest.fixture
def next_day(clock: Clock, keyed: None) -> Any:
    """The day is over."""
    return lambda: clock.set(at("2026-11-22 10:00"))


def there(cast: Cast) -> str:
    """PAY-TWO, ¥88 in the other estate, whose number and amount nobody here may see. Returns the ticket's number."""
    building = Building.objects.create(estate=cast.other_estate, code="9-1")
    unit = Unit.objects.create(estate=cast.other_estate, building=building, code="9-1-101")
    changes: dict[str, Any] = {"estate_id": cast.other_estate.pk, "unit_id": unit.pk}
    ticket = cast.ticket(by="outsider", **changes)
    legs = debit(Book.RECEIVABLE, Decimal(88), ticket_id=ticket.pk), credit(Book.SERVICES, Decimal(88))
    post(Draft("test:88", Why.CHARGE, cast.other_estate, now(), legs), actor=SYSTEM)
    code = open_code(ticket_id=ticket.pk, actor=cast.act("outsider"), amount=Decimal("88"), provider="local")
    reported(code, "PAY-TWO")
    return code.about


@pytest.fixture
def both(cast: Cast) -> tuple[str, ...]:
    """A payment in each estate, and one that no code knows: his list of the day."""
    here = code_of(cast)
    reported(here, "P1")
    number = there(cast)
    rows = (f"P1,{here.reference},45.00,0.27", "PAY-TWO,x,88.00,0.53", "PAY-NINE,who,3.00,0.02")
    return (*rows, number)


def test_one_of_some_estates_compares_and_sees_only_these(cast: Cast, both: tuple[str, ...]) -> None:
    """R35: no foreign ticket, amount or count; what no code knows is for those of all estates."""
    *rows, number = both
    made = listed(cast, *rows)
    mine = reconciling.shown(reconciling.seen(cast.act("cashier")).get(pk=made.pk), cast.act("cashier"))
    assert (mine.matched, mine.amount, mine.differences) == (1, Decimal(45), [])
    whole = listed(cast, *rows, by="director")
    his = reconciling.shown(reconciling.seen(cast.act("cashier")).get(pk=whole.pk), cast.act("cashier"))
    assert (his.matched, his.amount, his.differences) == (1, Decimal(45), [])
    all_of_it = reconciling.shown(reconciling.seen(cast.act("director")).get(pk=whole.pk), cast.act("director"))
    assert (all_of_it.matched, all_of_it.amount) == (2, Decimal(133))
    assert [(row["number"], row["what"]) for row in all_of_it.differences] == [("PAY-NINE", "only_theirs")]
    for url in (reverse("billing-reconciliations"), reverse("billing-reconciliation", args=[whole.pk])):
        page = cast.client("cashier").get(url).content.decode()
        assert "45.00" in page and not any(word in page for word in ("PAY-TWO", "PAY-NINE", "88.00", "133.00", number))
    api = Api(create_key(cast.tenant.pk, "one", ["read", "tickets"], estates=[cast.estate.pk])[1])
    got = api.get("reconciliations").data["results"]
    assert {(one["matched"], one["amount"], len(one["differences"])) for one in got} == {(1, "45.00", 0)}
    over = api.get(f"reconciliations/{whole.pk}").data
    assert [one["estate"] for one in over["settles"]] == ["HJ"] and over["amount"] == "45.00"


def test_comparisons_from_before_are_for_those_of_all_estates(cast: Cast) -> None:
    """R35: a row without parts says nothing about whose it is, so it is closed to the rest."""
    old = Reconciliation.objects.create(
        provider="local", day=DAY, matched=3, amount=99, by_name="x", at=at("2026-11-21 10:00"),
        differences=[{"number": "P7", "what": "only_ours", "theirs": "", "ours": "9.00", "reference": "r"}],
    )  # fmt: skip
    assert not reconciling.seen(cast.act("cashier")).exists()
    url = reverse("billing-reconciliation", args=[old.pk])
    assert cast.client("cashier").get(url).status_code == 404
    assert "P7" in cast.client("director").get(url).content.decode()


def test_his_list_names_codes_that_were_not_reported_and_days_that_were(cast: Cast, clock: Clock) -> None:
    """R35: a row is known by its code too; what he lists on another day than it was paid on is no difference."""
    unheard, paid_before = code_of(cast), code_of(cast)
    reported(paid_before, "P1")
    clock.set(at("2026-11-22 10:00"))
    rows = f"P8,{unheard.reference},45.00,", f"P1,{paid_before.reference},45.00,"
    made = listed(cast, *rows, day=DAY + timedelta(days=1))
    shown = reconciling.shown(reconciling.seen(cast.act("cashier")).get(pk=made.pk), cast.act("cashier"))
    told = [(row["number"], row["what"], row["ticket"]) for row in shown.differences]
    assert told == [("P8", "only_theirs", unheard.about)] and shown.matched == 1


def test_a_settled_day_is_in_the_bank_estate_by_estate(cast: Cast, both: tuple[str, ...], next_day: Any) -> None:
    """R35, R39: the account is empty, the fee is a cost; a second confirmation changes nothing; undone, it is anew."""
    whole = listed(cast, *both[:3], by="director")
    with pytest.raises(Conflict):
        settle(reconciliation_id=whole.pk, actor=cast.act("director"))
    next_day()
    first = settle(reconciliation_id=whole.pk, actor=cast.act("cashier"))
    assert [(one.estate_id, one.ours, one.fee, one.arrived) for one in first] == [
        (cast.estate.pk, Decimal(45), Decimal("0.27"), Decimal("44.73")),
    ]  # fmt: skip
    made = settle(reconciliation_id=whole.pk, actor=cast.act("director"))
    assert len(made) == 2 and balance(Book.PROVIDERS) == 0
    assert settle(reconciliation_id=whole.pk, actor=cast.act("director")) == made
    again = listed(cast, *both[:3], by="director")
    assert settle(reconciliation_id=again.pk, actor=cast.act("director")) == made
    sums = [balance(book) for book in (Book.BANK, Book.PROVIDER_FEES, Book.DIFFERENCES)]
    assert sums == [Decimal("132.20"), Decimal("0.80"), 0] and list(differences()) == []
    undo(settlement_id=first[0].pk, actor=cast.act("cashier"), reason="看错一行")
    assert balance(Book.PROVIDERS) == 45 and balance(Book.PROVIDERS, estate=cast.other_estate) == 0
    with pytest.raises(Conflict):
        undo(settlement_id=first[0].pk, actor=cast.act("cashier"), reason="x")
    settle(reconciliation_id=again.pk, actor=cast.act("cashier"))
    assert balance(Book.PROVIDERS) == 0 and list(differences()) == []


def test_another_estates_and_companys_people_settle_nothing_here(
    cast: Cast, both: tuple[str, ...], next_day: Any
) -> None:
    """R35: finance alone, each its own estates."""
    made, twin = listed(cast, *both[:3]), build("twin", "TW")
    next_day()
    foreign = Principal(
        "staff", "吴外", cast.outsider.pk, cast.cashier.role, estate_ids=frozenset({cast.other_estate.pk})
    )  # fmt: skip
    with pytest.raises(NotFound):
        settle(reconciliation_id=made.pk, actor=foreign)
    with pytest.raises(PermissionDenied):
        settle(reconciliation_id=made.pk, actor=cast.act("supervisor"))
    (mine,) = settle(reconciliation_id=made.pk, actor=cast.act("cashier"))
    with pytest.raises(NotFound):
        undo(settlement_id=mine.pk, actor=foreign, reason="x")
    with twin.scope(), pytest.raises(NotFound):
        settle(reconciliation_id=made.pk, actor=twin.act("cashier"))
    assert balance(Book.PROVIDERS) == 88


def test_what_he_lists_otherwise_is_explained_and_what_he_does_not_list_stays(cast: Cast, next_day: Any) -> None:
    """R35: named in the comparison, said in words, in the books; a fee is never more than there is."""
    rows = [code_of(cast), code_of(cast)]
    reported(rows[0], "P1")
    reported(rows[1], "PAY-TWO")
    made = listed(cast, f"P1,{rows[0].reference},44.00,")
    next_day()
    act: dict[str, Any] = {"reconciliation_id": made.pk, "actor": cast.act("cashier")}
    with pytest.raises(Invalid) as silent:
        settle(**act)
    with pytest.raises(Invalid) as dear:
        settle(**act, explanation="优惠券", fees={cast.estate.pk: Decimal("44.01")})
    assert (silent.value.field, dear.value.field) == ("explanation", "fee")
    (one,) = settle(**act, explanation="优惠券", fees={cast.estate.pk: Decimal("0.30")})
    assert (one.difference, one.arrived, balance(Book.DIFFERENCES)) == (Decimal(1), Decimal("43.70"), Decimal(1))
    assert balance(Book.PROVIDERS) == 45 and list(differences()) == []


def test_what_was_given_back_is_settled_with_the_day_whose_list_names_it(cast: Cast, next_day: Any) -> None:
    """R37: by our number of it, below zero."""
    notice, code = late(cast, "45.00"), code_of(cast)
    reported(code, "PAY-TWO")
    back = give_back(notice_id=notice.pk, actor=cast.act("cashier"), reason="付重了")
    made = listed(
        cast,
        f"P1,{notice.code.reference},45.00,0.27",
        f"PAY-TWO,{code.reference},45.00,0.27",
        f"R1,{back.number},-45.00,-0.27",
    )
    next_day()
    (one,) = settle(reconciliation_id=made.pk, actor=cast.act("cashier"))
    assert (one.ours, one.fee) == (Decimal(45), Decimal("0.27")) and balance(Book.PROVIDERS) == balance(
        Book.UNCLEAR
    ) == 0
    assert list(differences()) == []


def test_a_terminals_day_is_settled_by_hand_and_no_collectors_day_changes(cast: Cast, next_day: Any) -> None:
    """R35, R36: cards and codes at the counter; once; undone by reversal."""
    paid(cast, "80.00", method="card")
    paid(cast, "20.00", method="card", by="foreman")
    act: dict[str, Any] = {
        "estate_id": cast.estate.pk, "actor": cast.act("cashier"), "book": "card", "day": DAY,
        "arrived": Decimal("99.40"),
    }  # fmt: skip
    with pytest.raises(Conflict):
        settle_by_hand(**act)
    next_day()
    (waits,) = by_hand_waiting(cast.act("cashier"))
    assert (waits["sum"], waits["entry__day"]) == (100, DAY) and by_hand_waiting(cast.act("outsider")) == []
    with pytest.raises(Invalid) as silent:
        settle_by_hand(**act)
    with pytest.raises(NotFound):
        settle_by_hand(**(act | {"actor": cast.act("outsider")}))
    assert silent.value.field == "explanation"
    before = expected(cast.estate.pk, cast.technician.pk, DAY), open_days([cast.estate.pk])
    made = settle_by_hand(**act, fee=Decimal("0.60"))
    assert settle_by_hand(**act) == made and by_hand_waiting(cast.act("cashier")) == []
    assert (expected(cast.estate.pk, cast.technician.pk, DAY), open_days([cast.estate.pk])) == before
    assert balance(Book.CARD) == 0 and balance(Book.BANK) == Decimal("99.40") and list(differences()) == []
    undo(settlement_id=made.pk, actor=cast.act("cashier"), reason="入账日错")
    assert balance(Book.CARD) == 100 and [one["sum"] for one in by_hand_waiting(cast.act("cashier"))] == [100]
    assert (expected(cast.estate.pk, cast.technician.pk, DAY), open_days([cast.estate.pk])) == before


def test_settling_on_the_page(cast: Cast, both: tuple[str, ...], next_day: Any) -> None:
    """R35: the comparison's next step, and the day by hand."""
    finance = cast.client("cashier")
    paid(cast, "80.00", method="card", by="foreman")
    next_day()
    file = SimpleUploadedFile("list.csv", "\n".join(("number,reference,amount,fee", *both[:3])).encode("gb18030"))
    sent = finance.post(reverse("billing-reconciliations"), {"provider": "local", "day": f"{DAY}", "file": file})
    page = sent["Location"]
    assert "0.27" in finance.get(page).content.decode()
    assert finance.post(page, {f"fee-{cast.estate.pk}": "46", "explanation": ""}).status_code == 422
    assert finance.post(page, {f"fee-{cast.estate.pk}": "0.27", "explanation": ""}).status_code == 302
    assert "钱芳" in finance.get(page).content.decode() and Settlement.objects.get().arrived == Decimal("44.73")
    url = reverse("billing-settle-by-hand", args=[cast.estate.pk, "card", DAY])
    assert url in finance.get(reverse("billing-settlements")).content.decode()
    assert cast.client("supervisor").get(url).status_code == 403
    assert finance.post(url, {"arrived": "79", "fee": "0", "explanation": ""}).status_code == 422
    assert finance.post(url, {"arrived": "79", "fee": "1", "explanation": ""}).status_code == 302
    assert finance.get(url).status_code == 404
    gone = reverse("billing-settlement-undo", args=[Settlement.objects.get(book="card").pk])
    assert finance.post(gone, {"reason": "入账日错"}).status_code == 302
    assert "入账日错" in finance.get(reverse("billing-settlements")).content.decode()


def test_settling_over_rest(cast: Cast, both: tuple[str, ...], next_day: Any) -> None:
    """R47, R48."""
    api = Api(cast.api_key)
    paid(cast, "80.00", method="card", by="foreman")
    next_day()
    file = "\n".join(("number,reference,amount", *(row.rsplit(",", 1)[0] for row in both[:3])))
    made = api.post("reconciliations", {"provider": "local", "day": f"{DAY}", "file": file}).data
    assert [(one["estate"], one["ours"], one["fee"]) for one in made["settles"]] == [
        ("HJ", "45.00", None), ("HJ2", "88.00", None),
    ]  # fmt: skip
    body = {"fees": [{"estate": "HJ", "fee": "0.27"}]}
    done = [api.post(f"reconciliations/{made['id']}/settle", body).data["settlements"] for _again in range(2)]
    assert done[0] == done[1] and [one["arrived"] for one in done[0]] == ["44.73", "88.00"]
    hand = {"estate": "HJ", "account": "card", "day": f"{DAY}", "arrived": "70.00"}
    assert fields(api.post("settlements", hand)) == {"explanation": "R35"}
    card = api.post("settlements", hand | {"explanation": "退货"}).data
    assert (card["ours"], card["difference"]) == ("80.00", "10.00")
    assert api.post(f"settlements/{card['id']}/undo", {"reason": "x"}).data["undone_by"]
    assert len(api.get("settlements", undone="false").data["results"]) == 2 and list(differences()) == []


KEYS = dict.fromkeys((*WeChat.keys, *Alipay.keys), "k")


@override_settings(**KEYS)
def test_the_real_providers_lists_are_read_with_fees_refunds_and_sums() -> None:
    """R35: offline, in the columns that the providers publish."""
    wechat = (
        "﻿交易时间,微信订单号,商户订单号,交易状态,微信退款单号,商户退款单号,申请退款金额,手续费,订单金额\n"
        "`2026-11-21 10:01,`4200,`r1,`SUCCESS,`,`,`0.00,`0.27000,`45.00\n"
        "`2026-11-21 11:01,`4200,`r1,`REFUND,`5030,`TK-HJ-2026-000001,`45.00,`-0.27000,`0.00\n"
        "总交易单数,应结订单总金额\n`2,`45.00\n"
    )
    rows = [(one.number, one.reference, str(one.amount), str(one.fee)) for one in adapter("wechat").statement(wechat)]
    assert rows == [("4200", "r1", "45.00", "0.27000"), ("5030", "TK-HJ-2026-000001", "-45.00", "-0.27000")]
    alipay = (
        "#支付宝业务明细查询\n支付宝交易号,商户订单号,业务类型,订单金额（元）,退款批次号/请求号,服务费（元）\n"
        "2026X\t,r1\t,交易,45.00,\t,-0.27\n2026X\t,r1\t,退款,-45.00,TK-HJ-2026-000001,0.27\n#合计：2笔\n"
    )
    read = [(one.reference, str(one.amount), str(one.fee)) for one in adapter("alipay").statement(alipay)]
    assert read == [("r1", "45.00", "0.27"), ("TK-HJ-2026-000001", "-45.00", "-0.27")]


def test_a_day_is_chinas_whatever_the_estates_zone_is(cast: Cast) -> None:
    """R29: paid a minute before midnight there, it is on that day's list."""
    code = code_of(cast)
    reported(code, "P1", paid_at="2026-11-21T15:59:00+00:00")
    made = listed(cast, day=date(2026, 11, 21))
    shown = reconciling.shown(reconciling.seen(cast.act("cashier")).get(pk=made.pk), cast.act("cashier"))
    assert [row["what"] for row in shown.differences] == ["only_ours"]


def queries(client: Any, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_finances_lists_ask_no_more_for_more_rows(cast: Cast, clock: Clock) -> None:
    """One row and three cost the same."""
    finance = cast.client("cashier")
    pages = [reverse(name) for name in ("billing-notices", "billing-reconciliations", "billing-settlements")]

    def a_day(nth: int) -> None:
        clock.set(at(f"2026-11-{20 + nth} 10:00"))
        day = DAY + timedelta(days=nth - 1)
        late(cast, number=f"L{nth}", paid_at=f"{day}T10:01:00+08:00")
        back = late(cast, number=f"B{nth}", paid_at=f"{day}T10:01:00+08:00")
        give_back(notice_id=back.pk, actor=cast.act("cashier"), reason="付重了")
        paid(cast, "10.00", method="card")
        paid(cast, "20.00", method="wechat")
        clock.set(at(f"2026-11-{21 + nth} 09:00"))
        settle(reconciliation_id=listed(cast, f"L{nth},x,45.00,", day=day).pk, actor=cast.act("cashier"))

    a_day(1)
    before = [queries(finance, page) for page in pages]
    a_day(2)
    a_day(3)
    assert [queries(finance, page) for page in pages] == before
