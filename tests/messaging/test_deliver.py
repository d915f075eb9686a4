"""Messages leave from the outbox, at least once, and a channel that fails never undoes what happened (R12, R50)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from dispatch import actions as dispatch
from servicedesk.messaging.deliver import GIVE_UP_AFTER, deliver_waiting
from servicedesk.messaging.models import Delivery, Message
from servicedesk.messaging.notify import tell_staff
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tickets.enums import State


class Gateway(HTTPServer):
    """An SMS gateway on this machine: keeps what it was given, and fails when told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.given: list[dict[str, Any]] = []
        self.broken = False


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # Kept before it is answered: the test reads on as soon as it has the answer.
        if not self.server.broken:
            self.server.given.append(body)
        self.send_response(500 if self.server.broken else 200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    server = Gateway()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def sent(cast: Cast) -> Message:
    """A ticket sent to the technician: its reporter is to be texted."""
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    return Message.objects.get(channel="sms")


def test_the_reporter_is_texted_once_with_a_key_to_recognise(cast: Cast, gateway: Gateway) -> None:
    message = sent(cast)
    assert (deliver_waiting(), deliver_waiting()) == (1, 0)
    (given,) = gateway.given
    assert (given["to"], given["key"]) == ("+8613800005678", str(message.pk))
    assert message.number in given["text"]


def test_a_failing_gateway_undoes_nothing_and_is_tried_again(cast: Cast, gateway: Gateway, clock: Clock) -> None:
    """R50: what was done stands; the channel alone waits."""
    clock.set(at("2026-11-21 10:00"))
    gateway.broken = True
    message = sent(cast)
    assert deliver_waiting() == 0
    assert fresh(message.subject_id).state == State.DISPATCHED  # type: ignore[arg-type]
    gateway.broken = False
    clock.move(timedelta(minutes=1))
    assert deliver_waiting() == 1 and len(gateway.given) == 1


def test_a_gateway_that_stays_broken_ends_in_a_dead_letter(cast: Cast, gateway: Gateway, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))
    gateway.broken = True
    message = sent(cast)
    for _try in range(GIVE_UP_AFTER):
        deliver_waiting()
        clock.move(timedelta(hours=2))
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Delivery.DEAD, GIVE_UP_AFTER)


def test_without_a_gateway_the_message_is_kept_and_marked(cast: Cast) -> None:
    message = sent(cast)
    deliver_waiting()
    message.refresh_from_db()
    assert (message.state, message.error) == (Delivery.SKIPPED, "no SMS gateway is set up")


def test_the_same_cause_tells_a_person_once(cast: Cast) -> None:
    """R30."""
    ticket = cast.ticket()
    for _again in range(2):
        tell_staff(cast.supervisor, "ticket.urgent", subject=ticket, key="once")
    assert Message.objects.filter(staff=cast.supervisor, key__startswith="once").count() == 1
