"""The claim pool (抢单): a ticket held out to a group, of whom the first takes it (R13)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dispatch import actions as dispatch
from dispatch.models import Assignment, JobLimit
from dispatch.pools import held_out_to
from servicedesk.messaging.models import Message
from servicedesk.people.models import Shift
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from servicedesk.timers.now import now
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.enums import State
from tickets.models import Ticket
from tickets.queries import worklist


def held_out(cast: Cast, group: str = "skill", **values: object) -> Ticket:
    ticket = cast.ticket()
    dispatch.offer_group(ticket_id=ticket.pk, actor=cast.act("clerk"), group=group, **values)  # type: ignore[arg-type]
    return fresh(ticket)


def pools(cast: Cast, name: str) -> list[Ticket]:
    return [one.ticket for one in held_out_to(cast.people[name], now())]


def told(ticket: Ticket, what: str) -> set[str]:
    return {message.staff.name for message in Message.objects.filter(subject_id=ticket.pk, what=what) if message.staff}


def test_a_ticket_is_held_out_to_those_with_the_skill_and_each_is_told(cast: Cast) -> None:
    """R13: the electrician does not see a leak."""
    ticket = held_out(cast)
    assert (ticket.state, ticket.assignee, ticket.due_kind) == (State.DISPATCHED, None, "claim")
    assert told(ticket, "dispatch.pool") == {"孙海涛", "马志远", "郑国栋"}
    assert pools(cast, "technician") == [ticket] and pools(cast, "second_technician") == []


def test_who_is_off_shift_is_not_told_while_others_are_on(cast: Cast) -> None:
    Shift.objects.filter(staff=cast.technician).delete()
    assert told(held_out(cast), "dispatch.pool") == {"马志远", "郑国栋"}


def test_it_may_be_held_out_to_a_department_or_to_all_on_shift(cast: Cast) -> None:
    """R13."""
    held_out(cast, "department", department_id=cast.engineering.pk)
    held_out(cast, "shift")
    assert len(pools(cast, "second_technician")) == 2
    Shift.objects.all().delete()
    assert len(pools(cast, "second_technician")) == 1


def test_a_group_in_which_nobody_works_here_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        held_out(cast, "skill", skill="lift")
    assert (refused.value.rule, refused.value.field) == ("R13", "group")
    assert Assignment.objects.count() == 0


def test_a_department_of_another_company_does_not_exist(cast: Cast) -> None:
    other = build("twin", "TW").engineering
    with pytest.raises(NotFound):
        held_out(cast, "department", department_id=other.pk)


def test_the_first_takes_it_and_the_next_reads_who_was_first(cast: Cast, clock: Clock) -> None:
    """R11, R13."""
    clock.set(at("2026-11-21 10:00"))
    ticket = held_out(cast)
    clock.set(at("2026-11-21 10:02:05"))
    dispatch.claim(ticket_id=ticket.pk, actor=cast.act("technician"), arrival_at=at("2026-11-21 10:20"))
    ticket = fresh(ticket)
    assert (ticket.assignee, ticket.due_kind, ticket.due_at) == (cast.technician, "arrival", at("2026-11-21 10:20"))
    with pytest.raises(Conflict, match=r"孙海涛.*10:02:05"):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("foreman"))


def test_the_resident_hears_only_when_somebody_has_taken_it(cast: Cast) -> None:
    ticket = held_out(cast)
    texts = Message.objects.filter(what="reporter.dispatched", subject_id=ticket.pk)
    assert texts.count() == 0
    dispatch.claim(ticket_id=ticket.pk, actor=cast.act("technician"))
    assert texts.count() == 1


def test_who_is_not_of_the_group_cannot_claim_it(cast: Cast) -> None:
    ticket = held_out(cast)
    with pytest.raises(Invalid):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("second_technician"))
    with pytest.raises(PermissionDenied):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("cashier"))
    with pytest.raises(PermissionDenied):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("technician"), staff_id=cast.foreman.pk)
    assert fresh(ticket).assignee is None


def test_the_desk_claims_for_whoever_calls_in(cast: Cast) -> None:
    ticket = held_out(cast)
    dispatch.claim(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk)
    assert fresh(ticket).assignee == cast.foreman


def test_nobody_claims_beyond_the_limit_of_open_jobs(cast: Cast) -> None:
    """R13: the estate's limit before the company's; the desk may still send him."""
    JobLimit.objects.create(most=5)
    JobLimit.objects.create(estate=cast.estate, most=1)
    first, second = held_out(cast), held_out(cast)
    dispatch.claim(ticket_id=first.pk, actor=cast.act("technician"))
    with pytest.raises(Conflict, match="1"):
        dispatch.claim(ticket_id=second.pk, actor=cast.act("technician"))
    dispatch.verbal(ticket_id=second.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert fresh(second).assignee == cast.technician


def test_unclaimed_it_climbs_to_the_supervisor_and_the_desk_hears(cast: Cast, clock: Clock) -> None:
    """R13, R15."""
    clock.set(at("2026-11-21 10:00"))
    ticket = held_out(cast)
    clock.set(at("2026-11-21 10:05"))
    engine.sweep()
    assert fresh(ticket).assignee == cast.supervisor and told(ticket, "dispatch.unclaimed") == {"林晓雯"}
    assert pools(cast, "technician") == []


def on_the_desk(cast: Cast, ticket: Ticket) -> bool:
    """Among the prompts of the clerk's own tab."""
    at_noon = at("2026-11-21 12:00")
    desk = worklist.Desk(cast.estate.pk, cast.clerk.pk, now(), at("2026-11-21 20:00"), at_noon)
    return ticket in worklist.page(desk, "mine")[0]


def test_unclaimed_it_stands_on_the_desk_until_somebody_goes(cast: Cast, clock: Clock) -> None:
    """R13, R15: while the climb goes on the desk has a card, and may send whom it likes."""
    clock.set(at("2026-11-21 10:00"))
    ticket = held_out(cast)
    assert not on_the_desk(cast, ticket)
    for minute in ("10:05", "10:10"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
        assert (fresh(ticket).due_kind, on_the_desk(cast, ticket)) == ("claim", True)
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "无人抢单" in page and cast.manager.name in page
    dispatch.verbal(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.manager.pk, reason="他来")
    assert fresh(ticket).due_kind == "arrival" and not on_the_desk(cast, ticket)


def test_everybody_asked_after_a_pool_is_the_managers_question(cast: Cast, clock: Clock) -> None:
    """R13, R16: the unclaimed pool gives way to what comes next."""
    clock.set(at("2026-11-21 10:00"))
    ticket = held_out(cast)
    for minute in ("10:05", "10:10", "10:15"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
    assert (fresh(ticket).assignee, fresh(ticket).due_kind) == (None, "dispatch")


def test_the_desk_that_refuses_for_the_group_is_not_told_that_nobody_claimed(cast: Cast, clock: Clock) -> None:
    """R13, R14."""
    clock.set(at("2026-11-21 10:00"))
    ticket = held_out(cast)
    clock.set(at("2026-11-21 10:04"))
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="都在抢险")
    assert (fresh(ticket).assignee, fresh(ticket).due_kind) == (cast.supervisor, "accept")
    clock.set(at("2026-11-21 10:06"))
    engine.sweep()
    assert (fresh(ticket).assignee, fresh(ticket).due_kind) == (cast.supervisor, "accept")


def test_an_unanswered_department_climbs_to_its_head(cast: Cast, clock: Clock) -> None:
    """R13, R15."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket(kind="complaint", skill="")
    dispatch.offer_department(ticket_id=ticket.pk, actor=cast.act("clerk"), department_id=cast.service.pk)
    clock.set(at("2026-11-21 10:05"))
    engine.sweep()
    assert fresh(ticket).assignee == cast.service_supervisor


def test_a_recalled_pool_is_gone_from_the_phones(cast: Cast) -> None:
    ticket = held_out(cast)
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="不急了")
    assert pools(cast, "technician") == [] and fresh(ticket).state == State.REGISTERED
    with pytest.raises(Conflict):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("technician"))


def test_a_claim_after_the_time_finds_it_climbed(cast: Cast, clock: Clock) -> None:
    """R30: what was due fires first."""
    ticket = held_out(cast)
    clock.move(timedelta(minutes=6))
    with pytest.raises(Conflict):
        dispatch.claim(ticket_id=ticket.pk, actor=cast.act("technician"))
    assert fresh(ticket).assignee is None or fresh(ticket).assignee == cast.supervisor
