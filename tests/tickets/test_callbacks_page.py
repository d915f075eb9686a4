"""The callback list and the call that is on (R25–R27)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dispatch import actions as dispatch
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.actions import set_fee
from tickets.callbacks.actions import attempt
from tickets.enums import Grade, Resolution, State
from tickets.models import Ticket
from visits import actions as visits

HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(cast: Cast, clock: Clock) -> Client:
    clock.set(at("2026-11-21 10:00"))
    return cast.client("clerk")


def in_callback(cast: Cast, **report: Any) -> Ticket:
    """A ticket whose work the supervisor has reviewed."""
    ticket, him = cast.ticket(**report), cast.act("technician")
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    visits.arrive(ticket_id=ticket.pk, actor=him)
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀")
    set_fee(ticket_id=ticket.pk, actor=him, fee="free")
    visits.sign_off(ticket_id=ticket.pk, actor=him, unsigned_reason="外出")
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve_unsigned=True)
    return ticket


def say(clerk: Client, ticket: Ticket, **fields: str) -> Any:
    """Record how the call went."""
    return clerk.post(f"/callbacks/{ticket.number}", fields, headers=HTMX)


def test_the_list_shows_the_first_due_first_and_opens_it(cast: Cast, clock: Clock, clerk: Client) -> None:
    """R25: urgent within 4 hours, others within 24."""
    in_callback(cast, description="淋浴花洒漏水")
    clock.move(timedelta(minutes=5))
    urgent = in_callback(cast, description="爆管", urgent=True)
    page = clerk.get("/callbacks").content.decode()
    assert page.index("爆管") < page.index("淋浴花洒漏水")
    assert f'action="/callbacks/{urgent.number}"' in page and "138****5678" in page and "13800005678" not in page


def test_nothing_to_call_says_so(clerk: Client) -> None:
    assert "今天的回访都打完了" in clerk.get("/callbacks").content.decode()


def test_the_list_costs_the_same_with_one_and_three_rows(cast: Cast, clerk: Client) -> None:
    in_callback(cast)
    clerk.get("/callbacks")
    counts = []
    for _n in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get("/callbacks").status_code == 200
        counts.append(len(seen))
        in_callback(cast), in_callback(cast)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("grade", ["very_satisfied", "satisfied"])
def test_satisfied_closes_the_ticket_and_the_next_comes_up(cast: Cast, clerk: Client, grade: str) -> None:
    """R25."""
    ticket = in_callback(cast)
    assert say(clerk, ticket, grade=grade)["HX-Redirect"] == "/callbacks"
    assert (fresh(ticket).state, fresh(ticket).resolution) == (State.CLOSED, Resolution.DONE)


@pytest.mark.parametrize("grade", ["so_so", "dissatisfied", "very_dissatisfied"])
def test_so_so_and_below_need_the_true_reason(cast: Cast, clerk: Client, grade: str) -> None:
    """R25."""
    ticket = in_callback(cast)
    answer = say(clerk, ticket, grade=grade, then="keep")
    assert answer.status_code == 422 and "id_reason-error" in answer.content.decode()
    assert fresh(ticket).grade == ""
    say(clerk, ticket, grade=grade, then="keep", reason="还在滴")
    assert (fresh(ticket).state, fresh(ticket).grade) == (State.CALLBACK, grade)
    assert "打过没通 <b>0</b>" in (page := clerk.get("/callbacks?tab=dissatisfied").content.decode())
    assert "还在滴" in page


def test_solved_in_the_call_closes_with_the_solution(cast: Cast, clerk: Client) -> None:
    """R26: the grade stays what it was said to be."""
    ticket = in_callback(cast)
    assert say(clerk, ticket, grade="so_so", then="settle", reason="地没擦").status_code == 422
    say(clerk, ticket, grade="so_so", then="settle", reason="地没擦", solution="保洁马上来")
    assert (fresh(ticket).state, fresh(ticket).grade) == (State.CLOSED, Grade.SO_SO)


def test_send_again_opens_with_what_was_said(cast: Cast, clerk: Client) -> None:
    """R25: dissatisfied is reopened, with the grade and reason of this call."""
    ticket = in_callback(cast)
    page = clerk.get("/callbacks").content.decode()
    assert f'hx-get="/tickets/{ticket.number}/reopen"' in page
    form = clerk.get(f"/tickets/{ticket.number}/reopen", {"grade": "so_so", "reason": "还在滴"}, headers=HTMX)
    assert "还在滴" in form.content.decode()
    clerk.post(f"/tickets/{ticket.number}/reopen", {"grade": "so_so", "reason": "还在滴"}, headers=HTMX)
    assert fresh(ticket).state == State.DISPATCHED


def test_each_try_is_counted_and_the_third_day_may_close_it(cast: Cast, clock: Clock, clerk: Client) -> None:
    """R27: by the supervisor, never by the clerk; never counted as satisfied."""
    ticket = in_callback(cast)
    for _day in range(3):
        say(clerk, ticket, outcome="no_answer")
        clock.move(timedelta(days=1))
    assert "要主管同意" in clerk.get("/callbacks?tab=unreachable").content.decode()
    assert say(clerk, ticket, outcome="unreachable").status_code == 403
    say(cast.client("supervisor"), ticket, outcome="unreachable")
    assert (fresh(ticket).resolution, fresh(ticket).grade) == (Resolution.UNREACHABLE, "")


def test_two_tries_in_one_day_are_not_enough(cast: Cast, clerk: Client) -> None:
    """R27."""
    ticket = in_callback(cast)
    for outcome in ("no_answer", "engaged", "wrong_number"):
        say(clerk, ticket, outcome=outcome)
    assert "tab=tried" in clerk.get("/callbacks?tab=tried").content.decode()
    assert say(cast.client("supervisor"), ticket, outcome="unreachable").status_code == 409
    assert fresh(ticket).state == State.CALLBACK


@pytest.mark.parametrize("fields", [{}, {"grade": "perfect"}, {"outcome": "reached"}, {"outcome": "nonsense"}])
def test_nonsense_is_refused_and_changes_nothing(cast: Cast, clerk: Client, fields: dict[str, str]) -> None:
    ticket = in_callback(cast)
    assert say(clerk, ticket, **fields).status_code == 422
    assert fresh(ticket).call_attempts.count() == 0


def test_a_ticket_that_is_not_in_its_callback_opens_as_a_ticket(cast: Cast, clerk: Client) -> None:
    """R11."""
    ticket = cast.ticket()
    assert clerk.get(f"/callbacks/{ticket.number}")["Location"] == f"/tickets/{ticket.number}"
    assert say(clerk, ticket, grade="satisfied").status_code == 409


def test_two_clerks_the_second_is_told(cast: Cast, clerk: Client) -> None:
    """R11."""
    ticket = in_callback(cast)
    say(clerk, ticket, grade="satisfied")
    answer = say(cast.client("second_clerk"), ticket, grade="satisfied")
    assert answer.status_code == 409 and "toast" in answer["HX-Trigger"]


def test_each_further_reporter_is_named(cast: Cast, clerk: Client) -> None:
    """R7: merging keeps every reporter, and each of them gets the callback."""
    ticket = in_callback(cast)
    ticket.also_reported.create(name="王先生", phone="+8613900001111", received_at=ticket.received_at)
    page = clerk.get("/callbacks").content.decode()
    assert "王先生" in page and "139****1111" in page


def test_callbacks_are_for_the_desk_of_the_estate(cast: Cast, clerk: Client) -> None:
    ticket = in_callback(cast)
    assert cast.client("technician").get("/callbacks").status_code == 403
    assert cast.client("technician").post(f"/callbacks/{ticket.number}").status_code == 403
    outsider = cast.client("outsider")
    assert ticket.number not in outsider.get("/callbacks").content.decode()
    assert outsider.post(f"/callbacks/{ticket.number}", {"grade": "satisfied"}).status_code == 404
    assert build("twin", "TW").client("clerk").get(f"/callbacks/{ticket.number}").status_code == 404


def test_the_rail_says_how_many_wait(cast: Cast, clerk: Client) -> None:
    in_callback(cast), in_callback(cast)
    attempt(ticket_id=in_callback(cast).pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    assert clerk.get("/callbacks").context["shell"].count("callbacks") == 2
