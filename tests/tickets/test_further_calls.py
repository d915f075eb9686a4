"""Further callbacks: by days after closing, weekly until done (R28)."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from servicedesk.timers.models import Timer
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tickets.actions import reopen_in_warranty
from tickets.callbacks.actions import attempt
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import answer_notice
from tickets.callbacks.schedules.actions import further_call, set_schedule
from tickets.enums import State
from tickets.follow import follow_path
from tickets.models import FollowUp, OpinionNotice, Ticket

GOOD = Said("reached", "satisfied")
BAD = Said("reached", "dissatisfied", "又渗了")


@pytest.fixture
def plan(cast: Cast, clock: Clock) -> None:
    """Household repairs are asked about after 3, 7 and 45 days."""
    clock.set(at("2026-11-21 10:00"))
    set_schedule(actor=cast.act("admin"), kind="household_repair", days=[45, 3, 7])


def closed(cast: Cast) -> Ticket:
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    return fresh(ticket)


def ask(cast: Cast, ticket: Ticket, said: Said, **more: Any) -> FollowUp:
    return further_call(ticket_id=ticket.pk, actor=cast.act("clerk"), said=said, **more)


def open_days(ticket: Ticket) -> list[int]:
    return list(ticket.follow_ups.filter(ended_at=None).order_by("due_at").values_list("nth", flat=True))


def test_closing_plans_the_days_and_arms_the_first_clock(cast: Cast, plan: None) -> None:
    """R28, R12: in the closing action's transaction."""
    ticket = closed(cast)
    assert open_days(ticket) == [3, 7, 45]
    assert (ticket.due_kind, ticket.due_at) == ("follow_up", at("2026-11-25 00:00"))
    assert Event.objects.filter(subject_id=ticket.pk, type="callback.planned").get().payload["days"] == [3, 7, 45]


def test_without_a_schedule_nothing_is_planned(cast: Cast) -> None:
    """R28."""
    ticket = closed(cast)
    assert not open_days(ticket) and ticket.due_kind == ""


def test_each_is_asked_in_its_turn_and_feeds_the_department(cast: Cast, plan: None, clock: Clock) -> None:
    """R28: not before its day; the head of the department concerned hears each answer."""
    ticket = closed(cast)
    with pytest.raises(Conflict, match="11-24"):
        ask(cast, ticket, GOOD)
    clock.set(at("2026-11-24 10:00"))
    assert ask(cast, ticket, GOOD).ended == "reached"
    told = Message.objects.get(what="callback.followed_up")
    assert (told.staff, told.params["grade"] != "") == (cast.supervisor, True)
    assert open_days(ticket) == [7, 45] and fresh(ticket).due_at == at("2026-11-29 00:00")
    assert Event.objects.filter(subject_id=ticket.pk, type="callback.followed_up").count() == 1


def test_a_further_callback_that_nobody_makes_reaches_owner_and_supervisor(
    cast: Cast, plan: None, clock: Clock
) -> None:
    """R28, R30."""
    ticket = closed(cast)
    for moment in ("2026-11-25 00:00", "2026-11-25 02:00"):
        clock.set(at(moment))
        engine.sweep()
    levels = Event.objects.filter(subject_id=ticket.pk, payload__kind="follow_up", payload__level__gte=1)
    assert [one.payload["told"] for one in levels.order_by("id")] == [["林晓雯"], ["郑国栋"]]


def test_a_bad_answer_is_reopened_within_the_warranty(cast: Cast, plan: None, clock: Clock) -> None:
    """R28: and whoever was to be asked later is asked after the new work."""
    ticket = closed(cast)
    clock.set(at("2026-11-24 10:00"))
    ask(cast, ticket, BAD, then="reopen")
    again = fresh(ticket)
    assert (again.state, again.rework_count, again.due_kind) == (State.REGISTERED, 1, "dispatch")
    assert not open_days(ticket)
    assert set(ticket.follow_ups.values_list("ended", flat=True)) == {"reached", "reopened"}


def test_after_the_warranty_a_bad_answer_changes_nothing(cast: Cast, plan: None, clock: Clock) -> None:
    """R28, R12: refused as a whole; a notice is still possible, and its answer is told by one more call."""
    ticket = closed(cast)
    for moment in ("2026-11-24 10:00", "2026-11-28 10:00"):
        clock.set(at(moment))
        ask(cast, ticket, GOOD)
    clock.set(at("2027-01-05 10:00"))
    with pytest.raises(Conflict):
        ask(cast, ticket, BAD, then="reopen")
    assert open_days(ticket) == [45]
    ask(cast, ticket, BAD, then="notice", department_id=cast.engineering.pk)
    assert OpinionNotice.objects.get().reason == "又渗了" and fresh(ticket).due_kind == "opinion_handling"
    clock.move(timedelta(hours=3))
    answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), done="重做防水", done_by="马志远")
    assert (fresh(ticket).due_kind, fresh(ticket).due_at) == ("follow_up", at("2027-01-06 13:00"))
    assert ask(cast, ticket, GOOD).cause == "notice" and OpinionNotice.objects.get().told_at == at("2027-01-05 13:00")


def test_a_notice_says_its_department(cast: Cast, plan: None, clock: Clock) -> None:
    """R26."""
    ticket = closed(cast)
    clock.set(at("2026-11-24 10:00"))
    with pytest.raises(Invalid) as refused:
        ask(cast, ticket, BAD, then="notice")
    assert refused.value.field == "department"


def test_not_reached_it_is_tried_on_other_days_then_ends(cast: Cast, plan: None, clock: Clock) -> None:
    """R27, R28: unreachable is its own word, and the next one follows."""
    ticket = closed(cast)
    for day in (24, 25, 26):
        clock.set(at(f"2026-11-{day} 10:00"))
        found = ask(cast, ticket, Said("no_answer"))
    assert found.ended == "unreachable" and open_days(ticket) == [7, 45]


def test_the_grade_of_the_ticket_stays_that_of_its_callback(cast: Cast, plan: None, clock: Clock) -> None:
    """R25: what is said 3 days later is another answer."""
    ticket = closed(cast)
    clock.set(at("2026-11-24 10:00"))
    ask(cast, ticket, BAD)
    assert fresh(ticket).grade == "satisfied"


def test_who_did_the_work_does_not_ask_later_either(cast: Cast, plan: None, clock: Clock) -> None:
    """R25, R28."""
    ticket = closed(cast)
    clock.set(at("2026-11-24 10:00"))
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.supervisor)
    with pytest.raises(Conflict):
        further_call(ticket_id=ticket.pk, actor=cast.act("supervisor"), said=GOOD)


def test_reopened_by_the_desk_nobody_is_asked_meanwhile(cast: Cast, plan: None, clock: Clock) -> None:
    """R28, R30: a timer whose reason has gone never fires."""
    ticket = closed(cast)
    reopen_in_warranty(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="又漏")
    clock.set(at("2026-12-24 10:00"))
    engine.sweep()
    assert not Event.objects.filter(type="timer.breached", payload__kind="follow_up").exists()


def special(cast: Cast) -> Ticket:
    ticket = cast.ticket(kind="special_service", description="每周擦窗")
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    return fresh(ticket)


def test_a_special_service_is_asked_about_weekly_until_done(cast: Cast, clock: Clock) -> None:
    """R28: from its dispatch on, by itself."""
    clock.set(at("2026-11-21 10:00"))
    ticket = special(cast)
    assert (open_days(ticket), ticket.follow_ups.get().due_at) == ([1], at("2026-11-29 00:00"))
    for week in (1, 2, 3):
        clock.set(at("2026-11-21 10:00") + timedelta(days=7 * week))
        ask(cast, ticket, GOOD)
        assert open_days(ticket) == [week + 1]


def test_when_it_is_done_the_weekly_calls_end(cast: Cast, clock: Clock) -> None:
    """R28: until done; taken back, or sent to another, it begins no second row."""
    clock.set(at("2026-11-21 10:00"))
    ticket = special(cast)
    dispatch.reassign(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk, reason="换人")
    assert open_days(ticket) == [1]
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="不做了")
    from tickets.actions import cancel

    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="不做了")
    assert not open_days(ticket)
    assert not Timer.objects.filter(clock_id=ticket.pk, kind="follow_up", state="pending").exists()


def test_an_estate_may_say_otherwise(cast: Cast, clock: Clock) -> None:
    """R28: its own row goes before the company's, that before the trade's."""
    admin = cast.act("admin")
    set_schedule(actor=admin, kind="special_service", weekly=False, estate_id=cast.estate.pk)
    assert not open_days(special(cast))
    set_schedule(actor=admin, kind="special_service", estate_id=cast.estate.pk, own=False)
    assert open_days(special(cast)) == [1]


@pytest.mark.parametrize("days", [[0], [367], list(range(1, 14))])
def test_days_that_make_no_sense_are_refused(cast: Cast, days: list[int]) -> None:
    """R28."""
    with pytest.raises(Invalid) as refused:
        set_schedule(actor=cast.act("admin"), kind="inquiry", days=days)
    assert refused.value.field == "days"


def test_the_resident_answers_a_further_callback_by_his_link(cast: Cast, plan: None, clock: Clock) -> None:
    """R25, R28: on its day, as his own answer; a bad one is told the desk and the department at once."""
    ticket = closed(cast)
    browser, url = cast.client("clerk"), f"{follow_path(ticket)}grade"
    assert browser.post(url, {"grade": "satisfied"}).status_code != 302 and open_days(ticket) == [3, 7, 45]
    clock.set(at("2026-11-24 10:00"))
    assert browser.post(url, {"grade": "dissatisfied", "more": "又渗了"}).status_code == 302
    answer = ticket.call_attempts.get(follow_up__nth=3)
    assert (answer.means, answer.caller, fresh(ticket).state) == ("link", None, State.CLOSED)
    told = Message.objects.filter(what__in=["callback.followed_up", "callback.dissatisfied"])
    assert {"郑国栋", "林晓雯"} <= set(told.values_list("staff__name", flat=True)) and open_days(ticket) == [7, 45]
