"""The verbs of this app, and what it adds to the ticket page (tickets/actions_menu.py, tickets/panels.py)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import rules
from dispatch.actions.appointments import manager_said_so
from dispatch.actions.conciliating import open_one
from dispatch.actions.placing import live_assignment
from dispatch.enums import AssignmentState
from dispatch.models import Assignment, Conciliation
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from tickets import states
from tickets.actions_menu import Verb, register
from tickets.clock import people
from tickets.enums import State
from tickets.models import Ticket
from tickets.panels import FUTURES, PANELS, Panel


def live(ticket: Ticket) -> Assignment | None:
    """The offer or acceptance that holds the ticket; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_live_assignment"):
        found = live_assignment(ticket) if ticket.state in (State.DISPATCHED, State.ON_SITE) else None
        if found is not None:
            found.ticket = ticket
        ticket._live_assignment = found  # type: ignore[attr-defined]
    return ticket._live_assignment  # type: ignore[attr-defined]


def can_send(ticket: Ticket) -> bool:
    """Registered, or dispatched with nobody left to ask (R16)."""
    return ticket.state == State.REGISTERED or (ticket.state == State.DISPATCHED and live(ticket) is None)


def can_take_by_phone(ticket: Ticket) -> bool:
    return can_send(ticket) or is_offered(ticket)


def is_offered(ticket: Ticket) -> bool:
    found = live(ticket)
    return ticket.state == State.DISPATCHED and found is not None and found.state == AssignmentState.OFFERED


def is_held(ticket: Ticket) -> bool:
    return ticket.state == State.DISPATCHED and live(ticket) is not None


def on_the_way(ticket: Ticket) -> bool:
    return is_held(ticket) and not is_offered(ticket)


def can_recall(ticket: Ticket) -> bool:
    return states.allows("recall", ticket.state)


def can_reschedule(ticket: Ticket) -> bool:
    return states.allows("reschedule", ticket.state)


def nobody_left(ticket: Ticket) -> bool:
    """Dispatched, and nobody holds it or is asked (R16)."""
    return ticket.state == State.DISPATCHED and live(ticket) is None


def can_give_up(ticket: Ticket) -> bool:
    """Before anybody accepted; once he has said so it need not be said again (R16)."""
    if nobody_left(ticket):
        return not given_up(ticket)
    return is_offered(ticket)


def given_up(ticket: Ticket) -> bool:
    """The estate manager agreed that nobody can be sent; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_given_up"):
        ticket._given_up = manager_said_so(ticket)  # type: ignore[attr-defined]
    return ticket._given_up  # type: ignore[attr-defined]


def conciliation(ticket: Ticket) -> Conciliation | None:
    """The one that goes on; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_conciliation"):
        ticket._conciliation = open_one(ticket)  # type: ignore[attr-defined]
    return ticket._conciliation  # type: ignore[attr-defined]


def is_conciliated(ticket: Ticket) -> bool:
    return conciliation(ticket) is not None


def can_complain(ticket: Ticket) -> bool:
    """About a time that was moved, or that nobody comes."""
    moved = ticket.appointment_at is not None or nobody_left(ticket)
    return ticket.is_open and moved and not is_conciliated(ticket)


def can_reopen(ticket: Ticket) -> bool:
    return states.allows("reopen", ticket.state)


def answers(actor: Principal, ticket: Ticket | None) -> bool:
    """The rule of answering an offer, asked of the ticket."""
    return rules.answer_offer(actor, live(ticket) if ticket is not None else None)


answer_ticket = Rule("dispatch.answer_ticket", answers)

register(
    Verb("dispatch", _("Dispatch…"), "send", rules.dispatch, can_send,
         prompts={"dispatch": 1, "redispatch": 1, "resume": 1, "no_access_call": 3, State.REGISTERED: 1,
                  State.DISPATCHED: 1}),
    Verb("verbal", _("Verbal dispatch…"), "phone-call", rules.dispatch, can_take_by_phone, key="v", place="bar",
         prompts={"dispatch": 2, "accept": 1, "claim": 1, "redispatch": 2}),
    Verb("offer-group", _("Claim pool…"), "hand-grab", rules.dispatch, can_send, key="o", place="bar"),
    Verb("dispatch-department", _("To a department…"), "building-community", rules.dispatch, can_send,
         prompts={"handoff": 4, "first_reply": 3}),
    Verb("accept", _("He accepts"), "check", answer_ticket, is_offered,
         prompts={"accept": 2, "claim": 2, "redispatch": 3}),
    Verb("refuse", _("He cannot…"), "x", answer_ticket, is_held, prompts={"accept": 3, "claim": 3, "arrival": 3}),
    Verb("check-arrival", _("Not yet…"), "clock", rules.dispatch, on_the_way, prompts={"arrival": 2}),
    Verb("reopen", _("Not satisfied: reopen…"), "refresh", rules.reopen, can_reopen,
         prompts={"callback": 2, State.CALLBACK: 2}),
    Verb("reschedule", _("Reschedule"), "calendar-time", rules.reschedule, can_reschedule, key="t", place="bar",
         prompts={"resume": 2}),
    Verb("nobody-can-go", _("The manager: nobody can go…"), "user-off", rules.nobody_can_go, can_give_up),
    Verb("complain", _("He complains: conciliation…"), "message-exclamation", rules.reschedule, can_complain),
    Verb("conclude", _("Result of the conciliation…"), "checks", rules.conciliate, is_conciliated,
         prompts={"conciliation": 1}),
    Verb("reassign", _("Reassign"), "user-share", rules.dispatch, is_held, key="x", place="bar"),
    Verb("recall", _("Take back…"), "arrow-back-up", rules.recall, can_recall),
    Verb("undo-dispatch", _("Undo"), "arrow-back-up", rules.recall, can_recall, form=False, place=""),
)  # fmt: skip


def leader_of(ticket: Ticket, found: Assignment | None) -> StaffMember | None:
    """Who is asked when nobody of a department or a group goes: its head, else the trade's supervisor."""
    department = (found.department or found.pool_department) if found else None
    if department and department.head:
        return department.head
    return next(iter(people(ticket, ["supervisor"])), None) if found else None


def climbs(ticket: Ticket) -> str:
    """R15: unanswered, the offer goes one level up."""
    found = live(ticket)
    superior = found.staff.reports_to if found and found.staff else leader_of(ticket, found)
    if superior is None:
        return gettext("unanswered: nobody is left to ask")
    return gettext("unanswered: goes up to {name}").format(name=superior.name)


FUTURES["accept"] = FUTURES["claim"] = climbs


def conciliations(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """Who talked to the resident about what, and what came of it (R16)."""
    found = list(ticket.conciliations.select_related("colleague").order_by("-opened_at"))
    return {"conciliations": found} if found else None


PANELS.append(Panel("dispatch/_conciliations.html", conciliations))
