"""The ticket's transitions (domain §3), by django_fsm: the only writer of a state. Called by actions alone."""

from collections.abc import Callable
from functools import wraps

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed, transition

from servicedesk.refusals import Conflict
from tickets.enums import State
from tickets.models.ticket import Ticket

S = State
FIELD = Ticket._meta.get_field("state")
Step = Callable[[Ticket], None]
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {}


def step(source: tuple[State, ...], target: State) -> Callable[[Step], Step]:
    """Decorator: a transition of the table. A state that does not allow it is a Conflict, and changes nothing (R11)."""

    def decorate(function: Step) -> Step:
        move = transition(field=FIELD, source=list(source), target=target)(function)
        TRANSITIONS[function.__name__] = (frozenset(source), target)

        @wraps(function)
        def guarded(ticket: Ticket) -> None:
            try:
                move(ticket)
            except TransitionNotAllowed as refused:
                raise Conflict(not_now(ticket), rule="R11", field="state") from refused

        return guarded

    return decorate


def not_now(ticket: Ticket) -> str:
    """Why not: the state it is in."""
    return _("{number} is now “{state}”: this step does not follow from there.").format(
        number=ticket.number, state=ticket.get_state_display()
    )


def allows(name: str, state: str) -> bool:
    """Whether a transition may start from this state."""
    return state in TRANSITIONS[name][0]


@step((S.REGISTERED,), S.DISPATCHED)
def dispatch(ticket: Ticket) -> None:
    """An assignment is offered."""


@step((S.DISPATCHED,), S.DISPATCHED)
def climb(ticket: Ticket) -> None:
    """Refused or unanswered: the next offer, one level up (R15)."""


@step((S.DISPATCHED,), S.REGISTERED)
def recall(ticket: Ticket) -> None:
    """The assignment is taken back."""


@step((S.REGISTERED, S.DISPATCHED, S.ON_SITE), S.REGISTERED)
def reschedule(ticket: Ticket) -> None:
    """A new time is agreed (R16). From registered: an appointment is made, or moved, before anybody was sent."""


@step((S.DISPATCHED,), S.ON_SITE)
def arrive(ticket: Ticket) -> None:
    """Somebody is there."""


@step((S.ON_SITE,), S.REGISTERED)
def no_access(ticket: Ticket) -> None:
    """Nobody opened (R20)."""


@step((S.ON_SITE,), S.REGISTERED)
def suspend(ticket: Ticket) -> None:
    """Work waits for something (R31)."""


@step((S.ON_SITE,), S.SIGNED_OFF)
def sign_off(ticket: Ticket) -> None:
    """Work is done and signed (R23)."""


@step((S.SIGNED_OFF,), S.DISPATCHED)
def rework(ticket: Ticket) -> None:
    """The supervisor sends it back (R24)."""


@step((S.SIGNED_OFF,), S.CALLBACK)
def start_callback(ticket: Ticket) -> None:
    """The review is passed (R24, R25)."""


@step((S.CALLBACK,), S.DISPATCHED)
def reopen(ticket: Ticket) -> None:
    """The reporter is not satisfied (R25, R26)."""


@step((S.CALLBACK,), S.CLOSED)
def close(ticket: Ticket) -> None:
    """The callback is done."""


@step((S.REGISTERED,), S.CLOSED)
def answer(ticket: Ticket) -> None:
    """Answered on the spot (R8)."""


@step((S.REGISTERED, S.DISPATCHED), S.CLOSED)
def cancel(ticket: Ticket) -> None:
    """Withdrawn, a duplicate, or not ours."""


@step((S.CLOSED,), S.REGISTERED)
def take_out(ticket: Ticket) -> None:
    """It had been merged into another, and was another fault after all (R7)."""


@step((S.CLOSED,), S.REGISTERED)
def reopen_in_warranty(ticket: Ticket) -> None:
    """The same fault again within the warranty."""
