"""How long the windows are and the notice before one: the trade's, the company's word, an estate's own (R16)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from servicedesk.refusals import Invalid, NotFound
from tests.api.client import Api
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from visits.models import WindowLength
from visits.windows.actions import agree
from visits.windows.lengths import Terms, set_windows, terms_of
from visits.windows.queries import may_choose, slots_of


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def say(cast: Cast, duration: str, estate: Any = None, by: str = "admin", what: str = "duration") -> None:
    set_windows(actor=cast.act(by), estate_id=estate.pk if estate else None, **{what: duration})


def test_two_hours_then_the_companys_word_then_the_estates_own(cast: Cast) -> None:
    """R16."""
    assert terms_of(cast.estate.pk).length == timedelta(hours=2)
    say(cast, "PT3H")
    say(cast, "PT90M", cast.estate)
    assert terms_of(cast.estate.pk).length == timedelta(minutes=90)
    assert terms_of(cast.other_estate.pk).length == timedelta(hours=3)
    say(cast, "", cast.estate)
    assert terms_of(cast.estate.pk).length == timedelta(hours=3)


def test_residents_choose_from_windows_of_that_length(cast: Cast) -> None:
    """R16."""
    ticket = cast.ticket()
    say(cast, "PT3H", cast.estate)
    assert {slot.ends_at - slot.starts_at for slot in slots_of(ticket)} == {timedelta(hours=3)}


def test_the_notice_is_45_minutes_then_the_companys_word_then_the_estates_own(cast: Cast) -> None:
    """R16, R17: each of the two by itself; giving one up leaves the other."""
    assert terms_of(cast.estate.pk).notice == timedelta(minutes=45)
    say(cast, "PT2H", what="notice")
    say(cast, "PT3H", cast.estate)
    assert terms_of(cast.estate.pk) == Terms(timedelta(hours=3), timedelta(hours=2))
    say(cast, "PT1H", cast.estate, what="notice")
    say(cast, "", cast.estate)
    assert terms_of(cast.estate.pk) == Terms(timedelta(hours=2), timedelta(hours=1))
    say(cast, "", cast.estate, what="notice")
    assert WindowLength.objects.get().estate is None


def test_a_window_can_be_chosen_and_moved_until_its_notice(cast: Cast, clock: Clock) -> None:
    """R16."""
    ticket = cast.ticket()
    say(cast, "P1D", cast.estate, what="notice")
    assert slots_of(ticket)[0].starts_at == at("2026-11-22 10:00")
    agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-22 12:00"))
    assert may_choose(fresh(ticket), at("2026-11-21 11:59")) and not may_choose(fresh(ticket), at("2026-11-21 12:00"))
    say(cast, "PT30M", cast.estate, what="notice")
    assert may_choose(fresh(ticket), at("2026-11-22 11:29")) and not may_choose(fresh(ticket), at("2026-11-22 11:30"))


@pytest.mark.parametrize("what", ["duration", "notice"])
@pytest.mark.parametrize("duration", ["PT29M", "PT25H", "P2D", "PT45M30S", "two hours", "end-of-day", "P2M"])
def test_what_is_no_length_is_refused_by_its_field(cast: Cast, duration: str, what: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(cast, duration, what=what)
    assert (refused.value.field, refused.value.rule, WindowLength.objects.count()) == (what, "R16", 0)


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
    say(cast, "PT1H30M", what="notice")
    with translation.override("zh-hans"):
        assert "1 小时 30 分钟" in Event.objects.get(type="visit.window_notice").data.title()


def test_the_settings_page_offers_it_and_keeps_it(cast: Cast) -> None:
    page = cast.client("admin")
    assert "2 小时" in page.get(reverse("settings-windows")).content.decode()
    answer = page.post(reverse("settings-windows-save"), {"estate": str(cast.estate.pk), "duration": "PT3H"})
    assert answer.status_code == 302 and terms_of(cast.estate.pk).length == timedelta(hours=3)
    both = {"estate": str(cast.estate.pk), "duration": "", "notice": "PT4H"}
    assert page.post(reverse("settings-windows-save"), both).status_code == 302
    assert terms_of(cast.estate.pk) == Terms(timedelta(hours=2), timedelta(hours=4))
    reader = cast.client("supervisor")
    assert "<select" not in reader.get(reverse("settings-windows")).content.decode().partition("page-body")[2]
    assert reader.post(reverse("settings-windows-save"), {"duration": "PT1H"}).status_code == 403


def test_another_system_reads_and_changes_it(cast: Cast) -> None:
    """R47."""
    admin, api = Api(cast.admin_key), Api(cast.api_key)
    trade = {"own": "", "duration": "PT2H", "own_notice": "", "notice": "PT45M"}
    assert admin.get("window-lengths/HJ").data == {"estate": "HJ"} | trade
    changed = admin.call("PATCH", "window-lengths/HJ", {"duration": "PT90M"})
    assert changed.data == {"estate": "HJ"} | trade | {"own": "PT1H30M", "duration": "PT1H30M"}
    notice = admin.call("PATCH", "window-lengths/HJ", {"notice": "PT60M"})
    assert notice.data == changed.data | {"own_notice": "PT1H", "notice": "PT1H"}
    assert admin.get("window-lengths").data["results"][0] == {"estate": None} | trade
    assert admin.call("PATCH", "window-lengths/company", {"duration": "x"}).status_code == 422
    assert api.call("PATCH", "window-lengths/company", {"duration": "PT1H"}).status_code == 403
    assert admin.get("window-lengths/TW").status_code == 404


def test_a_key_of_one_estate_does_not_speak_for_the_company(cast: Cast) -> None:
    key = Api(create_key(cast.tenant.pk, "one", ["read", "admin"], [cast.estate.pk])[1])
    assert key.call("PATCH", "window-lengths/company", {"duration": "PT1H"}).status_code == 403
    assert key.get(f"window-lengths/{cast.other_estate.code}").status_code == 404
    assert key.call("PATCH", "window-lengths/HJ", {"duration": "PT1H"}).status_code == 200
