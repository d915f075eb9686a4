"""Lives become rows: numbers without a repeat, events in the order of time, clocks as they stand afterwards."""

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from bench.demo.cycles import Cycle, Fired, rows_of
from bench.demo.life import Happened, Life
from bench.demo.store import Store
from bench.demo.work import Working
from bench.demo.world import ZONE
from billing.models import Charge, Quote, Receipt
from dispatch.clock import ACCEPT
from dispatch.models import Assignment
from servicedesk.journal.models import Counter, Event
from servicedesk.journal.payloads import NAMES, Payload, dump
from servicedesk.people.principal import SYSTEM
from servicedesk.timers.enums import WARNING
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Clock, Timer
from tickets.enums import REPAIRS
from tickets.models import CallAttempt, Complaint, Correction, Handoff, Photo, Ticket
from visits.models import Part, SignOff, Visit

# Referred-to tables first.
ORDER = (
    Ticket, Complaint, Handoff, Correction, Clock, Timer, Assignment, Visit, Part, Photo, SignOff, Quote, Charge,
    Receipt, CallAttempt, Event, Counter,
)  # fmt: skip


def ticket_series(code: str, at: datetime) -> str:
    """HJ-20261121, by the day in the estate's zone (R9)."""
    return f"{code}-{at.astimezone(ZONE):%Y%m%d}"


class Chronicle:
    """Puts lives into the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.numbers: Tally[str] = Tally()

    def number(self, series: str) -> int:
        """The next of a series; the counters are written with the rest."""
        self.numbers[series] += 1
        return self.numbers[series]

    def write(self, lives: Iterable[Working]) -> None:
        """Everything of these lives, whose tickets have their numbers."""
        kept = list(lives)
        self.number_receipts(kept)
        happened: list[tuple[datetime, int, int, dict[str, Any]]] = []
        for life in kept:
            self.rows(life)
            for order, (first, event) in enumerate(self.events(life)):
                happened.append((event["at"], first, order, event))
        happened.sort(key=itemgetter(0, 1, 2))
        for *_key, event in happened:
            self.store.add(Event, **event)
        for series, value in self.numbers.items():
            kind = "receipt" if series.startswith("SJ-") else "ticket"
            self.store.add(Counter, series=f"{kind}:{series}", value=value)
        self.store.write(*ORDER)

    def number_receipts(self, lives: list[Working]) -> None:
        """Without a gap, by estate and year, in the order paid (R35)."""
        receipts = [(row, life.site.code) for life in lives for model, row in life.rows if model is Receipt]
        for row, code in sorted(receipts, key=lambda pair: pair[0]["paid_at"]):
            series = f"SJ-{code}-{row['paid_at'].astimezone(ZONE):%Y}"
            row["number"] = f"{series}-{self.number(series):06d}"

    def rows(self, life: Life) -> None:
        """The ticket, its clock, and its rows elsewhere."""
        self.store.add(Ticket, **life.ticket)
        self.store.add(
            Clock, id=life.ticket["id"], estate_id=life.site.id, subject_type="ticket", version=len(life.events)
        )
        for model, row in life.rows:
            self.store.add(model, **row)

    def events(self, life: Life) -> list[tuple[int, dict[str, Any]]]:
        """(rank, event row): what the clock did comes before what people did in the same second."""
        found = []
        for cycle in life.cycles:
            names = partial(told, life, assignee=cycle.assignee)
            for row, fired in rows_of(cycle, life.ticket["id"], life.ids, names):
                self.store.add(Timer, **row)
                words = None if fired is None else said(life, cycle, fired)
                if fired is not None and words is not None:
                    found.append((0, event_row(life, Happened(fired.at, words, SYSTEM, fired.timer_id))))
        return found + [(1, event_row(life, happened)) for happened in life.events]


def said(life: Life, cycle: Cycle, fired: Fired) -> Payload | None:
    """What the journal keeps of a firing: a kind that does not announce leaves it to what it does."""
    if cycle.kind == ACCEPT:
        return life.expired(cycle)
    return fired.payload if KINDS[cycle.kind].announce or fired.level == WARNING else None


def event_row(life: Life, happened: Happened) -> dict[str, Any]:
    """One row of the journal."""
    payload = happened.payload() if callable(happened.payload) else happened.payload
    actor = happened.actor
    return {
        "at": happened.at, "recorded_at": happened.at, "estate_id": life.site.id, "subject_type": "ticket",
        "subject_id": life.ticket["id"], "type": NAMES[type(payload)], "payload": dump(payload),
        "actor_kind": actor.kind, "actor_id": actor.staff_id, "actor_name": actor.name, "timer_id": happened.timer_id,
    }  # fmt: skip


def told(life: Life, targets: Iterable[str], assignee: str) -> list[str]:
    """The names behind a ladder's targets, each once."""
    site, repair = life.site, life.ticket["kind"] in REPAIRS
    trades: dict[UUID, str] = {life.world.departments[trade]: head.name for trade, head in life.world.heads.items()}
    names = {
        "owner": life.owner.name, "supervisor": (site.supervisor if repair else site.service_head).name,
        "estate_manager": site.manager.name, "assignee": assignee,
        "department_head": trades.get(life.ticket.get("department_id") or UUID(int=0), site.service_head.name),
    }  # fmt: skip
    return list(dict.fromkeys(filter(None, (names.get(target, "") for target in targets))))
