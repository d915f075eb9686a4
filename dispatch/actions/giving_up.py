"""The estate manager's word that nobody can be sent: rescheduling comes next (R16)."""

from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.actions.placing import close_offer, end, live_assignment, name_of, next_climb
from dispatch.clock import ACCEPT, CLAIM, REDISPATCH
from dispatch.enums import AssignmentState, Mode
from dispatch.events import NobodyCanGo
from dispatch.models import Assignment
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Drop
from tickets import states
from tickets.actions.steps import finish, lock, need
from tickets.clock import DISPATCH, people
from tickets.enums import State
from tickets.models import Ticket


@atomic
def nobody_can_go(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The estate manager agrees that nobody can be sent, or the desk records that he said so (R16).

    Whoever was being asked need not answer any more. Raises Conflict once somebody has accepted.
    """
    ticket = lock(ticket_id, actor, rules.nobody_can_go)
    reason = need(reason, "reason", "R16")
    live, manager = live_assignment(ticket), next(iter(people(ticket, ["estate_manager"])), None)
    if ticket.state != State.DISPATCHED or manager is None:
        raise Conflict(states.not_now(ticket), rule="R16", field="state")
    if live is not None and live.state == AssignmentState.ACCEPTED:
        raise Conflict(_("{name} accepted it already.").format(name=name_of(live)), rule="R11", field="state")
    if live is not None and live.staff_id != manager.pk:
        close_offer(live, AssignmentState.RECALLED, by=actor.name)
    word = keep_word(ticket, live, manager, actor, reason)
    states.climb(ticket)
    ticket.assignee = None
    at = now()
    event = NobodyCanGo(manager.name, reason)
    finish(ticket, event, Drop((ACCEPT, CLAIM, REDISPATCH)), Arm(DISPATCH, at), actor=actor, at=at)
    if actor.staff_id == manager.pk:
        tell_the_desk(ticket, word, reason)
    return ticket


def tell_the_desk(ticket: Ticket, word: Assignment, reason: str) -> None:
    """He said it on his phone, not to the desk: the owner agrees a new time at once (R16)."""
    for person in people(ticket, ["owner"]):
        tell_staff(
            person, "dispatch.nobody_can_go", subject=ticket, urgent=ticket.urgent, key=f"nobody:{word.pk}",
            params={"place": ticket.place, "text": reason},
        )  # fmt: skip


def keep_word(
    ticket: Ticket, live: Assignment | None, manager: StaffMember, actor: Principal, reason: str
) -> Assignment:
    """His answer to the offer that he holds, or to the question on the phone."""
    word = live if live is not None and live.staff_id == manager.pk else None
    if word is None:
        word = Assignment(
            ticket=ticket, mode=Mode.VERBAL, staff=manager, climb=next_climb(ticket), offered_at=now(),
            offered_by=actor.name,
        )  # fmt: skip
    end(word, AssignmentState.REFUSED, at=now(), by=actor.name, reason=reason)
    word.nobody_can_go = True
    word.save()
    return word
