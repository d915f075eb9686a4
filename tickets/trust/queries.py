"""The figures of an estate's days: four queries whatever the number of tickets and kinds."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from tickets.dashboard.figures import Share
from tickets.dashboard.queries import bounds, decided_deadlines

LATENESS = """
SELECT kind, count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY late), max(late) FROM (
    SELECT kind, extract(epoch FROM fired_at - due_at)::float AS late FROM timers_timer
    WHERE tenant_id = %s AND clock_id = ANY(%s::uuid[]) AND fired_at IS NOT NULL AND due_at >= %s AND due_at < %s
) fired GROUP BY GROUPING SETS ((kind), ())
"""
# A ticket waits from these events on until somebody is sent, a new time is agreed, or it is signed off (R31).
STOPS = ("visit.suspended", "visit.no_access")
GOES = ("dispatch.offered", "dispatch.held_out", "dispatch.rescheduled")
WAITING = """
WITH done AS (
    SELECT id, registered_at, signed_off_at FROM tickets_ticket
    WHERE tenant_id = %(tenant)s AND estate_id = %(estate)s AND signed_off_at >= %(since)s AND signed_off_at < %(until)s
), mark AS (
    SELECT d.id, d.signed_off_at, e.at, e.type,
        lead(e.at) OVER (PARTITION BY d.id ORDER BY e.at, e.id) AS next_at
    FROM done d JOIN journal_event e ON e.tenant_id = %(tenant)s AND e.subject_id = d.id
    WHERE e.type = ANY(%(marks)s) AND e.at <= d.signed_off_at
), stood AS (
    SELECT id, sum(least(coalesce(next_at, signed_off_at), signed_off_at) - at) AS pause
    FROM mark WHERE type = ANY(%(stops)s) GROUP BY id
), waited AS (
    SELECT extract(epoch FROM d.signed_off_at - d.registered_at)::float AS gross,
        extract(epoch FROM d.signed_off_at - d.registered_at - coalesce(s.pause, interval '0'))::float AS net,
        s.pause > interval '0' AS stood
    FROM done d LEFT JOIN stood s USING (id)
)
SELECT count(*), count(*) FILTER (WHERE stood), avg(gross), avg(net),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY gross),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY net)
FROM waited
"""


@dataclass(frozen=True)
class Lateness:
    """How long after its time timers were fired, in seconds: everything that fired, warnings and steps too (R30)."""

    fired: int = 0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    worst: float = 0.0


@dataclass(frozen=True)
class Waiting:
    """From registration to the signature, in seconds: gross, and net of the time a ticket was suspended (R31)."""

    tickets: int = 0
    suspended: int = 0
    gross_mean: float = 0.0
    net_mean: float = 0.0
    gross_p50: float = 0.0
    gross_p90: float = 0.0
    net_p50: float = 0.0
    net_p90: float = 0.0


@dataclass(frozen=True)
class KindFigures:
    """One kind of timer: deadlines decided in these days and kept, and how late it fired."""

    kind: str
    kept: Share
    lateness: Lateness

    @property
    def label(self) -> Any:
        return KINDS[self.kind].label if self.kind in KINDS else self.kind

    @property
    def missed(self) -> int:
        return self.kept.of - self.kept.good


@dataclass(frozen=True)
class Trust:
    """The figures of an estate from `first` to `last`, days of its zone; of today, until now."""

    estate: Estate
    first: date
    last: date
    at: datetime
    kept: Share
    lateness: Lateness
    waiting: Waiting
    kinds: list[KindFigures] = field(default_factory=list)


def trust(estate: Estate, first: date, last: date, at: datetime | None = None) -> Trust:
    """See Trust. A paused deadline, and one whose reason went away before it passed, is not counted."""
    at = at or now()
    since, until = bounds(estate, first, last)
    ids = touched(estate, since, until)
    kept = shares(ids, since, until, at)
    late = lateness(ids, since, until)
    seen = {kind for kind in (*kept, *late) if kind is not None}
    kinds = [
        KindFigures(kind, kept.get(kind, Share()), late.get(kind, Lateness()))
        for kind in [*KINDS, *sorted(seen - KINDS.keys())]
        if kind in seen
    ]
    total = sum(kept.values(), Share())
    return Trust(estate, first, last, at, total, late.get(None, Lateness()), waiting(estate, since, until), kinds)


def touched(estate: Estate, since: datetime, until: datetime) -> list[UUID]:
    """Tickets with an event in this time: no deadline is decided and no timer fires without one."""
    rows = Event.objects.filter(estate=estate, subject_type="ticket", at__gte=since, at__lt=until)
    return list(rows.values_list("subject_id", flat=True).order_by().distinct())


def shares(ids: list[UUID], since: datetime, until: datetime, at: datetime) -> dict[str, Share]:
    rows = decided_deadlines(ids, since, until, at).values("kind").order_by()
    found = rows.annotate(n=Count("pk"), good=Count("pk", filter=Q(on_time=True)))
    return {row["kind"]: Share(row["good"], row["n"]) for row in found}


def lateness(ids: list[UUID], since: datetime, until: datetime) -> dict[str | None, Lateness]:
    """By kind; under None, of all."""
    with connection.cursor() as cursor:
        cursor.execute(LATENESS, [require_tenant_id(), [str(one) for one in ids], since, until])
        return {
            kind: Lateness(count, *(max(0.0, one) for one in (*shown, worst)))
            for kind, count, shown, worst in cursor.fetchall() if count
        }  # fmt: skip


def waiting(estate: Estate, since: datetime, until: datetime) -> Waiting:
    named: dict[str, Any] = {
        "tenant": require_tenant_id(), "estate": str(estate.pk), "since": since, "until": until,
        "marks": [*STOPS, *GOES], "stops": list(STOPS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WAITING, named)
        tickets, suspended, gross, net, gross_shares, net_shares = cursor.fetchone()
    if not tickets:
        return Waiting()
    return Waiting(tickets, suspended, gross, net, *gross_shares, *net_shares)


def days_of(words: tuple[str, str], estate: Estate, at: datetime) -> tuple[date, date]:
    """The days asked for ('2026-11-01', '2026-11-21'); today and six days before it where they cannot be read."""
    today = at.astimezone(estate.tz).date()
    try:
        first, last = (date.fromisoformat(word) for word in words)
    except ValueError:
        return today - timedelta(days=6), today
    return (first, last) if first <= last <= first + timedelta(days=366) else (last, last)
