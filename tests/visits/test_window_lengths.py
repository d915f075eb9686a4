"""How long the windows are: two hours, the company's word, an estate's own (R16)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from servicedesk.refusals import Invalid, NotFound
from tests.api.client import Api
from tests.cast import Cast, at, build
from tests.support.clock import Clock
from visits.models import WindowLength
from visits.windows.lengths import length_of, set_length
from visits.windows.queries import slots_of


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def say(cast: Cast, duration: str, estate: Any = None, by: str = "admin") -> None:
    set_length(actor=cast.act(by), duration=duration, estate_id=estate.pk if estate else None)


def test_two_hours_then_the_companys_word_then_the_estates_own(cast: Cast) -> None:
    """R16."""
    assert length_of(cast.estate.pk) == timedelta(hours=2)
    say(cast, "PT3H")
    say(cast, "PT90M", cast.estate)
    assert length_of(cast.estate.pk) == timedelta(minutes=90)
    assert length_of(cast.other_estate.pk) == timedelta(hours=3)
    say(cast, "", cast.estate)
    assert length_of(cast.estate.pk) == timedelta(hours=3)


def test_residents_choose_from_windows_of_that_length(cast: Cast) -> None:
    """R16."""
    ticket = cast.ticket()
    say(cast, "PT3H", cast.estate)
    assert {slot.ends_at - slot.starts_at for slot in slots_of(ticket)} == {timedelta(hours=3)}


@pytest.mark.parametrize("duration", ["PT29M", "PT13H", "P1D", "PT45M30S", "two hours", "end-of-day", "P2M"])
def test_what_is_no_length_is_refused_by_its_field(cast: Cast, duration: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(cast, duration)
    assert (refused.value.field, refused.value.rule, WindowLength.objects.count()) == ("duration", "R16", 0)


def test_only_the_companys_admin_says_it_and_each_change_is_an_event(cast: Cast) -> None:
    """R10."""
    with pytest.raises(PermissionDenied):
        say(cast, "PT1H", by="supervisor")
    with pytest.raises(NotFound):
        say(cast, "PT1H", build("twin", "TW").estate)
    for duration in ("PT1H", "PT60M", "PT3H", ""):
        say(cast, duration)
    found = Event.objects.filter(type="visit.window_length").order_by("pk")
    assert [(one.payload.get("before", ""), one.payload.get("after", "")) for one in found] == [
        ("", "PT1H"), ("PT1H", "PT3H"), ("PT3H", ""),
    ]  # fmt: skip


def test_the_settings_page_offers_it_and_keeps_it(cast: Cast) -> None:
    page = cast.client("admin")
    assert "2 小时" in page.get(reverse("settings-windows")).content.decode()
    answer = page.post(reverse("settings-windows-save"), {"estate": str(cast.estate.pk), "duration": "PT3H"})
    assert answer.status_code == 302 and length_of(cast.estate.pk) == timedelta(hours=3)
    reader = cast.client("supervisor")
    assert "<select" not in reader.get(reverse("settings-windows")).content.decode().partition("page-body")[2]
    assert reader.post(reverse("settings-windows-save"), {"duration": "PT1H"}).status_code == 403


def test_another_system_reads_and_changes_it(cast: Cast) -> None:
    """R47."""
    admin, api = Api(cast.admin_key), Api(cast.api_key)
    assert admin.get("window-lengths/HJ").data == {"estate": "HJ", "own": "", "duration": "PT2H"}
    changed = admin.call("PATCH", "window-lengths/HJ", {"duration": "PT90M"})
    assert changed.data == {"estate": "HJ", "own": "PT1H30M", "duration": "PT1H30M"}
    assert admin.get("window-lengths").data["results"][0] == {"estate": None, "own": "", "duration": "PT2H"}
    assert admin.call("PATCH", "window-lengths/company", {"duration": "x"}).status_code == 422
    assert api.call("PATCH", "window-lengths/company", {"duration": "PT1H"}).status_code == 403
    assert admin.get("window-lengths/TW").status_code == 404


def test_a_key_of_one_estate_does_not_speak_for_the_company(cast: Cast) -> None:
    key = Api(create_key(cast.tenant.pk, "one", ["read", "admin"], [cast.estate.pk])[1])
    assert key.call("PATCH", "window-lengths/company", {"duration": "PT1H"}).status_code == 403
    assert key.get(f"window-lengths/{cast.other_estate.code}").status_code == 404
    assert key.call("PATCH", "window-lengths/HJ", {"duration": "PT1H"}).status_code == 200
