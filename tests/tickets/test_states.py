"""The table of transitions (domain §3): what is in it goes, what is not is refused and changes nothing (R11)."""

import pytest

from servicedesk.refusals import Conflict
from tests.cast import Cast
from tickets import states
from tickets.enums import State
from tickets.models import Ticket

# domain §3, row by row: transition -> (from, to)
TABLE = {
    "dispatch": ({"registered"}, "dispatched"),
    "climb": ({"dispatched"}, "dispatched"),
    "recall": ({"dispatched"}, "registered"),
    "reschedule": ({"registered", "dispatched", "on_site"}, "registered"),
    "arrive": ({"dispatched"}, "on_site"),
    "no_access": ({"on_site"}, "registered"),
    "suspend": ({"on_site"}, "registered"),
    "sign_off": ({"on_site"}, "signed_off"),
    "rework": ({"signed_off"}, "dispatched"),
    "start_callback": ({"signed_off"}, "callback"),
    "reopen": ({"callback"}, "dispatched"),
    "close": ({"callback"}, "closed"),
    "answer": ({"registered"}, "closed"),
    "cancel": ({"registered", "dispatched"}, "closed"),
    "reopen_in_warranty": ({"closed"}, "registered"),
    # Un-merging (R7): a row that the table lacks, see docs/decisions.md.
    "take_out": ({"closed"}, "registered"),
}


def test_the_code_has_the_domains_table_and_nothing_more() -> None:
    assert {name: (set(sources), str(target)) for name, (sources, target) in states.TRANSITIONS.items()} == TABLE


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("state", [state.value for state in State])
def test_a_transition_goes_from_its_states_only(name: str, state: str) -> None:
    """R11."""
    ticket = Ticket(number="HJ-1", state=state)
    sources, target = TABLE[name]
    if state in sources:
        getattr(states, name)(ticket)
        assert ticket.state == target
    else:
        with pytest.raises(Conflict) as refused:
            getattr(states, name)(ticket)
        assert (refused.value.rule, ticket.state) == ("R11", state)


def test_nobody_writes_a_state_past_the_table(cast: Cast) -> None:
    with pytest.raises(AttributeError):
        cast.ticket().state = State.CLOSED
