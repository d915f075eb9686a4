"""His day in the order of the way, and offers that ring on every page of the phone (R14, R19)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import actions as dispatch
from servicedesk.estates.models import Building, Unit
from servicedesk.timers.now import now
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.visits.phone import Phone, accepted, offered
from tickets.models import Ticket
from visits import actions as visits


@pytest.fixture
def phone(cast: Cast, clock: Clock) -> Phone:
    clock.set(at("2026-11-21 10:00"))
    return Phone(cast)


def promised(cast: Cast, code: str, minutes: int) -> Ticket:
    """A job in this flat, to be there in so many minutes."""
    building, _new = Building.objects.get_or_create(estate=cast.estate, code=code.split("-")[0])
    unit, _new = Unit.objects.get_or_create(estate=cast.estate, building=building, code=code, defaults={"area": 80})
    ticket = offered(cast, unit_id=unit.pk)
    arrival = now() + timedelta(minutes=minutes)
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"), arrival_at=arrival)
    return ticket


def test_what_is_promised_within_half_an_hour_is_done_building_by_building(cast: Cast, phone: Phone) -> None:
    codes = (("5-1-101", 35), ("3-1-102", 40), ("5-2-803", 50), ("3-2-901", 95))
    tickets = {code: promised(cast, code, minutes) for code, minutes in codes}
    jobs = phone.get().context["jobs"]
    order = [job.number for job in jobs]
    assert order == [tickets[code].number for code in ("3-1-102", "5-1-101", "5-2-803", "3-2-901")]
    assert [(job.leg, job.same_building) for job in jobs] == [(1, False), (2, False), (3, True), (4, False)]


def test_where_he_is_stands_first_and_has_no_number(cast: Cast, phone: Phone) -> None:
    later = promised(cast, "3-1-102", 10)
    here = promised(cast, "5-1-101", 60)
    visits.arrive(ticket_id=here.pk, actor=cast.act("technician"))
    jobs = phone.get().context["jobs"]
    assert [(job.number, job.leg) for job in jobs] == [(here.number, 0), (later.number, 1)]


@pytest.mark.parametrize("page", ["me/", "{number}/", "{number}/sign", "{number}/suspend"])
def test_an_offer_shows_and_rings_on_every_page_of_the_phone(cast: Cast, phone: Phone, page: str) -> None:
    """R14."""
    mine = accepted(cast)
    visits.arrive(ticket_id=mine.pk, actor=cast.act("technician"))
    path = page.format(number=mine.number)
    assert "data-offer" not in phone.get(path).content.decode()
    offered(cast)
    assert "data-offer" in phone.get(path).content.decode()
    assert "1 单等你接" in phone.get("waiting").content.decode()


def test_a_reason_on_the_list_refuses_at_once(cast: Cast, phone: Phone) -> None:
    """R14: two taps."""
    ticket = offered(cast)
    page = phone.get().content.decode()
    assert f'action="/phone/{ticket.number}/refuse"' in page and 'value="skill"' in page
    assert phone.post(ticket, "refuse", reason="skill")["HX-Redirect"] == "/phone/"


def test_the_day_costs_as_many_queries_with_one_job_as_with_three(
    cast: Cast, phone: Phone, django_assert_num_queries: Any
) -> None:
    promised(cast, "3-1-102", 10)
    phone.get()
    with CaptureQueriesContext(connection) as one:
        phone.get()
    for n in range(2):
        promised(cast, f"5-1-10{n}", 20 + n)
    with django_assert_num_queries(len(one)):
        phone.get()
