"""Policies are data: read, changed, versioned, and checked before they can poison a timer (R29, R32)."""

from datetime import timedelta
from typing import Any

import pytest

from servicedesk.journal.models import Event
from tests.api.client import Api, fields, report
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock


def test_every_kind_of_timer_has_its_terms_before_anybody_changed_one(api: Api) -> None:
    found = {one["id"]: one for one in api.get("policies", page_size="200").data["results"]}
    assert (found["accept"]["duration"], found["accept-urgent"]["duration"]) == ("PT5M", "PT2M")
    assert found["accept"]["urgent"] is False and found["handoff"]["urgent"] is None
    assert {(one["source"], one["version"]) for one in found.values()} == {("default", 0)}


def test_a_default_becomes_the_companys_own_and_counts_its_versions(cast: Cast, admin: Api) -> None:
    first = admin.patch("policies/accept", {"duration": "PT2S"}).data
    assert (first["source"], first["version"], first["duration"], first["urgent"]) == ("own", 1, "PT2S", False)
    second = admin.patch(f"policies/{first['id']}", {"duration": "PT3S"}).data
    assert (second["id"], second["version"]) == (first["id"], 2)
    assert admin.patch("policies/accept", {"duration": "PT3S"}).data["version"] == 2
    listed = [one for one in admin.get("policies").data["results"] if one["kind"] == "accept"]
    assert {one["source"] for one in listed} == {"own", "default"} and len(listed) == 2


def test_a_policy_of_two_seconds_is_obeyed(cast: Cast, admin: Api, clock: Clock) -> None:
    """PT2S must work."""
    clock.set(at("2026-11-21 10:00"))
    admin.patch("policies/dispatch", {"duration": "PT2S"})
    ticket = admin.post("tickets", report(cast)).data
    assert ticket["due"]["at"] == "2026-11-21T02:00:02Z"
    clock.move(timedelta(minutes=1))
    admin.step(ticket, "note", text="x")
    types = [one["type"] for one in admin.get(f"tickets/{ticket['number']}/events").data["results"]]
    assert "timer.breached" in types


def test_a_narrower_scope_weighs_more(cast: Cast, admin: Api, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))
    for scope, duration in (
        ({}, "PT9M"),
        ({"estate": "HJ", "subject_kind": "complaint"}, "PT7M"),
        ({"estate": "HJ"}, "PT8M"),
    ):
        made = admin.post("policies", {"kind": "first_reply", "duration": duration, **scope})
        assert made.status_code == 201, made.data
    number = admin.post("tickets", report(cast)).data["number"]
    timers = admin.get(f"tickets/{number}/timers").data["results"]
    assert {one["duration"] for one in timers if one["kind"] == "first_reply"} == {"PT8M"}


def test_running_timers_keep_their_terms(cast: Cast, admin: Api, clock: Clock) -> None:
    """R32."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    due = ticket.due_at
    admin.patch("policies/dispatch", {"duration": "PT2S"})
    assert fresh(ticket).due_at == due


def test_a_change_leaves_an_event_with_before_and_after(cast: Cast, admin: Api) -> None:
    """R10."""
    policy = admin.patch("policies/accept", {"duration": "PT4M"}).data
    admin.patch("policies/accept", {"duration": "PT3M", "warn_percent": 50})
    made, changed = Event.objects.filter(subject_id=policy["id"]).order_by("id")
    assert made.payload["after"]["duration"] == "PT4M" and "admin" in changed.actor_name
    assert changed.payload["before"] == {"duration": "PT4M", "warn_percent": 0}
    assert changed.payload["after"] == {"duration": "PT3M", "warn_percent": 50} and changed.payload["version"] == 2
    assert "4 minutes → 3 minutes" in changed.data.detail()


def test_who_read_an_older_version_is_told_who_was_first(cast: Cast, admin: Api) -> None:
    """R11."""
    admin.patch("policies/accept", {"duration": "PT4M"})
    admin.patch("policies/accept", {"duration": "PT3M", "version": 1})
    late = admin.patch("policies/accept", {"duration": "PT6M", "version": 1})
    assert (late.status_code, fields(late)) == (409, {"version": "R11"})
    assert "HJ ('admin',)" in late.data["detail"]


def test_one_scope_has_one_policy(cast: Cast, admin: Api) -> None:
    admin.post("policies", {"kind": "review", "duration": "PT2H"})
    assert admin.post("policies", {"kind": "review", "duration": "PT3H"}).status_code == 409


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"duration": "30"}, "duration"), ({"duration": "PT0S"}, "duration"), ({"duration": "P1Y"}, "duration"),
        ({"duration": "PT99999999H"}, "duration"), ({"duration": "P1DT2H", "calendar": "working_days"}, "duration"),
        ({"calendar": "moon"}, "calendar"), ({"warn_percent": 100}, "warn_percent"), ({"ladder": []}, "ladder"),
        ({"ladder": [{"after": "PT1M", "to": ["owner"]}]}, "ladder.0.after"),
        ({"ladder": [{"after": "PT0S", "to": ["nobody"]}]}, "ladder.0.to"),
        ({"ladder": [{"after": "PT0S", "to": []}, {"after": "PT0S", "to": ["owner"]}]}, "ladder.1.after"),
        ({"ladder": [{"after": "PT0S"}]}, "ladder.0.to"), ({"kind": "accept"}, "kind"), ({"estate": "HJ"}, "estate"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_with_their_field(
    cast: Cast, admin: Api, terms: dict[str, Any], field: str
) -> None:
    response = admin.patch("policies/callback", terms)
    assert (response.status_code, list(fields(response))) == (422, [field]), response.data
    assert admin.get("policies/callback").data["version"] == 0


def test_a_scope_that_does_not_exist_is_refused(cast: Cast, admin: Api) -> None:
    assert list(fields(admin.post("policies", {"kind": "nap"}))) == ["kind"]
    assert list(fields(admin.post("policies", {"kind": "accept", "subject_kind": "nap"}))) == ["subject_kind"]
    assert admin.post("policies", {"kind": "accept", "estate": "NO"}).status_code == 404
    assert admin.patch("policies/nap", {"duration": "PT1M"}).status_code == 404


def test_the_second_dispatch_needs_all_three_steps_of_its_ladder(cast: Cast, admin: Api) -> None:
    """R17: T−30, T−15, T."""
    response = admin.patch("policies/redispatch", {"ladder": [{"after": "PT0S", "to": ["owner"]}]})
    assert list(fields(response)) == ["ladder"]
