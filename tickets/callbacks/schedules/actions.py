"""Further callbacks (R28): made like the first one; their answers feed the department, a bad one leads on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import About, record
from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change, Meet
from tickets import rules
from tickets.actions.closing import reopen_in_warranty
from tickets.actions.steps import finish, lock
from tickets.callbacks.calling import Said, keep, tell, who_was_first
from tickets.callbacks.clock import FOLLOW_UP, department_concerned
from tickets.callbacks.events import CallScheduleChanged, FollowedUp
from tickets.callbacks.notices.actions import issue
from tickets.callbacks.parties import Party
from tickets.callbacks.schedules.planning import armed, plan_of, waiting, week_after
from tickets.callbacks.terms.actions import terms_of
from tickets.callbacks.terms.hours import span_of
from tickets.enums import SATISFIED, CallOutcome, FollowUpCause, FollowUpEnd, Kind
from tickets.models import CallAttempt, CallSchedule, FollowUp, Ticket

RULE = "R28"
# What follows a bad answer.
REOPEN, NOTICE = "reopen", "notice"
MOST_DAYS, LATEST_DAY = 12, 366
texts.add({"callback.followed_up": gettext_lazy("Asked again, {place}: {grade} {text}")})


@atomic
def further_call(
    *, ticket_id: UUID, actor: Principal, said: Said, then: str = "", department_id: UUID | None = None
) -> FollowUp:
    """One try of the further callback that is open now. A bad answer is reopened within the warranty (`then` REOPEN)
    or becomes an opinion notice (NOTICE, with its department); the department concerned hears of every answer (R28).
    """
    return asked(lock(ticket_id, actor, rules.call_back), actor, said, then, department_id)


def asked(ticket: Ticket, actor: Principal, said: Said, then: str = "", department_id: UUID | None = None) -> FollowUp:
    """The same of a locked ticket; also the resident's own answer by his link."""
    at = now()
    follow_up = open_now(ticket, at)
    call = keep(ticket, actor, said, Party(ticket), follow_up)
    after = ended(ticket, follow_up, call, at)
    event = FollowedUp(follow_up.cause, follow_up.nth, call.outcome, call.grade, call.reason, call.remark)
    finish(ticket, event, *after, actor=actor, at=at)
    tell(ticket, actor, call)
    if call.outcome == CallOutcome.REACHED:
        feed(ticket, call)
        led_on(ticket, actor, call, then, department_id)
    return follow_up


def is_asked(ticket: Ticket, at: datetime) -> bool:
    """Whether a further callback is open now: the resident may answer it by his link."""
    return bool(waiting(ticket).filter(opens_at__lte=at).exists())


def open_now(ticket: Ticket, at: datetime) -> FollowUp:
    """The one to be made now. Raises Conflict when there is none, or not before a day."""
    first = waiting(ticket).order_by("due_at", "pk").first()
    if first is None:
        raise Conflict(f"{_('No further callback is open.')} {who_was_first(ticket)}", rule=RULE, field="state")
    if first.opens_at > at:
        words = _("The next one is on {time}.").format(time=f"{first.opens_at.astimezone(ticket.estate.tz):%m-%d}")
        raise Conflict(words, rule=RULE, field="state")
    return first


def ended(ticket: Ticket, follow_up: FollowUp, call: CallAttempt, at: datetime) -> tuple[Change, ...]:
    """Reached: it is over. Not reached: tomorrow once more, until there were enough tries (R27)."""
    terms, zone = terms_of(ticket.estate), ticket.estate.tz
    if call.outcome == CallOutcome.REACHED:
        follow_up.ended = FollowUpEnd.REACHED
    elif follow_up.attempts.count() >= terms.tries:
        follow_up.ended = FollowUpEnd.UNREACHABLE
    else:
        tomorrow = span_of(terms.hours, zone, at.astimezone(zone).date() + timedelta(days=1))[1]
        follow_up.due_at = max(follow_up.due_at, tomorrow)
    follow_up.ended_at = at if follow_up.ended else None
    follow_up.save()
    if follow_up.ended and follow_up.cause == FollowUpCause.WEEKLY and ticket.is_open:
        week_after(ticket, at, follow_up.nth + 1)
    return (*((Meet(FOLLOW_UP, at),) if follow_up.ended else ()), *armed(ticket))


def feed(ticket: Ticket, call: CallAttempt) -> None:
    """The head of the department concerned hears what was said (R28)."""
    department = department_concerned(ticket)
    if department is None:
        return
    params = {"place": ticket.place, "grade": str(call.get_grade_display()), "text": call.reason[:60]}
    for head in StaffMember.objects.filter(heads=department, active=True):
        tell_staff(head, "callback.followed_up", subject=ticket, key=f"follow_up:{call.pk}", params=params)


def led_on(ticket: Ticket, actor: Principal, call: CallAttempt, then: str, department_id: UUID | None) -> None:
    """What follows a bad answer, in the same transaction."""
    if call.grade in SATISFIED or not then:
        return
    if then == REOPEN:
        reopen_in_warranty(ticket_id=ticket.pk, actor=actor, reason=call.reason)
    elif then == NOTICE:
        if department_id is None:
            raise Invalid(_("This must not be empty."), rule="R26", field="department")
        issue(ticket, actor, department_id, "", call)
    else:
        raise Invalid(_("“{value}” is not known.").format(value=then), rule=RULE, field="then")


@dataclass(frozen=True)
class Scheduled:
    """What the company (estate None) or an estate plans for a kind of ticket; `own` where it says so itself."""

    estate: Estate | None
    kind: str
    days: tuple[int, ...]
    weekly: bool
    own: bool

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def words(self) -> str:
        """Day 3, 7, 45 · weekly until done."""
        days = _("days {days} after closing").format(days=_(", ").join(map(str, self.days))) if self.days else ""
        return " · ".join(filter(None, (days, _("weekly until done") if self.weekly else ""))) or "–"


def schedules(estates: Iterable[Estate]) -> list[Scheduled]:
    """Of the company every kind; of an estate the kinds for which it says something of its own. One query."""
    rows = list(CallSchedule.objects.all())
    every = [at_work(estate, kind, rows) for estate in (None, *estates) for kind in Kind]
    return [one for one in every if one.own or one.estate is None]


def scheduled(estate: Estate | None, kind: str) -> Scheduled:
    """What holds for one kind there. One query."""
    return at_work(estate, kind, CallSchedule.objects.filter(kind=kind))


def at_work(estate: Estate | None, kind: str, rows: Iterable[CallSchedule]) -> Scheduled:
    """Of these rows, what holds for a kind there."""
    key = estate.pk if estate else None
    fitting = [row for row in rows if row.kind == kind and row.estate_id in (None, key)]
    plan = plan_of(kind, fitting)
    return Scheduled(estate, kind, plan.days, plan.weekly, any(row.estate_id == key for row in fitting))


@atomic
def set_schedule(
    *, actor: Principal, kind: str, days: Iterable[int] = (), weekly: bool = False, estate_id: UUID | None = None,
    own: bool = True,
) -> None:  # fmt: skip
    """What tickets of this kind plan from now on; what is planned already stays. `own` False gives the own word up.

    Raises Invalid for days that make no sense, NotFound for another's estate.
    """
    place_of_setting(actor, estate_id, rule=RULE)
    one_at_a_time("call_schedule")
    if kind not in Kind.values:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule=RULE, field="kind")
    row = CallSchedule.objects.filter(estate_id=estate_id, kind=kind).first()
    before = facts(row)
    if not own:
        if row is not None:
            record(About("call_schedule", row.pk), CallScheduleChanged(str(Kind(kind).label), before, {}), actor=actor)
            row.delete()
        return
    row = row or CallSchedule(estate_id=estate_id, kind=kind)
    row.days, row.weekly = clean_days(days), weekly
    row.save()
    if before != facts(row):
        event = CallScheduleChanged(str(Kind(kind).label), before, facts(row))
        record(About("call_schedule", row.pk), event, actor=actor)


def facts(row: CallSchedule | None) -> dict[str, str]:
    """As the journal keeps it."""
    return {"days": ", ".join(map(str, row.days)), "weekly": str(row.weekly)} if row else {}


def clean_days(days: Iterable[int]) -> list[int]:
    """In order, each once. Raises Invalid."""
    found = sorted(set(days))
    if len(found) > MOST_DAYS or any(not 1 <= day <= LATEST_DAY for day in found):
        words = _("At most {n} days, each from 1 to {last}.").format(n=MOST_DAYS, last=LATEST_DAY)
        raise Invalid(words, rule=RULE, field="days")
    return found
