"""Every time is shown in the zone of the estate it belongs to (R29)."""

from django.urls import reverse

from tests.cast import Cast, at
from tests.support.clock import Clock


def test_a_ticket_shows_the_time_of_its_estates_zone(cast: Cast, clock: Clock) -> None:
    cast.estate.zone = "Asia/Urumqi"
    cast.estate.save()
    clock.set(at("2026-11-21 10:42"))
    ticket = cast.ticket()
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "08:42" in page and "08:42:00" in page
