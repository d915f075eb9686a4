"""Two at once about one callback: one succeeds, the other is told who was first (R11, R25, R26)."""

from collections.abc import Callable
from typing import Any

import pytest

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict
from servicedesk.web import links
from tests.cast import Cast, fresh
from tests.dispatch.steps import to_callback
from tests.races.test_races import refusals, together
from tickets.actions import merge
from tickets.callbacks.actions import attempt, grade_by_link
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import answer_notice, issue_notice
from tickets.callbacks.parties import parties
from tickets.models import CallAttempt, OpinionNotice, Ticket


def in_callback(cast: Cast) -> Ticket:
    with cast.scope():
        ticket = to_callback(cast)
        for name in ("clerk", "second_clerk", "foreman", "supervisor"):
            cast.act(name)
    return ticket


def satisfied(cast: Cast, ticket: Ticket) -> Callable[[], Any]:
    actor = cast.act("clerk")
    return lambda: attempt(ticket_id=ticket.pk, actor=actor, outcome="reached", grade="satisfied")


def sent_again(cast: Cast, ticket: Ticket) -> Callable[[], Any]:
    actor = cast.act("second_clerk")
    return lambda: dispatch.reopen(ticket_id=ticket.pk, actor=actor, grade="so_so", reason="还在滴")


def by_link(cast: Cast, ticket: Ticket) -> Callable[[], Any]:
    home = links.resident("刘阿姨", ticket.estate_id, ticket.pk)
    return lambda: grade_by_link(ticket_id=ticket.pk, actor=home, grade="very_satisfied")


@pytest.mark.parametrize(("one", "other"), [(satisfied, sent_again), (by_link, sent_again), (satisfied, by_link)])
def test_of_two_who_end_a_callback_one_wins_and_the_other_reads_who(live_cast: Cast, one: Any, other: Any) -> None:
    """R11, R25: callback and reopening, the resident's link and the desk."""
    ticket = in_callback(live_cast)
    with live_cast.scope():
        doings = [one(live_cast, ticket), other(live_cast, ticket)]
    (refused,) = refusals(together(live_cast, *doings))
    with live_cast.scope():
        first = CallAttempt.objects.get(ticket=ticket)
        assert isinstance(refused, Conflict) and first.caller_name in str(refused)
        assert fresh(ticket).state in ("closed", "dispatched")
        assert Event.objects.filter(subject_id=ticket.pk, type__in=["ticket.closed", "dispatch.reopened"]).count() == 1


def test_two_notices_at_once_are_one(live_cast: Cast) -> None:
    """R26."""
    ticket = in_callback(live_cast)
    with live_cast.scope():
        actors = [live_cast.act(name) for name in ("clerk", "second_clerk")]
    said, department = Said("reached", "dissatisfied", "还在渗"), live_cast.engineering.pk
    outcomes = together(
        live_cast,
        *(lambda a=a: issue_notice(ticket_id=ticket.pk, actor=a, department_id=department, said=said) for a in actors),
    )
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        assert OpinionNotice.objects.get().issued_by in str(refused) and CallAttempt.objects.count() == 1


def test_two_answers_at_once_are_one(live_cast: Cast) -> None:
    """R26."""
    ticket = in_callback(live_cast)
    with live_cast.scope():
        said = Said("reached", "dissatisfied", "还在渗")
        issue_notice(
            ticket_id=ticket.pk, actor=live_cast.act("clerk"), department_id=live_cast.engineering.pk, said=said
        )
        actors = [live_cast.act(name) for name in ("foreman", "supervisor")]
    outcomes = together(
        live_cast,
        *(lambda a=a: answer_notice(ticket_id=ticket.pk, actor=a, done="重新打胶", done_by="马志远") for a in actors),
    )
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        assert OpinionNotice.objects.get().answered_by in str(refused)
        assert Event.objects.filter(subject_id=ticket.pk, type="notice.answered").count() == 1


def test_two_who_call_the_same_neighbour_are_one_answer(live_cast: Cast) -> None:
    """R7, R11: one of several reporters, two clerks at once."""
    ticket = in_callback(live_cast)
    with live_cast.scope():
        call = live_cast.ticket(contact_name="邻居", contact_phone="13900000001", reporter_id=None)
        merge(ticket_id=call.pk, into_id=ticket.pk, actor=live_cast.act("clerk"))
        neighbour = parties(fresh(ticket))[1].reporter_id
        actors = [live_cast.act(name) for name in ("clerk", "second_clerk")]
    said: dict[str, Any] = {"outcome": "reached", "grade": "satisfied", "reporter_id": neighbour}
    (refused,) = refusals(
        together(live_cast, *(lambda a=a: attempt(ticket_id=ticket.pk, actor=a, **said) for a in actors))
    )
    with live_cast.scope():
        assert isinstance(refused, Conflict) and CallAttempt.objects.get().caller_name in str(refused)
        assert fresh(ticket).state == "callback"
