"""收费评审: a supervisor approves a price that is not of the list, sets another, or sends it back (R33)."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import Payer, QuoteState
from billing.models import Charge, Quote
from billing.quotes.actions import add_version
from billing.quotes.clock import FEE_REVIEW
from billing.quotes.events import FeeReviewed
from billing.quotes.lines import Line
from billing.quotes.queries import lines_of, total
from billing.quotes.steps import end, hold, open_version, said
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Meet
from tickets.actions.steps import lock, need
from tickets.models import Ticket


@atomic
def review(
    *, ticket_id: UUID, actor: Principal, approve: bool, reason: str = "", version: int = 0,
    prices: Mapping[int, Decimal] | None = None, reviewer_id: UUID | None = None,
) -> Quote:  # fmt: skip
    """The supervisor's word on a price that is not of the list: it may be offered, at his prices where he names some
    ({place of the line from 1: price}; that is a version of its own), or goes back with a reason.

    A key names the `reviewer`. Who made the price does not review it. Raises Invalid, NotFound, Conflict (who was
    first).
    """
    ticket = lock(ticket_id, actor, rules.review_fee)
    quote = open_version(ticket, version, QuoteState.REVIEW)
    judge = judge_of(ticket, actor, quote, reviewer_id)
    if not approve:
        reason = need(reason, "reason", "R33")
    quote.reviewed_at, quote.reviewed_by, quote.review_note = now(), judge.name[:60], reason[:300]
    lines = lines_of(quote)
    if approve and (changed := repriced(lines, prices or {})):
        return at_his_price(ticket, quote, actor, changed)
    return approved(quote, actor, lines) if approve else sent_back(quote, actor)


def judge_of(ticket: Ticket, actor: Principal, quote: Quote, reviewer_id: UUID | None) -> Principal:
    """Who reviews: the person, or whom a key names. Raises NotFound, Invalid, PermissionDenied."""
    judge = actor
    if actor.kind == "client":
        person = StaffMember.objects.filter(pk=reviewer_id, active=True).first() if reviewer_id else None
        if person is None:
            raise NotFound(_("There is no such member of staff in this estate."), rule="R33", field="reviewer")
        judge = Principal.of_staff(person)
        rules.review_fee.demand(judge, ticket)
    if judge.staff_id is not None and judge.staff_id == quote.maker_id:
        raise Invalid(_("Who made the price does not review it."), rule="R33", field="reviewer")
    return judge


def repriced(lines: list[Charge], prices: Mapping[int, Decimal]) -> list[Line]:
    """The lines at the supervisor's prices; none when he changes nothing. Raises Invalid for a line there is not."""
    if unknown := set(prices) - set(range(1, len(lines) + 1)):
        raise Invalid(_("There is no line {n}.").format(n=min(unknown)), rule="R33", field="prices")
    if all(prices.get(n, line.unit_price) == line.unit_price for n, line in enumerate(lines, 1)):
        return []
    return [
        Line(
            quantity=line.quantity, item_id=line.item_id, name=line.name, unit_price=prices.get(n, line.unit_price),
            payer=line.payer, account=line.account,
        )
        for n, line in enumerate(lines, 1)
    ]  # fmt: skip


def at_his_price(ticket: Ticket, quote: Quote, actor: Principal, lines: list[Line]) -> Quote:
    """The supervisor's prices are the next version, which he has reviewed; the proposed one is replaced."""
    by, note = quote.reviewed_by, quote.review_note
    event = FeeReviewed(quote.number, True, by if by != actor.name else "", note)
    said(quote, event, Meet(FEE_REVIEW, now()), actor=actor)
    made = add_version(ticket, actor, lines, Payer.RESIDENT, note or _("price set by the fee review"), reviewed=True)
    made.reviewed_at, made.reviewed_by, made.review_note = quote.reviewed_at, by, note
    made.save()
    tell_maker(quote, made)
    return made


def approved(quote: Quote, actor: Principal, lines: list[Charge]) -> Quote:
    quote.state = QuoteState.OFFERED
    event = FeeReviewed(quote.number, True, named(quote, actor), quote.review_note)
    said(quote, event, Meet(FEE_REVIEW, now()), actor=actor)
    tell_maker(quote, quote)
    if not total(lines, Payer.RESIDENT):
        hold(quote, actor)
    return quote


def sent_back(quote: Quote, actor: Principal) -> Quote:
    end(quote, QuoteState.RETURNED, quote.reviewed_by, quote.review_note)
    event = FeeReviewed(quote.number, False, named(quote, actor), quote.review_note)
    said(quote, event, Meet(FEE_REVIEW, now()), actor=actor)
    tell_maker(quote, quote)
    return quote


def named(quote: Quote, actor: Principal) -> str:
    """The reviewer, where he is not who acts."""
    return quote.reviewed_by if quote.reviewed_by != actor.name else ""


def tell_maker(quote: Quote, result: Quote) -> None:
    """Who proposed the price hears what became of it."""
    person = StaffMember.objects.filter(pk=quote.maker_id).first() if quote.maker_id else None
    if person is None:
        return
    back = result.state == QuoteState.RETURNED
    text = quote.review_note if back else f"¥{total(lines_of(result))}"
    params = {"place": quote.ticket.place, "text": text}
    what = "quote.returned" if back else "quote.reviewed"
    tell_staff(person, what, subject=quote.ticket, key=f"quote:{quote.pk}:reviewed", params=params)
