"""Several calls that may be one fault: what the desk is asked to make one incident of (R7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from servicedesk.estates.models import Estate
from servicedesk.tenancy.prepared import Prepared
from tickets import states
from tickets.enums import State
from tickets.models import Ticket
from tickets.suggest import alike, shared_words

# So many open reports of the window are looked at; an estate with more has a disaster, and knows it.
MOST = 300
# Who is furthest goes on: nobody who is on site is sent away.
ORDER = (State.ON_SITE, State.DISPATCHED, State.REGISTERED)


class Line(NamedTuple):
    """What is looked at of a ticket."""

    pk: UUID
    number: str
    building_id: UUID
    building: str
    place: str
    state: str
    skill: str
    description: str
    contact_name: str
    registered_at: datetime


@dataclass(frozen=True)
class Proposal:
    """Reports of one building that share a kind of work or words; the one that would go on stands first."""

    lines: tuple[Line, ...]

    @property
    def lead(self) -> Line:
        return self.lines[0]

    @property
    def key(self) -> str:
        """The same while it is of the same tickets."""
        return ",".join(sorted(line.number for line in self.lines))

    @property
    def building(self) -> str:
        return self.lead.building

    @property
    def words(self) -> list[str]:
        """What most of them say."""
        found: dict[str, int] = {}
        for one, other in combinations(self.lines, 2):
            for word in shared_words(one.description, other.description):
                found[word] = found.get(word, 0) + 1
        longest = [word for word in found if not any(word != other and word in other for other in found)]
        return sorted(longest, key=lambda word: -found[word])[:2]

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(line.place for line in self.lines))

    @property
    def minutes(self) -> int:
        """From the first report to the last."""
        times = [line.registered_at for line in self.lines]
        return max(1, int((max(times) - min(times)).total_seconds() // 60))


def open_near(estate_id: UUID, since: datetime) -> QuerySet[Any]:
    """Open tickets of an estate's buildings that were registered since then, first first."""
    rows = Ticket.objects.filter(estate_id=estate_id, state__in=ORDER, building__isnull=False)
    columns = [name if name != "building" else "building__code" for name in Line._fields]
    return rows.filter(registered_at__gte=since).order_by("registered_at", "pk").values_list(*columns)[:MOST]


# The desk asks it with every look.
OPEN_NEAR = Prepared(open_near, UUID, datetime)


def proposals(estate: Estate, at: datetime) -> list[Proposal]:
    """What may be one incident: so many reports of one building within the estate's window (R7)."""
    rows = [Line(*row) for row in OPEN_NEAR(estate.pk, at - timedelta(minutes=estate.incident_minutes))]
    found = (Proposal(ordered(group)) for building in by_building(rows) for group in alike_groups(building))
    return [one for one in found if len(one.lines) >= estate.incident_reports]


def by_building(rows: list[Line]) -> Iterator[list[Line]]:
    buildings: dict[UUID, list[Line]] = {}
    for row in rows:
        buildings.setdefault(row.building_id, []).append(row)
    yield from buildings.values()


def alike_groups(lines: list[Line]) -> list[list[Line]]:
    """Lines that hang together, each by somebody who is like it."""
    groups: list[list[Line]] = []
    for line in lines:
        near = [group for group in groups if any(same_fault(line, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), line])
    return groups


def same_fault(one: Line, other: Line) -> bool:
    return bool(one.skill and one.skill == other.skill) or alike(one.description, other.description)


def ordered(lines: list[Line]) -> tuple[Line, ...]:
    """The one that goes on first, then those that can end in it."""
    ranked = sorted(lines, key=lambda line: (ORDER.index(State(line.state)), line.registered_at, line.pk))
    return tuple(line for nth, line in enumerate(ranked) if nth == 0 or states.allows("cancel", line.state))
