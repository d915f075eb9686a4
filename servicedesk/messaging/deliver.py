"""At least once, with a key the receiver can recognise; a failing channel waits and never blocks another (R50)."""

import json
import logging
import urllib.request
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction

from servicedesk.messaging.models import Channel, Delivery, Message
from servicedesk.messaging.texts import render
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now

log = logging.getLogger(__name__)
LEASE_SECONDS = 120
GIVE_UP_AFTER = 10


class NoGateway(Exception):
    """The channel is not set up in this installation: the message is kept and marked, not tried again."""


def deliver_waiting(batch: int = 50) -> int:
    """Lease, send outside any transaction, then mark. Returns the number sent."""
    token = uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, message_id FROM claim_messages(%s, %s, make_interval(secs => %s))",
            [batch, token, LEASE_SECONDS],
        )
        leased = cursor.fetchall()
    return sum(deliver_one(tenant_id, message_id, token) for tenant_id, message_id in leased)


def deliver_one(tenant_id: UUID, message_id: UUID, token: UUID) -> bool:
    """Send one leased message. Returns whether it went out."""
    with tenant_scope(tenant_id):
        message = Message.objects.get(pk=message_id)
    state, error = Delivery.SENT, ""
    try:
        send(message)
    except NoGateway as reason:
        state, error = Delivery.SKIPPED, str(reason)
    except Exception as reason:  # a channel may fail in any way; the message waits
        log.warning("message %s by %s failed: %s", message_id, message.channel, reason)
        state, error = Delivery.PENDING, str(reason)[:200]
    with tenant_scope(tenant_id):
        mark(message, token, state, error)
    return state == Delivery.SENT


def send(message: Message) -> None:
    """Hand the message to its channel. Raises NoGateway or whatever the channel raises."""
    text = render(message.what, message.params, message.count)
    if message.channel == Channel.EMAIL:
        send_mail(text, f"{message.number}\n{settings.BASE_URL}", None, [message.address])
    elif message.channel == Channel.SMS:
        post_sms({"to": message.address, "text": text, "key": str(message.pk)})


def post_sms(body: dict[str, Any]) -> None:
    """POST to the gateway of the settings, which speaks JSON. Raises NoGateway without one, OSError on failure."""
    if not settings.SMS_GATEWAY_URL:
        raise NoGateway("no SMS gateway is set up")
    request = urllib.request.Request(
        settings.SMS_GATEWAY_URL, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):
        pass


def mark(message: Message, token: UUID, state: str, error: str) -> None:
    """Write the outcome if the lease is still ours; a failure waits longer each time and is dead after ten."""
    attempts = message.attempts + 1
    if state == Delivery.PENDING and attempts >= GIVE_UP_AFTER:
        state = Delivery.DEAD
    Message.objects.filter(pk=message.pk, lease_token=token).update(
        state=state,
        error=error,
        attempts=attempts,
        lease_token=None,
        sent_at=now() if state == Delivery.SENT else None,
        due_at=now() + timedelta(seconds=min(5 * 2**attempts, 3600)),
    )
