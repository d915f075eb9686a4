"""Figures with hand-counted values (R41): two days at the desk, and what each figure counts of them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dispatch import actions as dispatch
from servicedesk.timers.engine import sweep
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.pictures import signature
from tickets.actions import answer, cancel
from tickets.callbacks.actions import attempt
from tickets.dashboard.figures import Figures, Share, added
from tickets.dashboard.queries import days, figures
from tickets.models import Ticket
from visits import actions as visits

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


class Story:
    """Short words for what happens at the desk, each at its time."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self.cast, self.clock = cast, clock

    def at(self, text: str) -> datetime:
        self.clock.set(at(text))
        sweep()
        return at(text)

    def report(self, text: str, **changes: Any) -> Ticket:
        self.at(text)
        return self.cast.ticket(**({"kind": "public_repair", "unit_id": None, "area_id": self.cast.area.pk} | changes))

    def offer(self, text: str, ticket: Ticket, who: str = "technician") -> None:
        self.at(text)
        dispatch.offer(ticket_id=ticket.pk, actor=self.cast.act("clerk"), staff_id=self.cast.people[who].pk)

    def accept(self, text: str, ticket: Ticket, promise: str, who: str = "technician") -> None:
        self.at(text)
        dispatch.accept(ticket_id=ticket.pk, actor=self.cast.act(who), arrival_at=at(promise))

    def arrive(self, text: str, ticket: Ticket, who: str = "technician") -> None:
        self.at(text)
        visits.arrive(ticket_id=ticket.pk, actor=self.cast.act(who))

    def finish(self, text: str, ticket: Ticket, who: str = "technician") -> None:
        self.at(text)
        actor = self.cast.act(who)
        visits.let_in(ticket_id=ticket.pk, actor=actor, by="保安")
        visits.record_work(ticket_id=ticket.pk, actor=actor, work_done="修好了")
        visits.sign_off(ticket_id=ticket.pk, actor=actor, unsigned_reason="公共区域")
        # In a public area there is no resident: the leader signs (R23).
        leader = self.cast.act("manager")
        visits.review(ticket_id=ticket.pk, actor=leader, approve_unsigned=True, signature=signature())


@pytest.fixture
def story(cast: Cast, clock: Clock) -> Story:
    return Story(cast, clock)


def told(story: Story) -> None:
    """Late on Friday one; on Saturday a good one, a bad one, a question; and Friday's comes back."""
    late = story.report("2026-11-20 23:50")
    story.offer("2026-11-20 23:55", late)
    story.accept("2026-11-20 23:56", late, "2026-11-21 00:30")
    story.arrive("2026-11-21 00:20", late)
    story.finish("2026-11-21 01:00", late)
    good = story.report("2026-11-21 09:00")
    story.offer("2026-11-21 09:05", good)
    story.accept("2026-11-21 09:06", good, "2026-11-21 09:30")
    story.arrive("2026-11-21 09:25", good)
    story.finish("2026-11-21 09:50", good)
    attempt(ticket_id=good.pk, actor=story.cast.act("clerk"), outcome="reached", grade="satisfied")
    bad(story)
    question = story.report("2026-11-21 12:00", kind="inquiry")
    answer(ticket_id=question.pk, actor=story.cast.act("clerk"), text="物业费按季度收")
    dispatch.reopen(ticket_id=late.pk, actor=story.cast.act("clerk"), grade="so_so", reason="还在响")


def bad(story: Story) -> None:
    """Dispatched late, refused, the foreman late too, and nobody at home."""
    ticket = story.report("2026-11-21 10:00")
    story.offer("2026-11-21 10:20", ticket)
    dispatch.refuse(ticket_id=ticket.pk, actor=story.cast.act("technician"), reason="在抢修水泵")
    story.accept("2026-11-21 10:21", ticket, "2026-11-21 10:40", "foreman")
    story.arrive("2026-11-21 11:00", ticket, "foreman")
    for minute in ("11:00", "11:05"):
        story.at(f"2026-11-21 {minute}")
        visits.knock(ticket_id=ticket.pk, actor=story.cast.act("foreman"))
    visits.no_access(ticket_id=ticket.pk, actor=story.cast.act("foreman"))


def test_a_day_counts_what_happened_on_it(story: Story) -> None:
    """R41, R25: every figure of the day, counted by hand; so-so is dissatisfied."""
    told(story)
    found = figures(story.cast.estate, SATURDAY)
    assert found == Figures(
        SATURDAY, registered=3, closed=2, closed_by={"done": 1, "answered": 1}, dispatch=Share(1, 2),
        arrival=Share(2, 3), grades={"satisfied": 1, "so_so": 1}, rework=1, refusals=1, expired=0, no_access=1,
        # Dispatched late, the foreman late, and nobody called whom nobody opened for (R20).
        breaches=3,
    )  # fmt: skip
    assert (found.satisfied, found.dissatisfied, found.satisfaction.percent) == (1, 1, 50.0)


def test_a_deadline_counts_on_the_day_it_was_met_or_missed(story: Story) -> None:
    """R18: Friday's late report was dispatched on Friday and reached on Saturday."""
    told(story)
    found = figures(story.cast.estate, FRIDAY)
    assert (found.registered, found.dispatch, found.arrival) == (1, Share(1, 1), Share(0, 0))


def test_a_missed_deadline_counts_before_anybody_has_acted(story: Story) -> None:
    """R30: decided by event times; the day begins and ends by the estate's clock."""
    story.report("2026-11-21 23:45")
    story.at("2026-11-22 00:10")
    assert figures(story.cast.estate, SATURDAY).dispatch == Share(0, 1)
    assert figures(story.cast.estate, SATURDAY + timedelta(days=1)).dispatch == Share(0, 0)


def test_a_deadline_whose_reason_has_gone_counts_only_if_it_had_passed(story: Story) -> None:
    """R30: cancelled in time is neither kept nor broken; cancelled too late is broken."""
    for registered, cancelled in (("10:00", "10:05"), ("11:00", "11:11")):
        ticket = story.report(f"2026-11-21 {registered}")
        story.at(f"2026-11-21 {cancelled}")
        cancel(ticket_id=ticket.pk, actor=story.cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    assert figures(story.cast.estate, SATURDAY).dispatch == Share(0, 1)


def test_a_week_ago_is_counted_until_the_same_time_of_day(story: Story) -> None:
    for text in ("2026-11-14 09:00", "2026-11-14 15:00", "2026-11-21 10:00"):
        story.report(text)
    found = days(story.cast.estate, date(2026, 11, 14), SATURDAY)
    assert [found.whole(date(2026, 11, 14)).registered, found.so_far(date(2026, 11, 14)).registered] == [2, 1]
    assert found.so_far(SATURDAY).registered == found.whole(SATURDAY).registered == 1
    assert found.hours == {(date(2026, 11, 14), 9): 1, (date(2026, 11, 14), 15): 1, (SATURDAY, 10): 1}
    assert added(found.between(date(2026, 11, 14), SATURDAY)).registered == 3


def test_another_estate_has_figures_of_its_own(story: Story) -> None:
    told(story)
    assert figures(story.cast.other_estate, SATURDAY) == Figures(SATURDAY)


def test_arrivals_are_also_counted_by_person(story: Story) -> None:
    """R41: of whoever went, though the ticket is somebody else's or nobody's by now."""
    told(story)
    found = days(story.cast.estate, SATURDAY, SATURDAY)
    assert found.people == {story.cast.technician.pk: Share(2, 2), story.cast.foreman.pk: Share(0, 1)}
