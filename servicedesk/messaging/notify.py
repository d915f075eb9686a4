"""Queueing messages inside an action's transaction. Nothing is sent here, so nothing here can fail an action (R50)."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from servicedesk.messaging.models import Channel, Delivery, Message
from servicedesk.people.models import StaffMember
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now

INSERT = f"""
INSERT INTO {Message._meta.db_table} AS m (tenant_id, key, channel, state, staff_id, address, subject_id, number, what,
    params, urgent, count, created_at, due_at, attempts, sent_at, error)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, 0, %s, '')
ON CONFLICT (tenant_id, key) DO UPDATE SET count = m.count + 1
"""


def tell_staff(
    person: StaffMember,
    what: str,
    *,
    subject: Any,
    key: str,
    params: dict[str, Any] | None = None,
    urgent: bool = False,
    digest: bool = False,
) -> None:
    """Tell a member of staff in the app, once per `key`. A digest counts up one message an hour instead (R32)."""
    at = now()
    if digest:
        key, what, subject = f"digest:{at:%Y%m%d%H}:{what}", f"digest.{what}", None
    queue(f"{key}:{person.pk}", Channel.IN_APP, what, at, subject=subject, params=params, urgent=urgent, staff=person)


def tell_reporter(subject: Any, what: str, *, key: str, params: dict[str, Any] | None = None) -> None:
    """Text the ticket's reporter over the SMS gateway, once per `key`; without a phone nothing is queued."""
    if subject.contact_phone:
        queue(f"{key}:sms", Channel.SMS, what, now(), subject=subject, params=params, address=subject.contact_phone)


def queue(
    key: str,
    channel: str,
    what: str,
    at: datetime,
    *,
    subject: Any = None,
    params: dict[str, Any] | None = None,
    urgent: bool = False,
    staff: StaffMember | None = None,
    address: str = "",
) -> None:
    """Insert one message. In-app messages are delivered by being there; the others wait for the deliver task."""
    in_app = channel == Channel.IN_APP
    state, sent_at = (Delivery.SENT, at) if in_app else (Delivery.PENDING, None)
    number, subject_id = (getattr(subject, "number", ""), subject.pk) if subject is not None else ("", None)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                require_tenant_id(), key, channel, state, staff.pk if staff else None, address, subject_id, number,
                what, json.dumps(params or {}), urgent, at, at, sent_at,
            ],
        )  # fmt: skip
