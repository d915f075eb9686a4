"""Offers, answers and the climb (R13–R15)."""

from datetime import timedelta

import pytest

from dispatch import actions as dispatch
from dispatch.enums import AssignmentState
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_accepted, to_offered
from tests.support.clock import Clock
from tickets.actions import cancel
from tickets.enums import State
from tickets.models import Ticket


def asked(ticket: Ticket) -> list[tuple[str, str, int]]:
    rows = ticket.assignments.order_by("offered_at", "level").select_related("staff")
    return [(row.staff.name, row.state, row.level) for row in rows if row.staff]


def test_a_refusal_with_its_reason_climbs_to_the_superior(cast: Cast) -> None:
    """R14, R15."""
    ticket = to_offered(cast)
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("technician"), reason="地库断电作业中")
    assert asked(ticket) == [("孙海涛", "refused", 0), ("马志远", "offered", 1)]
    assert ticket.assignments.get(state="refused").reason == "地库断电作业中"


def test_a_refusal_without_a_reason_is_refused(cast: Cast) -> None:
    """R14: with a concrete reason."""
    ticket = to_offered(cast)
    with pytest.raises(Invalid) as refused:
        dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("technician"), reason="  ")
    assert (refused.value.field, refused.value.rule) == ("reason", "R14")
    assert asked(ticket) == [("孙海涛", "offered", 0)]


def test_an_unanswered_offer_climbs_after_five_minutes_urgent_after_two(cast: Cast, clock: Clock) -> None:
    """R15."""
    clock.set(at("2026-11-21 10:00"))
    plain, urgent = to_offered(cast), to_offered(cast, urgent=True)
    clock.set(at("2026-11-21 10:02"))
    engine.sweep()
    assert (fresh(plain).assignee, fresh(urgent).assignee) == (cast.technician, cast.foreman)
    clock.set(at("2026-11-21 10:05"))
    engine.sweep()
    assert fresh(plain).assignee == cast.foreman


def test_the_climb_ends_at_the_estate_manager_whoever_he_reports_to(cast: Cast) -> None:
    """R15: the company's managers are no rung of it."""
    cast.manager.reports_to = cast.people["director"]
    cast.manager.save()
    ticket = to_offered(cast, "manager", skill="")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("manager"), reason="派不出人")
    assert asked(ticket) == [("梁敏", "refused", 0)] and fresh(ticket).assignee is None


def test_an_offer_that_nobody_ever_answers_climbs_to_the_estate_manager_and_no_further(
    cast: Cast, clock: Clock
) -> None:
    """R15: level by level, nobody twice; after an outage as well, each step at its own time."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_offered(cast)
    clock.set(at("2026-11-21 12:00"))
    for _sweep in range(6):
        engine.sweep()
        clock.move(timedelta(minutes=6))
    assert [name for name, _state, _level in asked(ticket)] == ["孙海涛", "马志远", "郑国栋", "梁敏"]
    assert {state for _name, state, _level in asked(ticket)} == {AssignmentState.EXPIRED}
    assert Message.objects.filter(what="dispatch.exhausted", subject_id=ticket.pk, staff=cast.clerk).exists()
    assert fresh(ticket).due_kind == "dispatch"


def test_who_leaves_out_a_level_is_not_asked_again(cast: Cast) -> None:
    """R15: nobody in the chain is offered the same ticket twice in one climb."""
    ticket = to_offered(cast, "supervisor")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="开会")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("manager"), reason="不在")
    assert [name for name, _state, _level in asked(ticket)] == ["郑国栋", "梁敏"]


def test_the_desk_records_a_refusal_told_by_phone(cast: Cast) -> None:
    """R14: a refusal is recorded, never lost."""
    ticket = to_offered(cast)
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="他说在 7 栋走不开")
    assert fresh(ticket).assignee == cast.foreman


def test_verbal_dispatch_keeps_name_and_minute(cast: Cast, clock: Clock) -> None:
    """R13."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    clock.set(at("2026-11-21 10:06"))
    dispatch.verbal(
        ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk,
        accepted_at=at("2026-11-21 10:05"), arrival_at=at("2026-11-21 10:30"),
    )  # fmt: skip
    ticket = fresh(ticket)
    assert (ticket.assignee, ticket.accepted_at) == (cast.technician, at("2026-11-21 10:05"))
    assert (ticket.due_kind, ticket.due_at) == ("arrival", at("2026-11-21 10:30"))


def test_the_minute_of_a_verbal_acceptance_lies_between_report_and_now(cast: Cast) -> None:
    ticket = cast.ticket()
    with pytest.raises(Invalid):
        dispatch.verbal(
            ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk,
            accepted_at=ticket.received_at - timedelta(minutes=1),
        )  # fmt: skip
    assert fresh(ticket).state == State.REGISTERED


def test_who_lacks_the_skill_is_sent_only_with_a_reason(cast: Cast) -> None:
    """R19: the clerk may override."""
    ticket = cast.ticket()
    with pytest.raises(Invalid) as refused:
        dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.second_technician.pk)
    assert refused.value.field == "reason"
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.second_technician.pk, reason="只有他在")
    assert fresh(ticket).assignee == cast.second_technician


def test_staff_of_another_estate_cannot_be_sent(cast: Cast) -> None:
    with pytest.raises(NotFound):
        dispatch.offer(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), staff_id=cast.outsider.pk)


def test_the_second_to_dispatch_reads_who_was_first(cast: Cast) -> None:
    """R11."""
    ticket = to_offered(cast)
    with pytest.raises(Conflict, match=r"林晓雯.*孙海涛"):
        dispatch.offer(ticket_id=ticket.pk, actor=cast.act("second_clerk"), staff_id=cast.foreman.pk)


def test_a_recall_puts_the_ticket_back_and_starts_its_dispatch_clock(cast: Cast) -> None:
    ticket = to_accepted(cast)
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="换电工去")
    ticket = fresh(ticket)
    assert (ticket.state, ticket.assignee, ticket.due_kind) == (State.REGISTERED, None, "dispatch")


def test_each_rung_is_told_by_a_message_of_its_own(cast: Cast) -> None:
    """R15: the event names the very offer, and nobody's message counts as another's."""
    tickets = [to_offered(cast), to_offered(cast)]
    for ticket in tickets:
        dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("technician"), reason="走不开")
    told = Message.objects.filter(what="dispatch.offer", staff=cast.foreman)
    assert sorted((message.number, message.count) for message in told) == [(one.number, 1) for one in tickets]
    offered = {str(ticket.assignments.get(level=1).pk) for ticket in tickets}
    assert {event.payload["assignment_id"] for event in Event.objects.filter(payload__level=1)} == offered


def test_a_cancelled_ticket_takes_its_offer_back_and_nobody_can_accept_it(cast: Cast) -> None:
    """R11: whoever was sent hears of it."""
    ticket = to_offered(cast)
    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    assert asked(ticket) == [("孙海涛", "recalled", 0)]
    assert Message.objects.filter(what="dispatch.recalled", subject_id=ticket.pk, staff=cast.technician).exists()
    with pytest.raises(Conflict):
        dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
