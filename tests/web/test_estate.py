"""Which estate a session works in, and the shift the top bar names (domain §1)."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone, translation

from servicedesk.people.models import Shift
from servicedesk.timers.now import now
from servicedesk.web.context import Shell
from servicedesk.web.estate import choose_estate, current_estate, estates_of
from tests.cast import Cast


def request_of(cast: Cast, name: str, session: dict[str, Any] | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.actor = cast.act(name)  # type: ignore[attr-defined]
    request.user = cast.people[name].user  # type: ignore[assignment]
    request.session = session if session is not None else {}  # type: ignore[assignment]
    return request


def test_a_clerk_sees_the_estate_of_her_posting_only(cast: Cast) -> None:
    assert estates_of(request_of(cast, "clerk")) == [cast.estate]
    assert estates_of(request_of(cast, "outsider")) == [cast.other_estate]


def test_a_director_switches_between_all_and_the_session_remembers(cast: Cast) -> None:
    session: dict[str, Any] = {}
    assert current_estate(request_of(cast, "director", session)) == cast.estate
    assert choose_estate(request_of(cast, "director", session), cast.other_estate.pk) == cast.other_estate
    assert current_estate(request_of(cast, "director", session)) == cast.other_estate


def test_an_estate_of_others_cannot_be_chosen_nor_smuggled_into_the_session(cast: Cast) -> None:
    session = {"estate": str(cast.other_estate.pk)}
    assert choose_estate(request_of(cast, "clerk", session), cast.other_estate.pk) is None
    assert current_estate(request_of(cast, "clerk", session)) == cast.estate


def test_the_top_bar_names_the_shift_one_is_on(cast: Cast) -> None:
    Shift.objects.filter(staff=cast.clerk).delete()
    begins = now().replace(minute=0, second=0, microsecond=0)
    Shift.objects.create(
        staff=cast.clerk, estate=cast.estate, kind="day_desk", starts_at=begins, ends_at=begins + timedelta(hours=12)
    )
    with translation.override("en"):
        label = Shell(request_of(cast, "clerk")).shift_label
    assert label.startswith("Day desk") and f"{timezone.localtime(begins):%H:%M}–" in label


def test_off_duty_it_names_none(cast: Cast) -> None:
    Shift.objects.filter(staff=cast.clerk).delete()
    assert Shell(request_of(cast, "clerk")).shift_label == ""
