"""Quotes: told, reviewed where not of the list, agreed before work; versions, never edits (R33, R34)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from billing.actions import outstanding, owe, pay
from billing.models import Charge, DeveloperWarranty, Quote
from billing.paper import told as told_on_paper
from billing.quotes.actions import propose
from billing.quotes.consenting import consent, decline, send_link, withdraw
from billing.quotes.lines import Line
from billing.quotes.reviewing import review
from billing.quotes.said import seen_as
from billing.quotes.suggesting import Payers
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.models import Timer
from servicedesk.web import links
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_on_site
from tests.support.clock import Clock
from tests.support.pictures import signature
from tests.support.prices import charge, listed, version_of
from tickets.actions import cancel
from tickets.enums import Fee
from tickets.models import Ticket
from visits.actions import record_work, sign_off

OWN = [Line(name="换水泵", unit_price=Decimal("300"))]


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def agree(cast: Cast, ticket: Ticket, **values: Any) -> Quote:
    said: dict[str, Any] = {"means": "signature", "name": "刘淑芬", "signature": signature()} | values
    return consent(ticket_id=ticket.pk, actor=cast.act("technician"), **said)


def tell(cast: Cast, ticket: Ticket, lines: list[Line] | None = None, **values: Any) -> Quote:
    lines = lines or [Line(item_id=listed().pk)]
    return propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=lines, **values)


def test_an_item_of_the_list_needs_no_review_and_binds_when_it_is_signed_for(cast: Cast) -> None:
    """R33: the versions of the list it was told from are kept with it."""
    version, ticket = version_of({}), cast.ticket()
    quote = tell(cast, ticket, [Line(item_id=version.items.get().pk, quantity=Decimal(2))])
    assert (quote.state, quote.company_version, fresh(ticket).fee) == ("offered", version, Fee.UNDECIDED)
    assert outstanding(ticket) == 0
    quote = agree(cast, ticket)
    assert (quote.state, quote.signature is not None, outstanding(ticket)) == ("consented", True, Decimal("91.00"))
    assert fresh(ticket).fee == Fee.QUOTED


@pytest.mark.parametrize("line", [{"name": "换水泵", "unit_price": Decimal("300")}, {"unit_price": Decimal("40")}])
def test_what_is_not_of_the_list_goes_to_the_supervisor_by_its_own_clock(cast: Cast, line: dict[str, Any]) -> None:
    """R33: words of one's own, and an item at another price than the list's."""
    ticket, item = cast.ticket(), listed()
    quote = tell(cast, ticket, [Line(**line if "name" in line else line | {"item_id": item.pk})])
    armed = Timer.objects.get(clock_id=ticket.pk, kind="fee_review", level=1)
    assert (quote.state, armed.state, armed.due_at) == ("review", "pending", quote.made_at + timedelta(minutes=30))
    assert Message.objects.filter(what="quote.to_review", staff=cast.supervisor).exists()
    with pytest.raises(Conflict):
        agree(cast, ticket)
    review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=True)
    armed.refresh_from_db()
    assert armed.met_at is not None and agree(cast, ticket).reviewed_by == "郑国栋"


def test_the_fee_reviews_clock_fires_in_order_and_not_after_it_is_met(cast: Cast, clock: Clock) -> None:
    """R30, R33."""
    from servicedesk.timers.engine import sweep

    ticket = cast.ticket()
    tell(cast, ticket, OWN)
    clock.set(at("2026-11-21 10:31"))
    sweep()
    assert Message.objects.filter(number=ticket.number, staff=cast.supervisor, what__startswith="timer").exists()
    withdraw(ticket_id=ticket.pk, actor=cast.act("technician"), reason="说错了")
    live = Timer.objects.filter(clock_id=ticket.pk, kind="fee_review", state__in=("pending", "paused"))
    assert not live.exists()


def test_the_supervisor_sets_the_price_and_both_versions_stay_readable(cast: Cast) -> None:
    """R33: the fee review sets the price of work that is not on the list."""
    ticket = cast.ticket()
    tell(cast, ticket, OWN)
    made = review(
        ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=True, prices={1: Decimal("260")}, reason="按市价"
    )
    told = [(one.number, one.state, one.lines.get().amount) for one in Quote.objects.order_by("number")]
    assert told == [(1, "replaced", Decimal("300.00")), (2, "offered", Decimal("260.00"))]
    assert (made.reviewed_by, made.reason) == ("郑国栋", "按市价")


def test_what_is_sent_back_needs_a_reason_and_can_be_told_again(cast: Cast) -> None:
    """R33."""
    ticket = cast.ticket()
    tell(cast, ticket, OWN)
    with pytest.raises(Invalid) as refused:
        review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=False)
    assert refused.value.field == "reason"
    back = review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=False, reason="先问厂家")
    assert (back.state, tell(cast, ticket, OWN).number) == ("returned", 2)


def test_who_made_the_price_does_not_review_it_and_a_clerk_reviews_none(cast: Cast) -> None:
    """R33."""
    ticket = cast.ticket()
    propose(ticket_id=ticket.pk, actor=cast.act("supervisor"), lines=OWN)
    with pytest.raises(Invalid):
        review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=True)
    with pytest.raises(PermissionDenied):
        review(ticket_id=ticket.pk, actor=cast.act("clerk"), approve=True)
    assert review(ticket_id=ticket.pk, actor=cast.act("manager"), approve=True).state == "offered"


@pytest.mark.parametrize("payer", ["developer", "common_fund", "company"])
def test_what_others_pay_holds_without_the_residents_consent_out_of_its_own_account(cast: Cast, payer: str) -> None:
    """R34: free to the resident, recorded against the right account."""
    ticket = cast.ticket()
    quote = tell(cast, ticket, payer=payer)
    line = quote.lines.get()
    assert (quote.state, quote.means, line.account, line.amount) == ("consented", "free", payer, Decimal("45.50"))
    assert (fresh(ticket).fee, outstanding(ticket)) == (Fee.FREE, Decimal(0))


def test_each_line_has_its_payer_and_only_the_residents_is_owed(cast: Cast) -> None:
    """R34: the repair fund is an account of the common-area fund's."""
    ticket, item = cast.ticket(), listed()
    fund = Line(item_id=item.pk, payer="common_fund", account="repair_fund")
    quote = tell(cast, ticket, [Line(item_id=item.pk), fund])
    agree(cast, ticket)
    accounts = list(quote.lines.order_by("id").values_list("account", flat=True))
    assert (accounts, outstanding(ticket)) == (["receivable", "repair_fund"], Decimal("45.50"))
    with pytest.raises(Invalid):
        tell(cast, cast.ticket(), [Line(item_id=item.pk, payer="company", account="repair_fund")])


def test_consent_by_phone_says_who_whom_when_and_masks_the_number(cast: Cast) -> None:
    """R33: recorded phone consent."""
    ticket = cast.ticket()
    tell(cast, ticket)
    quote = agree(cast, ticket, means="phone", signature=None, name="刘先生", phone="13911112222")
    event = Event.objects.get(subject_id=ticket.pk, type="quote.consented")
    assert (quote.consented_by, quote.kept_by, quote.consent_phone) == ("刘先生", "孙海涛", "+8613911112222")
    assert "2222" in event.payload["phone"] and "1111" not in event.payload["phone"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"), ({"signature": None}, "signature"), ({"means": "link"}, "means"),
        ({"means": "phone", "phone": "12"}, "phone"),
    ],
)  # fmt: skip
def test_a_consent_without_its_proof_is_refused(cast: Cast, values: dict[str, Any], field: str) -> None:
    """R33."""
    ticket = cast.ticket()
    tell(cast, ticket)
    with pytest.raises(Invalid) as refused:
        agree(cast, ticket, **values)
    assert (refused.value.field, refused.value.rule) == (field, "R33")


def test_the_resident_answers_by_his_link_and_only_for_his_ticket(cast: Cast) -> None:
    """R33."""
    ticket, other = cast.ticket(), cast.ticket()
    tell(cast, ticket)
    with pytest.raises(PermissionDenied):
        consent(ticket_id=ticket.pk, actor=links.resident("别人", cast.estate.pk, other.pk))
    quote = consent(ticket_id=ticket.pk, actor=links.resident("刘阿姨", cast.estate.pk, ticket.pk))
    assert (quote.means, quote.consented_by, quote.kept_by) == ("link", "刘阿姨", "")


def test_a_change_of_scope_is_a_new_version_and_the_agreed_one_binds_until_then(cast: Cast) -> None:
    """R33."""
    ticket, item = cast.ticket(), listed()
    tell(cast, ticket, [Line(item_id=item.pk)])
    agree(cast, ticket)
    with pytest.raises(Invalid) as refused:
        tell(cast, ticket, [Line(item_id=item.pk, quantity=Decimal(2))])
    assert refused.value.field == "reason"
    tell(cast, ticket, [Line(item_id=item.pk, quantity=Decimal(2))], reason="还有一个也坏了")
    assert outstanding(ticket) == Decimal("45.50")
    agree(cast, ticket)
    assert [one.state for one in Quote.objects.order_by("number")] == ["replaced", "consented"]
    assert outstanding(ticket) == Decimal("91.00")


def test_what_was_declined_leaves_the_agreed_one_in_force(cast: Cast) -> None:
    """R33."""
    ticket, item = cast.ticket(), listed()
    tell(cast, ticket, [Line(item_id=item.pk)])
    agree(cast, ticket)
    tell(cast, ticket, [Line(item_id=item.pk, quantity=Decimal(3))], reason="多换两个")
    decline(ticket_id=ticket.pk, actor=cast.act("technician"), reason="太贵")
    assert outstanding(ticket) == Decimal("45.50")


def test_nobody_pays_or_owes_what_he_has_not_agreed_to(cast: Cast) -> None:
    """R33."""
    ticket = cast.ticket()
    tell(cast, ticket)
    with pytest.raises(Conflict) as refused:
        pay(ticket_id=ticket.pk, actor=cast.act("cashier"), amount=Decimal("45.50"), method="cash")
    assert refused.value.rule == "R33"
    with pytest.raises(Conflict):
        owe(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="月底")


@pytest.mark.parametrize("fee", ["free", "owed", "settled", ""])
def test_no_work_is_signed_off_before_its_price_is_agreed(cast: Cast, fee: str) -> None:
    """R33: the consent comes before the work."""
    ticket = to_on_site(cast)
    record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换角阀")
    tell(cast, ticket)
    with pytest.raises(Conflict) as refused:
        sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), unsigned_reason="外出", fee=fee)
    assert (refused.value.rule, refused.value.field) == ("R33", "fee")


@pytest.mark.parametrize("fee", ["free", "settled"])
def test_what_was_agreed_is_neither_free_nor_settled_by_anybodys_word(cast: Cast, fee: str) -> None:
    """R35, R37."""
    ticket = to_on_site(cast)
    record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换角阀")
    tell(cast, ticket)
    agree(cast, ticket)
    with pytest.raises(Invalid) as refused:
        sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), unsigned_reason="外出", fee=fee)
    assert refused.value.field == "fee"
    sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), unsigned_reason="外出", fee="owed")
    assert fresh(ticket).fee == Fee.OWED


def test_what_has_been_paid_is_not_quoted_away(cast: Cast) -> None:
    """R37: a refund is an entry of its own."""
    ticket, item = cast.ticket(), listed()
    charge(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=[Line(item_id=item.pk, quantity=Decimal(2))])
    pay(ticket_id=ticket.pk, actor=cast.act("cashier"), amount=Decimal("91"), method="cash")
    with pytest.raises(Conflict) as refused:
        tell(cast, ticket, [Line(item_id=item.pk)], reason="少一个")
    assert refused.value.rule == "R37"
    tell(cast, ticket, [Line(item_id=item.pk, quantity=Decimal(3))], reason="多一个")
    agree(cast, ticket)
    assert (outstanding(ticket), fresh(ticket).fee) == (Decimal("45.50"), Fee.QUOTED)


def test_the_lines_of_a_version_are_frozen_in_the_database(cast: Cast) -> None:
    """R33: the older version stays readable."""
    tell(cast, cast.ticket())
    for statement in ("UPDATE billing_charge SET amount = 1", "DELETE FROM billing_charge"):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Charge.objects.get().amount == Decimal("45.50")


def test_who_writes_the_next_version_must_have_seen_the_last(cast: Cast) -> None:
    """R11: one wins, the other reads who was first."""
    ticket, item = cast.ticket(), listed()
    seen = seen_as(tell(cast, ticket, [Line(item_id=item.pk)]))
    agree(cast, ticket)
    with pytest.raises(Conflict, match="刘淑芬"):
        tell(cast, ticket, [Line(item_id=item.pk)], seen=seen, reason="换一种")
    with pytest.raises(Conflict, match="刘淑芬"):
        withdraw(ticket_id=ticket.pk, actor=cast.act("technician"), reason="x", version=1)


def test_the_link_to_the_price_is_texted(cast: Cast) -> None:
    ticket = cast.ticket()
    tell(cast, ticket)
    send_link(ticket_id=ticket.pk, actor=cast.act("clerk"))
    assert Message.objects.get(what="reporter.quote").params["link"].endswith("/price")


def test_a_ticket_that_ends_takes_its_open_price_with_it(cast: Cast) -> None:
    ticket = cast.ticket()
    tell(cast, ticket, OWN)
    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="不修了")
    assert Quote.objects.get().state == "withdrawn"
    with pytest.raises(Conflict):
        agree(cast, ticket)


def test_the_printed_order_says_what_the_resident_is_to_agree_to(cast: Cast) -> None:
    """R33: the price that was told, before and after he agreed."""
    ticket = cast.ticket()
    tell(cast, ticket)
    before = told_on_paper(ticket)
    agree(cast, ticket)
    after = told_on_paper(ticket)
    assert before is not None and after is not None and before.total == after.total == Decimal("45.50")


def test_who_pays_is_proposed_with_the_reason(cast: Cast) -> None:
    """R34: a person decides."""
    ticket, public = cast.ticket(), cast.ticket(kind="public_repair", unit_id=None, area_id=cast.area.pk)
    assert Payers(ticket).general.payer == "resident"
    assert Payers(public).general.payer == "common_fund"
    DeveloperWarranty.objects.create(estate=cast.estate, ends_on=date(2027, 5, 31))
    found = Payers(fresh(ticket)).general
    assert found.payer == "developer" and "2027-05-31" in found.why
    DeveloperWarranty.objects.create(estate=cast.estate, building=cast.unit.building, ends_on=date(2026, 11, 20))
    assert Payers(fresh(ticket)).general.payer == "resident"


def test_the_same_job_again_within_its_warranty_is_proposed_at_the_companys_cost(cast: Cast, clock: Clock) -> None:
    """R34: the item's days of warranty run from the sign-off."""
    item = listed(warranty_days=90)
    done = to_on_site(cast)
    tell(cast, done, [Line(item_id=item.pk)])
    agree(cast, done)
    record_work(ticket_id=done.pk, actor=cast.act("technician"), work_done="换角阀")
    sign_off(ticket_id=done.pk, actor=cast.act("technician"), unsigned_reason="外出", fee="owed")
    clock.set(at("2026-12-21 10:00"))
    again = cast.ticket()
    found = Payers(again).of(item)
    assert found.payer == "company" and done.number in found.why
    line = tell(cast, again, [Line(item_id=item.pk)]).lines.get()
    assert (line.payer, line.suggested) == ("resident", "company")
    clock.set(at("2027-03-21 10:00"))
    assert Payers(cast.ticket()).of(item).payer == "resident"
