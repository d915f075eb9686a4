"""意见告知书: from a dissatisfied callback to the responsible department and back to the desk (R26)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Meet
from tickets import rules
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.calling import Said, others_to_call, tried, who_was_first
from tickets.callbacks.clock import HANDLING, NOTICE, open_notice
from tickets.callbacks.events import NoticeAcknowledged, NoticeAnswered, NoticeHandled, NoticeIssued
from tickets.callbacks.parties import began, latest_bad, parties
from tickets.callbacks.schedules.planning import after_notice
from tickets.clock import CALLBACK, once, people
from tickets.departments import departments_in, person_of, speak_as
from tickets.enums import State
from tickets.models import CallAttempt, OpinionNotice, Ticket

RULE = "R26"
texts.add(
    {
        "notice.issued": gettext_lazy("Opinion notice: {place} {text}"),
        "notice.answered": gettext_lazy("Opinion notice answered, tell the reporter: {place} {text}"),
    }
)


@atomic
def issue_notice(
    *, ticket_id: UUID, actor: Principal, department_id: UUID, demand: str = "", said: Said | None = None
) -> OpinionNotice:
    """Not satisfied and not solved on the spot: to the responsible department (R26), with the call that says so
    (`said`) or after it. Raises Conflict when one goes on or nobody is dissatisfied, NotFound for the department.
    """
    ticket = lock(ticket_id, actor, rules.issue_notice)
    if said is not None:
        tried(ticket, actor, said)
    return issue(ticket, actor, department_id, demand, dissatisfied_call(ticket))


def issue(ticket: Ticket, actor: Principal, department_id: UUID, demand: str, call: CallAttempt) -> OpinionNotice:
    """Of a locked ticket: the department's clocks start, its head hears of it."""
    if (waiting := open_notice(ticket)) is not None:
        words = _("It is with {department} already, sent by {name}.")
        words = words.format(department=waiting.department.name, name=waiting.issued_by)
        raise Conflict(words, rule="R11", field="department")
    department, at = department_of(ticket, department_id), now()
    nth = (ticket.opinion_notices.aggregate(last=Max("nth"))["last"] or 0) + 1
    notice = OpinionNotice.objects.create(
        ticket=ticket, nth=nth, reporter=call.reporter, department=department, grade=call.grade,
        reason=call.reason, demand=demand.strip(),
        issued_at=at, issued_by=actor.name, issuer_id=actor.staff_id,
    )  # fmt: skip
    event = NoticeIssued(department.name, nth, call.reason, notice.demand)
    changes = (*for_the_others(ticket, call, at), Arm(NOTICE, at), Arm(HANDLING, at))
    finish(ticket, event, *changes, actor=actor, at=at)
    for head in people(ticket, ["notice_head"]):
        params = {"place": ticket.place, "text": call.reason[:60]}
        tell_staff(head, "notice.issued", subject=ticket, key=f"notice:{notice.pk}", params=params)
    return notice


def for_the_others(ticket: Ticket, call: CallAttempt, at: datetime) -> tuple[Change, ...]:
    """While the department answers one reporter, the callback's clock runs for the others alone (R7, R26)."""
    waits = ticket.state == State.CALLBACK and others_to_call(parties(ticket), call.reporter_id)
    return () if waits else (Meet(CALLBACK, at),)


def dissatisfied_call(ticket: Ticket) -> CallAttempt:
    """The latest answer of somebody to whom nothing better was said since. Raises Conflict."""
    call = latest_bad(ticket)
    open_here = ticket.state == State.CALLBACK or (call is not None and call.follow_up_id is not None)
    if not open_here:
        raise Conflict(who_was_first(ticket), rule="R11", field="state")
    if call is None or (call.follow_up_id is None and (call.at < began(ticket) or call.settled)):
        raise Conflict(_("Nobody has said that he is not satisfied."), rule=RULE, field="state")
    return call


def department_of(ticket: Ticket, department_id: UUID) -> Department:
    """A department that works in the ticket's estate. Raises NotFound."""
    department = departments_in(ticket.estate_id).filter(pk=department_id).first()
    if department is None:
        raise NotFound(_("There is no such department."), rule=RULE, field="department")
    return department


@atomic
def acknowledge_notice(*, ticket_id: UUID, actor: Principal, by_id: UUID | None = None) -> OpinionNotice:
    """A member of the department signs for it: the actor himself, or whom the desk names."""
    ticket = lock(ticket_id, actor, rules.answer_notice)
    notice = waiting(ticket)
    if notice.acknowledged_at is not None:
        raise Conflict(
            _("{name} signed for it already.").format(name=notice.acknowledged_by), rule="R11", field="state"
        )
    acknowledge(ticket, notice, actor, member(ticket, notice.department, actor, by_id))
    return notice


def acknowledge(ticket: Ticket, notice: OpinionNotice, actor: Principal, person: StaffMember) -> None:
    notice.acknowledged_at, notice.acknowledged_by = now(), person.name
    notice.save()
    finish(ticket, NoticeAcknowledged(notice.department.name, person.name), actor=actor)


@atomic
def handle_notice(
    *, ticket_id: UUID, actor: Principal, done: str, done_by: str, handled_at: datetime | None = None,
    by_id: UUID | None = None,
) -> OpinionNotice:  # fmt: skip
    """The department has seen to it: what was done, by whom, when; the same day, if all goes well (R26)."""
    ticket = lock(ticket_id, actor, rules.answer_notice)
    notice = waiting(ticket)
    handle(ticket, notice, actor, member(ticket, notice.department, actor, by_id), done, done_by, handled_at)
    event = NoticeHandled(notice.department.name, notice.done, notice.done_by)
    finish(ticket, event, *seen_to(notice), actor=actor)
    return notice


def seen_to(notice: OpinionNotice) -> tuple[Change, ...]:
    """Its clock is met by when it was handled, whenever that is written down (architecture.md, "The clock")."""
    return (Meet(HANDLING, notice.handled_at),) if notice.handled_at else ()


def handle(
    ticket: Ticket, notice: OpinionNotice, actor: Principal, person: StaffMember, done: str, done_by: str,
    handled_at: datetime | None,
) -> None:  # fmt: skip
    """Write what was done into a locked notice; who writes it has read it. Raises Invalid."""
    if notice.acknowledged_at is None:
        acknowledge(ticket, notice, actor, person)
    at = now()
    if handled_at is not None and not notice.issued_at - timedelta(minutes=1) <= handled_at <= at:
        raise Invalid(_("The time lies between the notice and now."), rule=RULE, field="handled_at")
    notice.done, notice.done_by = need(done, "done", RULE)[:1000], need(done_by, "done_by", RULE)[:60]
    notice.handled_at = handled_at or notice.handled_at or at
    notice.save()


@atomic
def answer_notice(
    *, ticket_id: UUID, actor: Principal, done: str = "", done_by: str = "", handled_at: datetime | None = None,
    by_id: UUID | None = None,
) -> OpinionNotice:  # fmt: skip
    """The department's answer, what was done and by whom, by noon of the next day: the desk tells the reporter and
    asks again how it is now (R26).
    """
    ticket = lock(ticket_id, actor, rules.answer_notice)
    notice = waiting(ticket)
    person, at = member(ticket, notice.department, actor, by_id), now()
    handle(ticket, notice, actor, person, done or notice.done, done_by or notice.done_by, handled_at)
    notice.answered_at, notice.answered_by = at, person.name
    notice.save()
    event = NoticeAnswered(notice.department.name, notice.done, notice.done_by, person.name)
    finish(ticket, event, Meet(NOTICE, at), *seen_to(notice), *asked_again(ticket, at), actor=actor, at=at)
    tell_the_desk(ticket, notice)
    return notice


def asked_again(ticket: Ticket, at: datetime) -> tuple[Change, ...]:
    """The second call's clock: the callback's own, or a further callback where the ticket is closed. While somebody is
    being sent once more, the callback after that is the one that tells him.
    """
    if ticket.state == State.CALLBACK:
        return tuple(once(ticket, CALLBACK, at))
    return after_notice(ticket, at) if ticket.state == State.CLOSED else ()


def tell_the_desk(ticket: Ticket, notice: OpinionNotice) -> None:
    """Whoever issued it, and the ticket's owner."""
    wanted = StaffMember.objects.filter(Q(pk=notice.issuer_id) | Q(pk=ticket.owner_id), active=True)
    for person in wanted or people(ticket, ["owner"]):
        params = {"place": ticket.place, "text": notice.done[:60]}
        tell_staff(person, "notice.answered", subject=ticket, key=f"answered:{notice.pk}", params=params)


def waiting(ticket: Ticket) -> OpinionNotice:
    """The notice that waits for the department. Raises Conflict, naming who answered."""
    notice = open_notice(ticket)
    if notice is not None and notice.answered_at is None:
        return notice
    last = notice or ticket.opinion_notices.exclude(answered_at=None).order_by("-nth").first()
    if last is not None:
        raise Conflict(_("{name} answered it already.").format(name=last.answered_by), rule="R11", field="state")
    raise Conflict(_("No opinion notice has been issued."), rule="R11", field="state")


def member(ticket: Ticket, department: Department, actor: Principal, by_id: UUID | None) -> StaffMember:
    """Who speaks for the department: of it in this estate, or its head; the desk and another system name him.

    Raises Invalid for anybody else, PermissionDenied where somebody names another than himself.
    """
    return person_of(ticket, department, speak_as(actor, by_id, rules.answer_notice), "by", RULE)
