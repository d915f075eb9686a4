"""Promises to pay are kept, and taken back; and stops of reminders (R38)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.arrears import rules
from billing.arrears.enums import Means, StopKind
from billing.arrears.events import Promised, PromiseWithdrawn, RemindersStopped, StopEnded
from billing.arrears.standing import running, stops_until
from billing.arrears.terms import terms_of
from billing.arrears.units import RULE, alone
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import ArrearsStop, PaymentPromise
from billing.money import need_amount
from servicedesk.estates.models import Unit
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now, today_in
from tickets.actions.steps import need

# How far ahead a dispute is looked at again at the latest.
LONGEST_DISPUTE = 366


@dataclass(frozen=True)
class Word:
    """What was promised: by whom, how much, until which day, how it was told."""

    promised_by: str
    amount: Decimal
    until: date
    means: str = Means.PHONE
    note: str = ""


@atomic
def promise(*, unit_id: UUID, actor: Principal, word: Word) -> PaymentPromise:
    """Keep a promise; while it runs the unit is not reminded. Raises Invalid for a day or sum that cannot be, Conflict
    while another one runs, NotFound.
    """
    unit = alone(unit_id, actor, rules.remind)
    today = today_in(unit.estate)
    check(word, unit, today)
    if (before := running([unit.pk]).get(unit.pk)) is not None:
        words = _("A promise of ¥{amount} runs until {day} already.")
        raise Conflict(words.format(amount=before.amount, day=before.until), rule=RULE)
    found = PaymentPromise.objects.create(
        estate_id=unit.estate_id, unit=unit, promised_by=word.promised_by.strip()[:60],
        amount=need_amount(word.amount), until=word.until, means=word.means, note=word.note.strip()[:300], at=now(),
        day=today, staff_id=actor.staff_id, by_name=actor.name[:60],
    )  # fmt: skip
    said = Promised(unit.code, found.promised_by, str(found.amount), found.until.isoformat(), found.note)
    record(of(unit), said, actor=actor)
    return found


def check(word: Word, unit: Unit, today: date) -> None:
    need(word.promised_by, "promised_by", RULE)
    if word.means not in Means.values:
        raise Invalid(_("“{value}” is not known.").format(value=word.means), rule=RULE, field="means")
    last = today + timedelta(days=terms_of(unit.estate).row.promise_days)
    if not today <= word.until <= last:
        raise Invalid(_("From today to {day}.").format(day=last), rule=RULE, field="until")
    if need_amount(word.amount) > (owed := balance(Book.RECEIVABLE, unit=unit)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=owed), rule=RULE, field="amount")


@atomic
def withdraw(*, promise_id: UUID, actor: Principal, reason: str) -> PaymentPromise:
    """A promise does not hold any more, or was written down wrongly; it stays visible. Raises Conflict, NotFound."""
    found = PaymentPromise.objects.select_related("unit").filter(pk=promise_id).first()
    if found is None or not actor.sees_estate(found.estate_id):
        raise NotFound(_("There is no such promise."), rule=RULE)
    unit = alone(found.unit_id, actor, rules.remind)
    found = PaymentPromise.objects.lock(found.pk)
    if found.withdrawn_at is not None:
        raise Conflict(_("{name} took it back already.").format(name=found.withdrawn_by), rule="R11")
    found.withdrawn_at, found.withdrawn_by = now(), actor.name[:60]
    found.withdrawn_why = need(reason, "reason", RULE)[:300]
    found.save()
    record(of(unit), PromiseWithdrawn(unit.code, str(found.amount), found.withdrawn_why), actor=actor)
    return found


def of(unit: Unit) -> About:
    return About("unit", unit.pk, unit.estate_id)


@atomic
def stop(*, unit_id: UUID, actor: Principal, kind: str, reason: str, until: date | None = None) -> ArrearsStop:
    """The unit is not reminded: disputed (until a day), not to be contacted, or in legal hands (the manager's word).
    Raises Invalid, Conflict when the same is said already, NotFound.
    """
    unit = alone(unit_id, actor, rules.remind if kind != StopKind.LEGAL else rules.stop_legally)
    if kind not in StopKind.values:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule=RULE, field="kind")
    today = today_in(unit.estate)
    last = today + timedelta(days=LONGEST_DISPUTE)
    if (until is None and kind == StopKind.DISPUTED) or (until is not None and not today <= until <= last):
        raise Invalid(_("From today to {day}.").format(day=last), rule=RULE, field="until")
    before = ArrearsStop.objects.filter(stops_until(unit.pk, today), kind=kind).first()
    if before is not None:
        raise Conflict(_("{name} has said so already.").format(name=before.set_by), rule="R11")
    found = ArrearsStop.objects.create(
        estate_id=unit.estate_id, unit=unit, kind=kind, reason=need(reason, "reason", RULE)[:300], until=until,
        set_at=now(), set_by=actor.name[:60],
    )  # fmt: skip
    record(of(unit), RemindersStopped(unit.code, kind, until.isoformat() if until else "", found.reason), actor=actor)
    return found


@atomic
def end_stop(*, stop_id: UUID, actor: Principal, reason: str) -> ArrearsStop:
    """The unit may be reminded again. Raises Conflict when it has ended, NotFound."""
    found = ArrearsStop.objects.filter(pk=stop_id).first()
    if found is None or not actor.sees_estate(found.estate_id):
        raise NotFound(_("There is no such stop."), rule=RULE)
    unit = alone(found.unit_id, actor, rules.remind if found.kind != StopKind.LEGAL else rules.stop_legally)
    found = ArrearsStop.objects.lock(found.pk)
    if found.ended_at is not None:
        raise Conflict(_("{name} has ended it already.").format(name=found.ended_by), rule="R11")
    found.ended_at, found.ended_by = now(), actor.name[:60]
    found.ended_why = need(reason, "reason", RULE)[:300]
    found.save()
    record(of(unit), StopEnded(unit.code, found.kind, found.ended_why), actor=actor)
    return found
