"""Queueing messages inside an action's transaction. Nothing is sent here, so nothing here can fail an action (R50)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from servicedesk.messaging.models import Channel, Delivery, Message
from servicedesk.people.models import StaffMember
from servicedesk.tenancy.scope import require_tenant_id

ROW = (
    "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, app_now(), coalesce(%s, app_now()), 0, "
    "CASE WHEN %s THEN app_now() END, '')"
)
INSERT = f"""
INSERT INTO {Message._meta.db_table} AS m (tenant_id, key, channel, state, staff_id, address, subject_id, number, what,
    params, urgent, count, created_at, due_at, attempts, sent_at, error)
VALUES {{rows}}
ON CONFLICT (tenant_id, key) DO UPDATE SET count = m.count + excluded.count
"""


@dataclass(frozen=True)
class Letter:
    """A message to be queued. The same key again only counts up."""

    key: str
    channel: str
    what: str
    staff_id: UUID | None = None
    address: str = ""
    subject_id: UUID | None = None
    number: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    urgent: bool = False
    count: int = 1
    # Not before this moment: quiet hours hold it back (R32).
    due_at: datetime | None = None


def to_staff(
    person: StaffMember,
    what: str,
    *,
    subject: Any,
    key: str,
    params: dict[str, Any] | None = None,
    urgent: bool = False,
    digest_at: datetime | None = None,
) -> Letter:
    """A letter to a member of staff in the app. With `digest_at`, one letter an hour counts up instead (R32)."""
    if digest_at is not None:
        key, what, subject = f"digest:{digest_at:%Y%m%d%H}:{what}", f"digest.{what}", None
    about = {} if subject is None else {"subject_id": subject.pk, "number": getattr(subject, "number", "")}
    return Letter(
        f"{key}:{person.pk}", Channel.IN_APP, what, staff_id=person.pk, params=params or {}, urgent=urgent, **about
    )


def tell_staff(person: StaffMember, what: str, *, subject: Any, key: str, **more: Any) -> None:
    """Tell a member of staff in the app, once per `key`; `more` as of `to_staff`."""
    queue([to_staff(person, what, subject=subject, key=key, **more)])


def to_reporter(
    subject: Any, what: str, *, key: str, params: dict[str, Any] | None = None, further: Iterable[str] = ()
) -> list[Letter]:
    """A text to the ticket's reporter over the SMS gateway; none without a phone. `further`: phones of those who
    reported the same; each phone is told once.
    """
    about = {"subject_id": subject.pk, "number": getattr(subject, "number", "")}
    keys = {phone: f"{key}:{phone}:sms" for phone in further}
    if subject.contact_phone:
        keys[subject.contact_phone] = f"{key}:sms"
    return [
        Letter(own, Channel.SMS, what, address=phone, params=params or {}, **about)
        for phone, own in keys.items()
        if phone
    ]


def tell_reporter(subject: Any, what: str, *, key: str, **more: Any) -> None:
    """Text the ticket's reporter, once per `key`; `more` as of `to_reporter`."""
    queue(to_reporter(subject, what, key=key, **more))


def queue(letters: Iterable[Letter]) -> None:
    """Insert messages in one statement. In-app ones are delivered by being there; the others wait to be delivered.

    Sorted by key: two who count up the same digests meet in the same order and cannot deadlock.
    """
    once: dict[str, Letter] = {}
    for letter in letters:
        seen = once.get(letter.key)
        once[letter.key] = replace(letter, count=seen.count + letter.count) if seen else letter
    if not once:
        return
    tenant_id = require_tenant_id()
    values = [value for key in sorted(once) for value in row(tenant_id, once[key])]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(rows=", ".join([ROW] * len(once))), values)


def row(tenant_id: UUID, letter: Letter) -> list[Any]:
    """One letter as the values of ROW."""
    in_app = letter.channel == Channel.IN_APP and letter.due_at is None
    return [
        tenant_id, letter.key, letter.channel, Delivery.SENT if in_app else Delivery.PENDING, letter.staff_id,
        letter.address, letter.subject_id, letter.number, letter.what, json.dumps(letter.params), letter.urgent,
        letter.count, letter.due_at, in_app,
    ]  # fmt: skip
