"""Writing and reading the journal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models, transaction

from servicedesk.journal.models import Counter, Event
from servicedesk.journal.payloads import NAMES, Payload, dump
from servicedesk.people.principal import Principal
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now

COLUMNS = (
    "tenant_id", "at", "estate_id", "subject_type", "subject_id", "type", "payload", "actor_kind", "actor_id",
    "actor_name", "timer_id",
)  # fmt: skip
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
INSERT = f"INSERT INTO {Event._meta.db_table} ({', '.join(COLUMNS)}) VALUES {{rows}}"


class Subject(Protocol):
    """What an event can be about: a saved row with an estate and a `subject_type`."""

    @property
    def pk(self) -> Any: ...
    @property
    def estate_id(self) -> Any: ...
    @property
    def subject_type(self) -> str: ...


@dataclass(frozen=True)
class About:
    """A subject by its key alone: a member of staff, an estate, a key, the company, a shift, a whole roster."""

    subject_type: str
    pk: UUID
    estate_id: UUID | None = None


def build(
    subject: Subject, payload: Payload, *, actor: Principal, at: datetime | None = None, timer_id: UUID | None = None
) -> Event:
    """An unsaved event, for those who write many at once."""
    return Event(
        tenant_id=require_tenant_id(),
        at=at or now(),
        estate_id=subject.estate_id,
        subject_type=subject.subject_type,
        subject_id=subject.pk,
        type=NAMES[type(payload)],
        payload=dump(payload),
        actor_kind=actor.kind,
        actor_id=actor.staff_id,
        actor_name=actor.name[:60],
        timer_id=timer_id,
    )


def record(
    subject: Subject, payload: Payload, *, actor: Principal, at: datetime | None = None, timer_id: UUID | None = None
) -> Event:
    """Append one event in the caller's transaction and hint at it after the commit (R10, R12).

    `at` is when it happened (default: now). Raises IntegrityError when the timer has already had its effect (R30).
    """
    event = build(subject, payload, actor=actor, at=at, timer_id=timer_id)
    record_all([event], [subject])
    return event


def record_all(events: Sequence[Event], subjects: Sequence[Subject]) -> None:
    """The same for many events already built, each with its subject."""
    append(events)
    for event, subject in zip(events, subjects, strict=True):
        hint_after_commit(subject, event.type)


def append(events: Sequence[Event]) -> None:
    """Insert events in their order, in one statement, by hand: every action passes here."""
    if not events:
        return
    values = [
        json.dumps(value) if name == "payload" else value
        for event in events
        for name, value in ((name, getattr(event, name)) for name in COLUMNS)
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(rows=", ".join([ROW] * len(events))), values)


def hint_after_commit(subject: Subject, what: str) -> None:
    """Tell live pages that this subject changed, once the change can be seen. Losing a hint loses nothing."""
    from servicedesk.web.hints import publish

    tenant_id = require_tenant_id()
    label, estate_id = str(getattr(subject, "number", subject.pk)), str(subject.estate_id or "")
    transaction.on_commit(lambda: publish(tenant_id, estate_id, label, what), robust=True)


def history(subject: Subject) -> models.QuerySet[Event]:
    """The subject's events, oldest first."""
    return Event.objects.filter(subject_id=subject.pk).order_by("id")


def next_number(series: str) -> int:
    """The next number of a series, never given twice (R9). Holds the series' row until the transaction ends."""
    table = Counter._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (tenant_id, series, value) VALUES (%s, %s, 1) "
            f"ON CONFLICT (tenant_id, series) DO UPDATE SET value = {table}.value + 1 RETURNING value",
            [require_tenant_id(), series],
        )
        return int(cursor.fetchone()[0])
