"""Answered on the spot, merged, cancelled, reopened within the warranty (R7, R8, domain §3)."""

from datetime import timedelta

import pytest

from servicedesk.refusals import Conflict, Invalid
from tests.cast import Cast, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tickets.actions import answer, cancel, merge, reopen_in_warranty
from tickets.callbacks.actions import attempt
from tickets.enums import Resolution, State
from tickets.models import AlsoReported


def test_an_inquiry_answered_on_the_spot_is_closed_with_its_answer(cast: Cast) -> None:
    """R8."""
    ticket = cast.ticket(kind="inquiry", description="暖气什么时候来")
    answer(ticket_id=ticket.pk, actor=cast.act("clerk"), text="11 月 15 日")
    ticket = fresh(ticket)
    assert (ticket.state, ticket.resolution, ticket.answer, ticket.due_kind) == (
        "closed",
        "answered",
        "11 月 15 日",
        "",
    )


def test_a_repair_is_not_closed_with_an_answer(cast: Cast) -> None:
    with pytest.raises(Conflict):
        answer(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), text="知道了")


def test_a_communicative_complaint_may_be_answered_and_a_valid_one_not(cast: Cast) -> None:
    """R5, R8."""
    venting = cast.ticket(kind="complaint", description="就是想说说", validity="communicative")
    answer(ticket_id=venting.pk, actor=cast.act("clerk"), text="理解您")
    with pytest.raises(Conflict):
        answer(ticket_id=cast.ticket(kind="complaint").pk, actor=cast.act("clerk"), text="理解您")


def test_merging_keeps_every_reporter(cast: Cast) -> None:
    """R7: also those merged into the merged one."""
    first, second, third = (cast.ticket(contact_name=name) for name in ("甲", "乙", "丙"))
    merge(ticket_id=third.pk, into_id=second.pk, actor=cast.act("clerk"))
    merge(ticket_id=second.pk, into_id=first.pk, actor=cast.act("clerk"))
    names = AlsoReported.objects.filter(ticket=first).values_list("name", flat=True)
    assert set(names) == {"乙", "丙"}
    assert (fresh(second).resolution, fresh(second).merged_into) == (Resolution.DUPLICATE, first)


def test_opposite_merges_cannot_both_succeed(cast: Cast) -> None:
    """R7, R11."""
    first, second = cast.ticket(), cast.ticket()
    merge(ticket_id=first.pk, into_id=second.pk, actor=cast.act("clerk"))
    with pytest.raises(Conflict):
        merge(ticket_id=second.pk, into_id=first.pk, actor=cast.act("second_clerk"))


def test_a_cancellation_needs_a_reason_of_the_list(cast: Cast) -> None:
    """R10."""
    ticket = cast.ticket()
    with pytest.raises(Invalid):
        cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason=" ")
    with pytest.raises(Invalid):
        cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="done", reason="x")
    assert fresh(ticket).state == State.REGISTERED


def test_within_the_warranty_a_done_ticket_comes_back_and_counts_as_rework(cast: Cast, clock: Clock) -> None:
    """Domain §3: within 30 days."""
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    clock.move(timedelta(days=29))
    reopen_in_warranty(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="又漏了")
    assert (fresh(ticket).state, fresh(ticket).rework_count) == (State.REGISTERED, 1)


def test_after_the_warranty_it_is_a_new_ticket(cast: Cast, clock: Clock) -> None:
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    clock.move(timedelta(days=31))
    with pytest.raises(Conflict, match="30"):
        reopen_in_warranty(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="又漏了")
