"""Valid or communicative, of which category, major or not (R5, R8)."""

import pytest
from django.core.exceptions import PermissionDenied

from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import breached, complaint, handed, told
from tickets.actions import answer
from tickets.complaints.actions import classify, return_handoff
from tickets.complaints.enums import CATEGORIES
from tickets.enums import Resolution
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def call_it(cast: Cast, ticket: Ticket, validity: str, by: str = "clerk", **more: object) -> Ticket:
    return classify(ticket_id=ticket.pk, actor=cast.act(by), validity=validity, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("validity", "category"), [(v, c) for v, found in CATEGORIES.items() for c in found])
def test_each_category_belongs_to_its_validity_alone(cast: Cast, validity: str, category: str) -> None:
    """R5."""
    assert complaint(cast, validity=validity, category=category).complaint.category == category
    other = "communicative" if validity == "valid" else "valid"
    with pytest.raises(Invalid) as refused:
        complaint(cast, validity=other, category=category)
    assert refused.value.field == "category"


def test_a_major_one_reaches_both_managers_at_once_and_is_not_held_by_quiet_hours(cast: Cast, clock: Clock) -> None:
    """R5, R32: quiet hours hold back all but urgent ones."""
    clock.set(at("2026-11-21 02:30"))
    ticket = complaint(cast)
    call_it(cast, ticket, "valid", "night", category="staff_loss", major=True, reason="保安打人")
    assert told(ticket, "complaint.major") == {"梁敏", "周总"}
    assert set(Message.objects.filter(what="complaint.major").values_list("urgent", flat=True)) == {True}


def test_urgent_and_major_tells_the_supervisor_the_one_and_the_managers_the_other(cast: Cast) -> None:
    """R5, R6."""
    ticket = complaint(cast, urgent=True, major=True)
    assert told(ticket, "ticket.urgent") == {"韩梅"} and told(ticket, "complaint.major") == {"梁敏", "周总"}


def test_that_it_is_not_major_after_all_is_said_by_a_leader_with_a_reason(cast: Cast) -> None:
    """R5, R10."""
    ticket = complaint(cast, major=True)
    with pytest.raises(PermissionDenied):
        call_it(cast, ticket, "valid", reason="其实是口角")
    with pytest.raises(Invalid):
        call_it(cast, ticket, "valid", "service_supervisor")
    call_it(cast, ticket, "valid", "service_supervisor", reason="其实是口角")
    assert not fresh(ticket).complaint.major and told(ticket, "complaint.unmajored") == {"梁敏", "周总"}


def test_found_communicative_its_hour_ends(cast: Cast, clock: Clock) -> None:
    """R5, R30: a timer whose reason has gone never fires."""
    ticket = complaint(cast)
    call_it(cast, ticket, "communicative", category="venting", reason="只是想说说")
    clock.set(at("2026-11-21 11:40"))
    engine.sweep()
    assert not breached(ticket, "handoff")


def test_found_valid_its_hour_begins_then(cast: Cast, clock: Clock) -> None:
    """R5."""
    ticket = complaint(cast, validity="communicative", category="help")
    clock.set(at("2026-11-21 10:30"))
    call_it(cast, ticket, "valid", category="charges", reason="确实多收了")
    assert (fresh(ticket).due_kind, fresh(ticket).due_at) == ("handoff", at("2026-11-21 11:30"))


def test_while_a_department_has_the_form_it_stays_valid(cast: Cast) -> None:
    ticket = handed(cast)
    with pytest.raises(Conflict, match="工程维修部"):
        call_it(cast, ticket, "communicative", reason="只是想说说")
    return_handoff(ticket_id=ticket.pk, actor=cast.act("technician"), reason="没有这回事")
    call_it(cast, ticket, "communicative", reason="只是想说说")
    assert fresh(ticket).due_kind == "first_reply"


def test_a_communicative_one_answered_on_the_spot_is_closed_on_the_spot(cast: Cast) -> None:
    """R8: with its answer; a valid one is not."""
    ticket = complaint(cast, validity="communicative", category="consultation")
    answer(ticket_id=ticket.pk, actor=cast.act("clerk"), text="装修时间是 8 点到 18 点")
    closed = fresh(ticket)
    assert (closed.state, closed.resolution, closed.due_kind) == ("closed", Resolution.ANSWERED, "")
    with pytest.raises(Conflict):
        answer(ticket_id=complaint(cast).pk, actor=cast.act("clerk"), text="好的")


def test_a_closed_one_and_an_unchanged_one_are_left_alone(cast: Cast) -> None:
    """R11."""
    ticket = complaint(cast, validity="communicative")
    with pytest.raises(Invalid):
        call_it(cast, ticket, "communicative")
    answer(ticket_id=ticket.pk, actor=cast.act("clerk"), text="好的")
    with pytest.raises(Conflict):
        call_it(cast, ticket, "valid", reason="又来电")
