"""Tickets by the hundred thousand: closed ones of the past, and open ones with their clocks and timers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import models

from bench.companies import Company
from bench.copying import Copier
from bench.demo.cycles import Cycle
from bench.demo.ids import Ids
from bench.demo.store import column
from dispatch.clock import ARRIVAL
from dispatch.enums import AssignmentState, Mode
from dispatch.models import Assignment
from servicedesk.journal.models import Counter, Event
from servicedesk.people.enums import Skill
from servicedesk.timers.enums import TimerState
from servicedesk.timers.models import Clock, Timer
from tickets.clock import CALLBACK, DISPATCH, FIRST_REPLY
from tickets.enums import Channel, Fee, Grade, Kind, Resolution, State
from tickets.models import Ticket
from visits.clock import REVIEW

Row = dict[str, Any]
WORDS = ("厨房水槽下面漏水", "客厅灯不亮", "暖气不热", "门锁打不开", "卫生间地漏返味", "空调不制冷")
# What an open ticket of each state has running, and for how many minutes at most it has been running.
RUNNING = {
    State.REGISTERED: ((DISPATCH, FIRST_REPLY), 9),
    State.DISPATCHED: ((ARRIVAL,), 25),
    State.ON_SITE: ((), 60),
    State.SIGNED_OFF: ((REVIEW,), 200),
    State.CALLBACK: ((CALLBACK,), 1300),
}
CLOSED = {
    "kind": Kind.HOUSEHOLD_REPAIR, "channel": Channel.PHONE, "state": State.CLOSED, "resolution": Resolution.DONE,
    "grade": Grade.SATISFIED, "fee": Fee.FREE, "skill": Skill.PLUMBING,
}  # fmt: skip
TIMES = ("received_at", "registered_at", "dispatched_at", "accepted_at", "arrived_at", "signed_off_at", "reviewed_at",
         "callback_at", "closed_at")  # fmt: skip
NAMES = (
    "id", "tenant_id", "number", "estate_id", "unit_id", "building_id", "place", "description", "reporter_id",
    "contact_name", "contact_phone", "contact_last4", "received_by", "owner_id", "assignee_id", *CLOSED, *TIMES,
)  # fmt: skip
MINUTES_TO = (0, 0, 4, 6, 25, 90, 200, 200, 900)


class Tickets:
    """Makes the tickets of one company after another."""

    def __init__(self, copier: Copier, now: datetime, seed: int = 7) -> None:
        self.copier, self.now, self.random = copier, now, Random(seed)
        self.ids = Ids(self.random)

    def closed(self, company: Company, how_many: int, first: int = 0) -> None:
        """The past, evenly back in time, a clock at rest for each. Their timers and events are left out.

        `first` keeps a second load's numbers apart from those of the one before.
        """
        keys: list[str] = []
        self.copier.rows(Ticket, NAMES, self.closed_lines(company, how_many, keys, 5000 if first else 0))
        names = ("id", "tenant_id", "estate_id", "subject_type")
        self.copier.rows(Clock, names, ((key, company.tenant, company.estate, "ticket") for key in keys))

    def closed_lines(self, company: Company, how_many: int, keys: list[str], first: int) -> Iterator[Sequence[str]]:
        """Written for speed: a million of these lines."""
        same = [column(value) for value in CLOSED.values()]
        step = timedelta(days=360) / max(how_many, 1)
        homes, staff = company.homes, company.staff
        day_numbers: dict[str, int] = {}
        workers = [staff[key] for key in ("tech1", "tech2", "tech3", "tech4")]
        offsets = [timedelta(minutes=m) for m in MINUTES_TO]
        for nth in range(how_many):
            at = self.now - timedelta(days=2) - step * (how_many - nth)
            key = self.ids.text(at)
            keys.append(key)
            day = f"{at:%Y%m%d}"
            day_numbers[day] = ordinal = day_numbers.get(day, first) + 1
            unit, code, resident, name, phone = homes[nth % len(homes)]
            yield (
                key, company.tenant, f"HJ-{day}-{ordinal:04d}", company.estate, unit, company.building, code,
                WORDS[nth % len(WORDS)], resident, name, phone, phone[-4:], "前台", staff["clerk"], workers[nth % 4],
                *same, *((at + offset).isoformat() for offset in offsets),
            )  # fmt: skip

    def open(self, company: Company, how_many: int) -> None:
        """Today's work: every state in turn, each with its running clocks and its first event."""
        rows: dict[type[models.Model], list[Row]] = {}
        for nth in range(how_many):
            state = list(RUNNING)[nth % len(RUNNING)]
            kinds, most = RUNNING[state]
            started = self.now - timedelta(minutes=self.random.uniform(0, most))
            one = Opened(company, self, state, started, nth + 1)
            one.write(kinds, rows)
        self.write(rows)
        series = f"ticket:HJ-{self.now:%Y%m%d}"
        self.write({Counter: [{"tenant_id": company.tenant, "series": series, "value": how_many + 1000}]})

    def write(self, rows: dict[type[models.Model], list[Row]]) -> None:
        for model, found in rows.items():
            self.copier.rows(model, list(found[0]), ([column(value) for value in row.values()] for row in found))


@dataclass
class Opened:
    """One open ticket in the making."""

    company: Company
    maker: Tickets
    state: State
    started: datetime
    nth: int

    def write(self, kinds: Sequence[str], rows: dict[type[models.Model], list[Row]]) -> None:
        """Ticket, clock, timers, assignment, first event."""
        key = self.maker.ids.text(self.started)
        timers = [row for kind in kinds for row in timer_rows(self.company, self.maker.ids, key, kind, self.started)]
        pending = [row["due_at"] for row in timers if row["state"] == TimerState.PENDING]
        breaches = [row for row in timers if row["level"] == 1]
        head = min(breaches, key=lambda row: row["due_at"], default=None)
        place = {"tenant_id": self.company.tenant, "estate_id": self.company.estate}
        rows.setdefault(Ticket, []).append(self.ticket(key, head))
        rows.setdefault(Clock, []).append(
            {"id": key, "subject_type": "ticket", "next_due_at": min(pending, default=None), **place}
        )
        rows.setdefault(Timer, []).extend(timers) if timers else None
        if self.state != State.REGISTERED:
            rows.setdefault(Assignment, []).append(self.assignment(key))
        rows.setdefault(Event, []).append({
            "at": self.started, "recorded_at": self.started, "subject_type": "ticket", "subject_id": key,
            "type": "ticket.registered", "payload": {"number": "", "kind": "", "channel": "phone", "place": ""},
            "actor_kind": "staff", "actor_id": self.company.staff["clerk"], "actor_name": "前台", **place,
        })  # fmt: skip

    def ticket(self, key: str, head: Row | None) -> Row:
        unit, code, resident, name, phone = self.company.homes[self.nth % len(self.company.homes)]
        stations = list(TIMES[: 2 + 2 * list(RUNNING).index(self.state)])
        return {
            "id": key, "tenant_id": self.company.tenant, "number": f"HJ-{self.maker.now:%Y%m%d}-{self.nth:04d}",
            "estate_id": self.company.estate, "unit_id": unit, "building_id": self.company.building, "place": code,
            "description": WORDS[self.nth % len(WORDS)], "reporter_id": resident, "contact_name": name,
            "contact_phone": phone, "contact_last4": phone[-4:], "received_by": "前台",
            "owner_id": self.company.staff["clerk"],
            "assignee_id": None if self.state == State.REGISTERED else self.company.staff["tech1"],
            "kind": Kind.HOUSEHOLD_REPAIR, "channel": Channel.PHONE, "state": self.state, "skill": Skill.PLUMBING,
            **{name: self.started if name in stations else None for name in TIMES},
            "due_kind": head["kind"] if head else "", "due_since": head["starts_at"] if head else None,
            "due_at": head["due_at"] if head else None,
        }  # fmt: skip

    def assignment(self, key: str) -> Row:
        done = self.state in (State.SIGNED_OFF, State.CALLBACK)
        return {
            "id": self.maker.ids.text(self.started), "tenant_id": self.company.tenant, "ticket_id": key,
            "mode": Mode.SYSTEM, "state": AssignmentState.DONE if done else AssignmentState.ACCEPTED,
            "staff_id": self.company.staff["tech1"], "climb": 1, "level": 0, "offered_at": self.started,
            "offered_by": "前台", "answered_at": self.started, "answered_by": "tech1",
        }  # fmt: skip


def timer_rows(company: Company, ids: Ids, key: str, kind: str, started: datetime) -> list[Row]:
    """One cycle's levels, all pending: what is due already is left to the engine."""
    cycle = Cycle(kind, started, 1, urgent=False)
    return [
        {
            "id": ids.text(started), "tenant_id": company.tenant, "clock_id": key, "kind": kind, "level": level,
            "cycle": 1, "state": TimerState.PENDING, "starts_at": started, "due_at": due_at, "breach_at": cycle.due_at,
            "duration": cycle.terms.duration, "targets": list(targets),
        }
        for level, due_at, targets in cycle.levels()
    ]  # fmt: skip
