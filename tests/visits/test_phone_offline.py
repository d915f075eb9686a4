"""A phone without network sends later, in its order, once, with the time of the tap (R20, R48)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from servicedesk.api.models import Answer
from servicedesk.journal.record import history
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.visits.phone import Phone, accepted, new_key, picture
from tickets.enums import State
from visits.models import Visit


@pytest.fixture
def phone(cast: Cast, clock: Clock) -> Phone:
    clock.set(at("2026-11-21 10:42"))
    return Phone(cast)


def test_a_whole_visit_sent_later_counts_by_its_taps(cast: Cast, clock: Clock, phone: Phone) -> None:
    """R20: five minutes between the knocks, though both are received in the same second."""
    ticket = accepted(cast)
    clock.set(at("2026-11-21 11:30"))
    taps = {"arrive": "10:50", "knock": "10:51", "knock ": "10:56", "no-access": "10:57"}
    for verb, minute in taps.items():
        answer = phone.post(ticket, verb.strip(), new_key(), happened_at=at(f"2026-11-21 {minute}").isoformat())
        assert answer.status_code == 200, verb
    visit = Visit.objects.get(ticket=ticket)
    assert (visit.arrived_at, visit.second_knock_at) == (at("2026-11-21 10:50"), at("2026-11-21 10:56"))
    event = list(history(ticket))[-1]
    assert event.at == at("2026-11-21 10:57") and event.recorded_at == at("2026-11-21 11:30")
    assert fresh(ticket).state == State.REGISTERED


def test_taps_too_near_each_other_are_refused_whenever_they_arrive(cast: Cast, clock: Clock, phone: Phone) -> None:
    """R20."""
    ticket = accepted(cast)
    clock.set(at("2026-11-21 11:30"))
    for verb, minute, status in (("arrive", "10:50", 200), ("knock", "10:51", 200), ("knock", "10:55", 422)):
        answer = phone.post(ticket, verb, new_key(), happened_at=at(f"2026-11-21 {minute}").isoformat())
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-11-21T12:00:00+08:00", "2026-11-21 11:30"),
        ("2026-11-21T10:00:00+08:00", "2026-11-21 10:42"),
        ("2026-11-19T10:00:00+08:00", "2026-11-21 11:30"),
        ("2026-11-21T10:50:00", "2026-11-21 11:30"),
        ("yesterday", "2026-11-21 11:30"),
        ("2026-13-41T10:50:00+08:00", "2026-11-21 11:30"),
    ],
)
def test_a_phones_clock_is_held_within_bounds(cast: Cast, clock: Clock, phone: Phone, told: str, kept: str) -> None:
    """Not in the future, not before he accepted; what makes no sense is dated by its receipt."""
    ticket = accepted(cast)
    clock.set(at("2026-11-21 11:30"))
    assert phone.post(ticket, "arrive", happened_at=told).status_code == 200
    assert fresh(ticket).arrived_at == at(kept)


def test_the_same_key_twice_changes_nothing_twice_and_answers_alike(cast: Cast, clock: Clock, phone: Phone) -> None:
    """R48."""
    ticket, key = accepted(cast), new_key()
    first = phone.post(ticket, "arrive", key, happened_at="")
    clock.move(timedelta(minutes=1))
    again = phone.post(ticket, "arrive", key, happened_at="")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert [event.type for event in history(ticket)].count("visit.arrived") == 1


def test_a_refusal_is_repeated_too(cast: Cast, phone: Phone) -> None:
    """R48: what could not be done then is not done later by a repetition."""
    ticket, key = accepted(cast), new_key()
    refused = phone.post(ticket, "knock", key)
    phone.post(ticket, "arrive")
    assert refused.status_code == phone.post(ticket, "knock", key).status_code == 409
    assert Visit.objects.get(ticket=ticket).first_knock_at is None


def test_a_key_belongs_to_one_request_of_one_person(cast: Cast, phone: Phone) -> None:
    """R48."""
    ticket, other, key = accepted(cast), accepted(cast), new_key()
    phone.post(ticket, "arrive", key)
    assert phone.post(other, "arrive", key).status_code == 422
    assert Answer.objects.get(key=key).caller == f"staff:{cast.technician.pk}"


def test_a_photo_sent_twice_is_kept_once_and_another_one_is_another(cast: Cast, phone: Phone) -> None:
    """R48: the picture's bytes are part of the request."""
    ticket, key = accepted(cast), new_key()
    for _n in range(2):
        assert phone.post(ticket, "photo", key, kind="before", photo=picture("red")).status_code == 200
    assert phone.post(ticket, "photo", key, kind="before", photo=picture("blue")).status_code == 422
    assert ticket.photos.count() == 1


def test_a_key_that_is_too_long_is_refused(cast: Cast, phone: Phone) -> None:
    assert phone.post(accepted(cast), "arrive", "k" * 121).status_code == 422


def test_the_page_carries_the_stages_ahead(cast: Cast, phone: Phone) -> None:
    """For a phone that has no network at the door."""
    ticket = accepted(cast)
    page = phone.get(f"{ticket.number}/").content.decode()
    for stage in ("door", "wait", "nobody", "work", "left"):
        assert f'<template data-stage="{stage}"' in page


def test_the_workers_script_comes_from_the_root_for_everybody(client: Client) -> None:
    """Without the root's scope it could not keep /phone/."""
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "no-cache" in answer["Cache-Control"]


def test_what_was_done_without_network_carries_both_times(cast: Cast, clock: Clock, phone: Phone) -> None:
    """R48: the work, the photo and the signature; when it was done counts, when it was received is said beside it."""
    ticket = accepted(cast)
    clock.set(at("2026-11-21 11:30"))

    def told(verb: str, minute: str, **fields: Any) -> None:
        moment = at(f"2026-11-21 {minute}").isoformat()
        assert phone.post(ticket, verb, new_key(), happened_at=moment, **fields).status_code == 200

    told("arrive", "10:50")
    told("let-in", "10:51", checks=["permission"])
    told("photo", "10:52", kind="before", photo=picture())
    told("work", "11:05", work_done="换角阀")
    told("sign", "11:10", unsigned="away", fee="free")
    events = {event.type: event for event in history(ticket)}
    assert events["visit.worked"].at == at("2026-11-21 11:05")
    assert events["ticket.photo_added"].at == at("2026-11-21 10:52")
    for kind in ("arrived", "let_in", "worked", "signed_off"):
        assert datetime.fromisoformat(events[f"visit.{kind}"].data.received_at) == at("2026-11-21 11:30")
    page = cast.client("clerk").get(f"/tickets/{ticket.number}").content.decode()
    assert "11:30 收到" in page


def test_what_was_told_at_once_does_not_say_when_it_was_received(cast: Cast, phone: Phone) -> None:
    ticket = accepted(cast)
    phone.post(ticket, "arrive", happened_at=at("2026-11-21 10:42").isoformat())
    assert "收到" not in list(history(ticket))[-1].data.detail()
