"""The tags of servicedesk/web/templatetags/desk.py."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from servicedesk.web import clocks
from servicedesk.web.fields import shown as field
from servicedesk.web.keys import aria, shown
from servicedesk.web.templatetags.desk import icon, mask_phone, money, state_chip, when
from tests.web.gallery import NOW, SHANGHAI, Intake, at

START, DUE = at("10:00:00"), at("10:10:00")


def level(now: str) -> str:
    return str(clocks.chip(now=at(now), started_at=START, due_at=DUE)["level"])


def test_a_clock_warns_at_eighty_percent_and_breaches_at_its_due_time() -> None:
    """R32."""
    assert [level(now) for now in ("10:07:59", "10:08:00", "10:09:59", "10:10:00")] == [
        "calm",
        "warning",
        "warning",
        "breached",
    ]


def test_a_policy_may_warn_at_another_time() -> None:
    chip = clocks.chip(now=at("10:03:00"), started_at=START, due_at=DUE, warn_at=at("10:02:00"))
    assert chip["level"] == "warning"


def test_a_paused_clock_does_not_tick_and_keeps_what_was_left() -> None:
    """R31."""
    chip = clocks.chip(now=NOW, due_at=None, level="paused", left=timedelta(minutes=41))
    assert (chip["due"], chip["used"]) == ("", None)
    assert "41" in chip["text"]


def test_a_met_clock_says_how_long_it_took() -> None:
    with translation.override("en"):
        chip = clocks.chip(now=NOW, started_at=START, due_at=DUE, met_at=at("10:03:00"))
    assert (chip["level"], chip["text"], chip["due"]) == ("met", "took 3 min", "")


@pytest.mark.parametrize(
    ("number", "masked"), [("+8613812345678", "138****5678"), ("", ""), (None, ""), ("+85291234567", "+85****4567")]
)
def test_phones_are_masked(number: str | None, masked: str) -> None:
    assert mask_phone(number) == masked


def test_money_has_two_places_and_is_never_a_float() -> None:
    """R39."""
    assert money(Decimal("1280")) == "¥1,280.00"
    assert money(Decimal("-0.5")) == "-¥0.50"
    with pytest.raises(TypeError):
        money(12.8)  # type: ignore[arg-type]


def test_times_are_said_as_people_say_them() -> None:
    with timezone.override(SHANGHAI), translation.override("en"):
        words = [when({"now": NOW}, NOW + timedelta(days=d)) for d in (0, -1, 1, -2, -400)]
    assert [word.split(">")[1].split("<")[0] for word in words] == [
        "10:42",
        "Yesterday 10:42",
        "Tomorrow 10:42",
        "11-19 10:42",
        "2025-10-17 10:42",
    ]


def test_keys_are_shown_and_told() -> None:
    assert (shown("ctrl+enter"), shown("alt+u"), shown("g d")) == ("Ctrl ↵", "Alt U", "G D")
    assert (aria("ctrl+enter"), aria("g d")) == ("Control+Enter", "G D")


def test_an_icon_and_a_state_carry_no_text_that_could_be_markup() -> None:
    assert "<script>" not in icon("<script>") + state_chip("<script>")


def test_a_wrong_field_is_wired_to_its_error_and_hint() -> None:
    shown = field(Intake({})["place"])
    assert 'aria-invalid="true"' in shown["input"]
    assert 'aria-describedby="id_place-error id_place-hint"' in shown["input"]


def test_a_field_takes_attributes_from_the_template() -> None:
    assert 'hx-get="/places"' in field(Intake()["place"], hx_get="/places")["input"]


def test_each_widget_has_its_look() -> None:
    looks = {name: field(Intake()[name])["look"] for name in ("kind", "skill", "keep", "wished", "what")}
    assert looks == {"kind": "segments", "skill": "picks", "keep": "tick", "wished": "select", "what": "text"}
