"""The figures of some days, of one estate or several together: a fixed number of queries whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.kinds import KINDS, leads
from servicedesk.timers.now import now
from tickets.dashboard.figures import Share
from tickets.dashboard.queries import bounds

# Tickets with their estate and its days: no deadline is decided and no timer fires without an event of that day, and
# the few ids are fetched first, because a planner that may choose walks every timer the company ever had.
TOUCHED = """
    unnest(%(ids)s::uuid[], %(homes)s::uuid[]) AS w(id, estate_id)
    JOIN unnest(%(estates)s::uuid[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS s(estate_id, since, until)
        USING (estate_id)
    JOIN timers_timer t ON t.tenant_id = %(tenant)s AND t.clock_id = w.id AND t.clock_id = ANY(%(ids)s::uuid[])
"""
# A paused deadline, and one whose reason went away before it passed, is not counted; nor is what the clock does itself.
KEPT = f"""
SELECT estate_id, kind, count(*) FILTER (WHERE met_at <= breach_at), count(*) FROM (
    SELECT estate_id, t.kind, t.met_at, t.breach_at, least(t.met_at, t.breach_at) AS decided_at, since, until
    FROM {TOUCHED} WHERE t.level = 1 AND t.state NOT IN ('superseded', 'paused') AND t.kind <> ALL(%(leads)s)
) decided WHERE decided_at >= since AND decided_at < until AND decided_at <= %(at)s GROUP BY estate_id, kind
"""
LATENESS = f"""
SELECT estate_id, kind, count(*), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY late), max(late) FROM (
    SELECT estate_id, t.kind, extract(epoch FROM t.fired_at - t.due_at)::float AS late
    FROM {TOUCHED} WHERE t.fired_at IS NOT NULL AND t.due_at >= since AND t.due_at < until
) fired GROUP BY GROUPING SETS ((estate_id, kind), (estate_id), (kind), ())
"""
# A ticket waits from these events on until somebody is sent, a new time is agreed, or it is signed off (R31).
STOPS = ("visit.suspended", "visit.no_access")
GOES = ("dispatch.offered", "dispatch.held_out", "dispatch.rescheduled")
WAITING = """
WITH done AS (
    SELECT t.id, t.estate_id, t.registered_at, t.signed_off_at FROM tickets_ticket t
    JOIN unnest(%(estates)s::uuid[], %(since)s::timestamptz[], %(until)s::timestamptz[]) AS s(estate_id, since, until)
        ON t.estate_id = s.estate_id AND t.signed_off_at >= s.since AND t.signed_off_at < s.until
    WHERE t.tenant_id = %(tenant)s
), mark AS (
    SELECT d.id, d.signed_off_at, e.at, e.type,
        lead(e.at) OVER (PARTITION BY d.id ORDER BY e.at, e.id) AS next_at
    FROM done d JOIN journal_event e ON e.tenant_id = %(tenant)s AND e.subject_id = d.id
    WHERE e.type = ANY(%(marks)s) AND e.at <= d.signed_off_at
), stood AS (
    SELECT id, sum(least(coalesce(next_at, signed_off_at), signed_off_at) - at) AS pause
    FROM mark WHERE type = ANY(%(stops)s) GROUP BY id
), waited AS (
    SELECT d.estate_id, extract(epoch FROM d.signed_off_at - d.registered_at)::float AS gross,
        extract(epoch FROM d.signed_off_at - d.registered_at - coalesce(s.pause, interval '0'))::float AS net,
        s.pause > interval '0' AS stood
    FROM done d LEFT JOIN stood s USING (id)
)
SELECT estate_id, count(*), count(*) FILTER (WHERE stood), avg(gross), avg(net),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY gross),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY net)
FROM waited GROUP BY GROUPING SETS ((estate_id), ())
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
    """The figures of an estate (None: of all that were asked for) from `first` to `last`; of today, until now."""

    estate: Estate | None
    first: date
    last: date
    kept: Share
    lateness: Lateness
    waiting: Waiting
    kinds: list[KindFigures] = field(default_factory=list)

    def kind(self, name: str) -> KindFigures:
        """Of one kind of timer; nothing decided where there was none."""
        return next((one for one in self.kinds if one.kind == name), KindFigures(name, Share(), Lateness()))


@dataclass(frozen=True)
class Together:
    """Several estates: all of them together, and each."""

    total: Trust
    each: list[Trust]


def trust(estate: Estate, first: date, last: date, at: datetime | None = None) -> Trust:
    """The figures of one estate's days. A day is a day of the estate's zone."""
    return trusts([estate], first, last, at).each[0]


def trusts(estates: Iterable[Estate], first: date, last: date, at: datetime | None = None) -> Together:
    """See Trust. Four queries; percentiles are of all the tickets together, not means of means."""
    places = list(estates)
    asked = arguments(places, first, last, at or now())
    shares, late, waited = kept(asked), lateness(asked), waiting(asked)

    def of(estate: Estate | None) -> Trust:
        key = estate.pk if estate else None
        mine = {kind: share for (place, kind), share in shares.items() if place == key}
        fired = {kind: one for (place, kind), one in late.items() if place == key}
        kinds = [KindFigures(kind, mine.get(kind, Share()), fired.get(kind, Lateness())) for kind in seen(mine, fired)]
        total = sum(mine.values(), Share())
        return Trust(estate, first, last, total, fired.get(None, Lateness()), waited.get(key, Waiting()), kinds)

    return Together(of(None), [of(one) for one in places])


def seen(*found: dict[Any, Any]) -> list[str]:
    """The kinds for which there is a figure, in the order of the registry."""
    names = {kind for one in found for kind in one if kind is not None}
    return [kind for kind in [*KINDS, *sorted(names - KINDS.keys())] if kind in names]


def arguments(places: Sequence[Estate], first: date, last: date, at: datetime) -> dict[str, Any]:
    """What the queries ask with; the tickets with an event in these days are read here."""
    spans = [(one, *bounds(one, first, last)) for one in places]
    rows = touched(spans)
    return {
        "tenant": require_tenant_id(), "at": at, "marks": [*STOPS, *GOES], "stops": list(STOPS),
        "leads": leads(), "estates": [str(one.pk) for one in places],
        "since": [since for _place, since, _until in spans], "until": [until for _place, _since, until in spans],
        "ids": [str(pk) for pk, _home in rows], "homes": [str(home) for _pk, home in rows],
    }  # fmt: skip


def touched(spans: Sequence[tuple[Estate, datetime, datetime]]) -> list[tuple[UUID, UUID]]:
    """Tickets with an event in their estate's days, each with its estate."""
    days = [Q(estate=estate, at__gte=since, at__lt=until) for estate, since, until in spans]
    if not days:
        return []
    rows = Event.objects.filter(reduce(or_, days), subject_type="ticket")
    return list(rows.values_list("subject_id", "estate_id").order_by().distinct())


def kept(asked: dict[str, Any]) -> dict[tuple[UUID | None, str], Share]:
    """By estate and kind; under no estate, of all."""
    found: dict[tuple[UUID | None, str], Share] = {}
    for estate_id, kind, good, of in fetch(KEPT, asked):
        found[estate_id, kind] = Share(good, of)
        found[None, kind] = found.get((None, kind), Share()) + Share(good, of)
    return found


def lateness(asked: dict[str, Any]) -> dict[tuple[UUID | None, str | None], Lateness]:
    """By estate and kind; under None, of all."""
    return {
        (estate_id, kind): Lateness(count, *(max(0.0, one) for one in (*shown, worst)))
        for estate_id, kind, count, shown, worst in fetch(LATENESS, asked) if count
    }  # fmt: skip


def waiting(asked: dict[str, Any]) -> dict[UUID | None, Waiting]:
    """By estate; under None, of all."""
    return {
        estate_id: Waiting(tickets, suspended, gross, net, *gross_shares, *net_shares)
        for estate_id, tickets, suspended, gross, net, gross_shares, net_shares in fetch(WAITING, asked) if tickets
    }  # fmt: skip


def fetch(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())


def before(first: date, last: date) -> tuple[date, date]:
    """As many days just before these."""
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
