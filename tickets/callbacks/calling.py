"""One call and what was said in it: who may make it, when, and what must be said (R25, R27).

Nobody and no machine fills in a callback that did not happen: a person makes a call, and stands by it with his name;
the resident's own answers come by his own link.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.journal.record import history
from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Change, Drop, Meet
from tickets import states
from tickets.actions.steps import finish, need
from tickets.callbacks.analyses.actions import open_for
from tickets.callbacks.clock import HANDLING, NOTICE, open_notice
from tickets.callbacks.parties import Party, parties, party_of, worst
from tickets.callbacks.terms.actions import terms_of, wish_of
from tickets.callbacks.terms.hours import next_permitted, permitted
from tickets.clock import CALLBACK, once
from tickets.enums import BY_PERSON, SATISFIED, CallMeans, CallOutcome, Grade, State
from tickets.events import CallbackAttempted
from tickets.models import CallAttempt, FollowUp, Ticket
from tickets.rules import DESK, LEADERS

# Who had a hand in the work, by what the apps downstream know of it (filled when they start): ticket's key to staff.
HANDS: list[Callable[[UUID], Iterable[UUID]]] = []

texts.add({"callback.in_your_name": gettext_lazy("{by} recorded a call of yours: {place}. Did you make it?")})


@dataclass(frozen=True)
class Said:
    """How a call went. `caller_id`: who made it, where a system tells of it. `out_of_hours`: why at such an hour;
    `any_hour`: he called himself, or what he said cannot wait. `reporter_id`: with which of those who reported the
    fault, None with the ticket's own (R7). `settled`: not satisfied, and solved in the call (R26).
    """

    outcome: str
    grade: str = ""
    reason: str = ""
    remark: str = ""
    means: str = CallMeans.PHONE
    out_of_hours: str = ""
    caller_id: UUID | None = None
    any_hour: bool = False
    reporter_id: UUID | None = None
    settled: bool = False


@dataclass(frozen=True)
class Caller:
    """Who made it: a member of staff, told of by himself or `via` a system; or the resident himself."""

    name: str
    staff_id: UUID | None = None
    via: str = ""


def tried(ticket: Ticket, actor: Principal, said: Said) -> list[Party]:
    """Keep one attempt of a locked ticket that is in its callback; grade and true reason are checked (R25).

    Returns everybody who is called back about it, as things stand now (R7).
    """
    if ticket.state != State.CALLBACK:
        raise Conflict(who_was_first(ticket), rule="R11", field="state")
    people = parties(ticket)
    party = party_of(people, said.reporter_id)
    refuse_second(ticket, actor, party)
    call = keep(ticket, actor, said, party)
    party.attempts.append(call)
    ticket.grade = worst(people) or ticket.grade
    event = CallbackAttempted(
        call.outcome, len(party.attempts), call.grade, call.reason, call.remark, call.means, call.via,
        call.out_of_hours, party.name if party.reporter else "",
    )  # fmt: skip
    finish(ticket, event, *no_longer_needed(ticket, party, people, call.at), actor=actor)
    tell(ticket, actor, call)
    return people


def refuse_second(ticket: Ticket, actor: Principal, party: Party) -> None:
    """Two call the same reporter: the second reads who was first (R11). Who was given up may still answer himself."""
    if not party.is_done or (actor.kind == "resident" and not party.is_satisfied):
        return
    name, call = party.name or "–", party.answer
    if party.is_satisfied and call is not None:
        words = _("{reporter} has answered already, {n} s ago, to {name}.")
        words = words.format(reporter=name, n=int((now() - call.at).total_seconds()), name=call.who)
    else:
        words = _("{reporter} was given up as unreachable.").format(reporter=name)
    raise Conflict(words, rule="R11", field="reporter")


def no_longer_needed(ticket: Ticket, party: Party, people: list[Party], at: datetime) -> list[Change]:
    """What his answer does to the clocks: a notice on his behalf has lost its reason once he is done with (R30), and
    while a department answers for him, the callback's clock runs for the others alone (R7, R26).
    """
    notice = open_notice(ticket)
    if notice is None or notice.answered_at is not None:
        return []
    if notice.reporter_id == party.reporter_id and party.is_done:
        notice.ended_at = at
        notice.save()
        return [Drop((NOTICE, HANDLING)), *once(ticket, CALLBACK, at)]
    return [] if others_to_call(people, notice.reporter_id) else [Meet(CALLBACK, at)]


def others_to_call(people: Iterable[Party], reporter_id: UUID | None) -> list[Party]:
    """Who is not done with, beside this one."""
    return [one for one in people if one.reporter_id != reporter_id and not one.is_done]


def keep(
    ticket: Ticket, actor: Principal, said: Said, party: Party, follow_up: FollowUp | None = None
) -> CallAttempt:  # fmt: skip
    """The attempt's row. Raises Invalid or Conflict for what cannot have happened."""
    check(said)
    caller = caller_of(ticket, actor, said)
    refuse_the_worker(ticket, caller)
    at = now()
    hour = why_at_this_hour(party, at, said) if said.means == CallMeans.PHONE and not said.any_hour else ""
    return CallAttempt.objects.create(
        ticket=ticket, reporter=party.reporter, follow_up=follow_up, at=at, caller_id=caller.staff_id,
        caller_name=caller.name, via=caller.via, means=said.means, outcome=said.outcome, grade=said.grade,
        reason=said.reason.strip(), remark=said.remark.strip(), out_of_hours=hour, settled=said.settled,
    )  # fmt: skip


def tell(ticket: Ticket, actor: Principal, call: CallAttempt) -> None:
    """After its event: an answered notice has been told, and very dissatisfied is analysed (R26)."""
    if call.outcome == CallOutcome.REACHED:
        told = ticket.opinion_notices.filter(ended_at=None, reporter=call.reporter).exclude(answered_at=None)
        told.update(told_at=call.at, ended_at=call.at)
    if call.via and call.caller_id is not None:
        about = {"by": call.via, "place": ticket.place}
        caller = StaffMember.objects.get(pk=call.caller_id)
        tell_staff(caller, "callback.in_your_name", subject=ticket, key=f"call:{call.pk}", params=about)
    if call.grade == Grade.VERY_DISSATISFIED:
        open_for(ticket, actor, call.grade, call.reason)


def check(said: Said) -> None:
    """Reached needs a grade, not reached has none; dissatisfied, so-so included, needs the true reason (R25)."""
    for name, value, choices in (("outcome", said.outcome, CallOutcome), ("means", said.means, CallMeans)):
        if value not in choices.values:
            raise Invalid(_("“{value}” is not known.").format(value=value), rule="R25", field=name)
    if (said.outcome == CallOutcome.REACHED) != (said.grade in Grade.values):
        raise Invalid(_("Reached needs one of the five grades; not reached has none."), rule="R25", field="grade")
    if said.grade in Grade.values and said.grade not in SATISFIED:
        need(said.reason, "reason", "R25")


def caller_of(ticket: Ticket, actor: Principal, said: Said) -> Caller:
    """Who called. Raises Invalid for staff who answer for the resident, and for a machine that phoned by itself."""
    if actor.kind == "resident":
        return Caller(actor.name)
    if said.means not in BY_PERSON:
        raise Invalid(_("The resident answers by his own link; nobody does so for him."), rule="R25", field="means")
    if actor.kind == "staff":
        return Caller(actor.name, actor.staff_id)
    if said.caller_id is None:
        raise Invalid(_("A system calls nobody: say which member of staff did."), rule="R25", field="caller")
    person = StaffMember.objects.filter(pk=said.caller_id, active=True, role__in=(*DESK, *LEADERS)).first()
    if person is None or not person.sees_estate(ticket.estate_id):
        raise Invalid(_("He does not call back in this estate."), rule="R25", field="caller")
    return Caller(person.name, person.pk, actor.name[:60])


def refuse_the_worker(ticket: Ticket, caller: Caller) -> None:
    """Whoever accepted it, was there or helped does not ask how it was (R25)."""
    if caller.staff_id is None:
        return
    hands = {ticket.assignee_id, *(one for asked in HANDS for one in asked(ticket.pk))}
    if caller.staff_id in hands:
        raise Conflict(_("Who did the work does not make the callback."), rule="R25", field="caller")


def why_at_this_hour(party: Party, at: datetime, said: Said) -> str:
    """'' inside the permitted hours and at his own wish; else the reason, without which it is Invalid (R27)."""
    zone, hours = party.ticket.estate.tz, terms_of(party.ticket.estate).hours
    wish = wish_of(party.resident_id)
    allowed = permitted(hours, zone, at) or (bool(wish) and permitted([wish], zone, at))
    if allowed or said.out_of_hours.strip():
        return "" if allowed else said.out_of_hours.strip()[:200]
    opens = next_permitted(hours, zone, at).astimezone(zone)
    words = _("No calls at this hour: again from {time}. Why was he called now?").format(time=f"{opens:%m-%d %H:%M}")
    raise Invalid(words, rule="R27", field="out_of_hours")


def who_was_first(ticket: Ticket) -> str:
    """The state it is in, and who brought it there how long ago (R11)."""
    latest = history(ticket).exclude(actor_kind="system").order_by("-id").first()
    words = states.not_now(ticket)
    if latest is None:
        return words
    ago = _("{name} was first {n} s ago: {what}.").format(
        name=latest.actor_name, n=int((now() - latest.at).total_seconds()), what=latest.data.title()
    )
    return f"{words} {ago}"
