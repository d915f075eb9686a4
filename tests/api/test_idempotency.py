"""A repeated request with the same key changes nothing twice (R48)."""

import threading
from typing import Any

import pytest
from django.db import close_old_connections

from servicedesk.api.models import Answer
from servicedesk.api.tasks import forget_answers
from servicedesk.journal.models import Event
from tests.api.client import Api, fields, report
from tests.cast import Cast
from tests.support.clock import Clock
from tickets.models import Ticket


def test_the_same_request_is_carried_out_once_and_answered_alike(cast: Cast, api: Api) -> None:
    first = api.post("tickets", report(cast), **{"Idempotency-Key": "a1"})
    again = api.post("tickets", report(cast), **{"Idempotency-Key": "a1"})
    assert (again.status_code, again.data, again["Location"]) == (201, first.data, first["Location"])
    assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1
    assert api.post("tickets", report(cast), **{"Idempotency-Key": "a2"}).data["number"] != first.data["number"]


def test_a_step_repeated_with_its_key_is_no_conflict(cast: Cast, api: Api) -> None:
    """The answer is the first one's, though the ticket has gone on since."""
    number = cast.ticket().number
    told = {"staff": cast.technician.employee_no}
    first = api.post(f"tickets/{number}/dispatch", told, **{"Idempotency-Key": "k"})
    api.step(number, "accept")
    events = Event.objects.count()
    assert api.post(f"tickets/{number}/dispatch", told, **{"Idempotency-Key": "k"}).data == first.data
    assert Event.objects.count() == events
    assert api.post(f"tickets/{number}/dispatch", told).status_code == 409


def test_a_key_used_for_another_request_is_refused(cast: Cast, api: Api) -> None:
    api.post("tickets", report(cast), **{"Idempotency-Key": "k"})
    other = api.post("tickets", report(cast, description="别的"), **{"Idempotency-Key": "k"})
    assert (other.status_code, fields(other)) == (422, {"Idempotency-Key": "R48"})
    number = Ticket.objects.get().number
    assert api.post(f"tickets/{number}/note", report(cast), **{"Idempotency-Key": "k"}).status_code == 422


def test_the_spelling_of_a_body_does_not_matter(cast: Cast, api: Api) -> None:
    number = cast.ticket().number
    one = api.call("POST", f"tickets/{number}/note", b'{"text": "x"}', **{"Idempotency-Key": "k"})
    two = api.call("POST", f"tickets/{number}/note", b' {"text":"\\u0078"} ', **{"Idempotency-Key": "k"})
    assert (one.status_code, two["Idempotency-Replayed"]) == (200, "true")


def test_a_refused_request_does_not_use_its_key_up(cast: Cast, api: Api) -> None:
    number = cast.ticket().number
    assert api.post(f"tickets/{number}/note", {}, **{"Idempotency-Key": "k"}).status_code == 422
    assert Answer.objects.count() == 0
    assert api.post(f"tickets/{number}/note", {"text": "x"}, **{"Idempotency-Key": "k"}).status_code == 200


def test_keys_belong_to_their_clients(cast: Cast, api: Api, admin: Api) -> None:
    first, second = (one.post("tickets", report(cast), **{"Idempotency-Key": "k"}) for one in (api, admin))
    assert first.data["number"] != second.data["number"]


@pytest.mark.parametrize("key", ["", "x" * 121, "schlüssel"])
def test_a_key_that_cannot_be_is_refused(cast: Cast, api: Api, key: str) -> None:
    assert fields(api.post("tickets", report(cast), **{"Idempotency-Key": key})) == {"Idempotency-Key": "R48"}


def test_answers_are_forgotten_after_a_week(cast: Cast, api: Api, clock: Clock) -> None:
    from datetime import timedelta

    api.post("tickets", report(cast), **{"Idempotency-Key": "k"})
    assert forget_answers() == 0
    clock.move(timedelta(days=8))
    assert forget_answers() == 1


def together(*calls: Any) -> list[Any]:
    """The answers of calls that begin at the same moment, each on a connection of its own."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(n: int) -> None:
        start.wait()
        try:
            answers[n] = calls[n]()
        finally:
            close_old_connections()
            from django.db import connection

            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_the_same_request_at_the_same_moment_is_carried_out_once(live_cast: Cast) -> None:
    """The second waits for the first and is given its answer."""
    clients = [Api(live_cast.api_key) for _ in range(3)]
    calls = [
        lambda client=client: client.post("tickets", report(live_cast), **{"Idempotency-Key": "k"})
        for client in clients
    ]
    answers = together(*calls)
    assert [one.status_code for one in answers] == [201] * 3
    assert len({one.data["number"] for one in answers}) == 1
    with live_cast.scope():
        assert Ticket.objects.count() == 1


def test_two_clients_dispatching_at_once_one_wins_and_the_other_reads_who(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        number = live_cast.ticket().number
    sent = [live_cast.technician, live_cast.foreman]
    calls = [
        lambda person=person: Api(live_cast.api_key).post(f"tickets/{number}/dispatch", {"staff": person.employee_no})
        for person in sent
    ]
    answers = sorted(together(*calls), key=lambda one: one.status_code)
    assert [one.status_code for one in answers] == [200, 409]
    assert answers[0].data["assignee"]["name"] in answers[1].data["detail"]
