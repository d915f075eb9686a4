"""Cash-up: the collector hands over and signs, the cashier counts and signs; both explain what differs (R36)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.cashup import till
from billing.cashup.queries import expected, receipts_of
from billing.clock import SETTLEMENT
from billing.enums import Method
from billing.events import CashedUp, CashUpClosed, CashUpObjected
from billing.ledger.actions import post
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import CashUp, CashUpLine
from billing.money import ZERO, rounded
from servicedesk.estates.models import Estate
from servicedesk.journal.record import record
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now, today_in
from servicedesk.timers.plan import Meet, Replanning, replan_all
from tickets.actions.steps import follow, lock_all, need
from tickets.clock import HEAD_FIELDS, scope_of
from tickets.models import Ticket

RULE = "R36"


@atomic
def hand_over(
    *, estate_id: UUID, actor: Principal, day: date, handed: Mapping[str, Decimal], explanation: str = "",
    collector_id: UUID | None = None,
) -> CashUp:  # fmt: skip
    """The collector's signature: what he hands over by method, against what his receipts say. From here on the day
    takes no more money: the next receipt falls into the next day.

    Handed over again after the cashier's objection, it replaces what he had stated. Raises Invalid where it differs
    from the receipts and nothing explains it, Conflict when the day is closed, or has not come yet.
    """
    collector = collector_for(actor, collector_id)
    till.hold(collector.pk)
    estate = estate_for(estate_id, actor)
    if day > today_in(estate):
        raise Conflict(_("That day has not come yet."), rule=RULE)
    before = CashUp.objects.filter(estate=estate, collector=collector, day=day).first()
    if before is not None and before.state != "objected":
        raise Conflict(_("This day was handed over already."), rule=RULE)
    lines = lines_for(estate, collector, day, handed)
    words = explained(lines, explanation)
    sheet = before or CashUp(estate=estate, collector=collector, collector_name=collector.name, day=day)
    sheet.handed_at, sheet.explanation, sheet.objected_at = now(), words, None
    sheet.save()
    sheet.lines.all().delete()
    for line in lines:
        line.cash_up = sheet
    CashUpLine.objects.bulk_create(lines)
    record(sheet, CashedUp(f"{day}", collector.name, str(total(lines, "handed")), words), actor=actor)
    return sheet


def collector_for(actor: Principal, collector_id: UUID | None) -> StaffMember:
    """He himself; a system names whom it speaks for."""
    key = actor.staff_id if actor.kind == "staff" else collector_id
    found = StaffMember.objects.filter(pk=key).first() if key else None
    if found is None:
        raise Invalid(_("Say who took the money."), rule=RULE, field="collector")
    return found


def estate_for(estate_id: UUID, actor: Principal) -> Estate:
    estate = Estate.objects.filter(pk=estate_id).first()
    if estate is None or not actor.sees_estate(estate.pk):
        raise NotFound(_("There is no such estate."), rule="R2", field="estate")
    rules.hand_over_money.demand(actor, estate)
    return estate


def lines_for(estate: Estate, who: StaffMember, day: date, handed: Mapping[str, Decimal]) -> list[CashUpLine]:
    """A line for each method with money; of what is not named, as much as is expected. Invalid for no amount."""
    rows = expected(estate.pk, who.pk, day)
    if unknown := set(handed) - {*Method.values}:
        raise Invalid(_("“{value}” is not known.").format(value=min(unknown)), rule=RULE, field="handed")
    if strange := [one for one in handed if one not in {row.method for row in rows} and handed[one]]:
        raise Invalid(_("No receipt says {method}.").format(method=Method(strange[0]).label), rule=RULE, field="handed")
    if any(amount != rounded(amount) for amount in handed.values()):
        raise Invalid(_("An amount above 0, in whole fen."), rule="R39", field="handed")
    return [
        CashUpLine(method=row.method, receipts=row.receipts, expected=row.amount,
                   handed=handed.get(row.method, row.amount))
        for row in rows
    ]  # fmt: skip


def explained(lines: list[CashUpLine], explanation: str) -> str:
    words = explanation.strip()[:300]
    if any(line.difference for line in lines) and not words:
        n = sum((line.difference for line in lines), ZERO)
        raise Invalid(_("It differs by ¥{n}: say why.").format(n=n), rule=RULE, field="explanation")
    return words


def total(lines: list[CashUpLine], name: str) -> Decimal:
    return sum((getattr(line, name) for line in lines), ZERO)


def locked(cash_up_id: UUID, actor: Principal) -> CashUp:
    """The sheet behind its collector's till and its tickets' clocks. Raises NotFound, or Conflict when it is closed."""
    seen = CashUp.objects.filter(pk=cash_up_id).first()
    if seen is None or not actor.sees_estate(seen.estate_id):
        raise NotFound(_("There is no such cash-up."), rule=RULE)
    till.hold(seen.collector_id)
    rules.close_cash_up.demand(actor, seen)
    sheet: CashUp = CashUp.objects.select_related("estate", "collector").lock(cash_up_id)
    if sheet.state != "handed":
        words = _("{name} has closed it already.").format(name=sheet.cashier_name)
        raise Conflict(words if sheet.closed_at else _("It waits for the collector."), rule="R11")
    return sheet


@atomic
def close(*, cash_up_id: UUID, actor: Principal, cashier_id: UUID | None = None, remark: str = "") -> CashUp:
    """The cashier's signature: he counted what was stated. The cash is finance's, the difference is booked, the day is
    closed, and the clocks of its money are met (R36).

    Raises Invalid when the collector signs for himself, or there is a difference and the cashier says nothing to it.
    """
    sheet, who = locked(cash_up_id, actor), collector_for(actor, cashier_id)
    if who.pk == sheet.collector_id:
        raise Invalid(_("The second signature is another person's."), rule=RULE, field="cashier")
    lines = list(sheet.lines.all())
    if any(line.difference for line in lines):
        need(remark, "remark", RULE)
    at = now()
    sheet.cashier, sheet.cashier_name, sheet.closed_at, sheet.remark = who, who.name, at, remark.strip()[:300]
    sheet.save()
    book(sheet, lines, actor)
    record(sheet, CashUpClosed(f"{sheet.day}", sheet.collector_name, str(sheet.difference), sheet.remark), actor=actor)
    meet(sheet)
    return sheet


def book(sheet: CashUp, lines: list[CashUpLine], actor: Principal) -> None:
    """Out of the collector's hand into finance's; what is missing or over stands against the differences."""
    for line in lines:
        draft = draft_of(sheet, line)
        if line.method == Method.CASH and draft.told:
            post(draft, actor=actor)


def draft_of(sheet: CashUp, cash: CashUpLine) -> Draft:
    """The entry of a closed sheet's cash, on the day itself."""
    legs = (
        credit(Book.CASH, cash.expected, staff_id=sheet.collector_id),
        debit(Book.FINANCE_CASH, cash.handed),
        debit(Book.DIFFERENCES, -cash.difference, staff_id=sheet.collector_id),
    )
    at = sheet.closed_at or sheet.handed_at
    return Draft(f"cash-up:{sheet.pk}", Why.CASH_UP, sheet.estate, at, legs, sheet.explanation, sheet.day)


def meet(sheet: CashUp) -> None:
    """The settlement clocks of the day's tickets: all of one sheet at once, in the order of their keys."""
    ids = set(receipts_of(sheet.estate_id, sheet.collector_id, sheet.day).exclude(ticket=None).values_list("ticket"))
    tickets = lock_all(sorted(pk for (pk,) in ids))
    at = sheet.handed_at
    wanted = [Replanning(ticket, scope_of(ticket), [Meet(SETTLEMENT, at)]) for ticket in tickets.values()]
    for one, head in zip(wanted, replan_all(wanted) if wanted else [], strict=True):
        follow(one.subject, head)
    Ticket.objects.save_all(list(tickets.values()), *HEAD_FIELDS)


@atomic
def object_to(*, cash_up_id: UUID, actor: Principal, reason: str) -> CashUp:
    """The cashier counts otherwise: the collector counts and signs again. The day stays closed to new money (R36)."""
    sheet = locked(cash_up_id, actor)
    if actor.staff_id is not None and actor.staff_id == sheet.collector_id:
        raise Invalid(_("The second signature is another person's."), rule=RULE, field="cashier")
    sheet.objection, sheet.objected_at = need(reason, "reason", RULE)[:300], now()
    sheet.save()
    record(sheet, CashUpObjected(f"{sheet.day}", sheet.collector_name, sheet.objection), actor=actor)
    return sheet
