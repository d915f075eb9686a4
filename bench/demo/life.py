"""One ticket's life in memory: each method leaves what the action of the same name leaves in the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.demo.cycles import Cycle
from bench.demo.ids import Ids
from bench.demo.world import Person, Site, Spot, World
from dispatch.clock import ACCEPT, ARRIVAL, REDISPATCH
from dispatch.enums import AssignmentState, Mode
from dispatch.events import Accepted, Expired, Offered, Recalled, Refused, Rescheduled
from dispatch.models import Assignment
from servicedesk.estates.phones import mask
from servicedesk.journal.payloads import Payload
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.tenancy.models import TenantModel
from tickets.clock import CALLBACK, DISPATCH, FIRST_REPLY, HANDOFF, WAITING
from tickets.enums import REPAIRS, Fee, Kind, Resolution, State, Validity
from tickets.events import Answered, Cancelled, Closed, FeeSet, Registered
from tickets.models import Complaint

Words = Payload | Callable[[], Payload]


@dataclass(frozen=True)
class Happened:
    """One event to be written. The payload may be asked for later: numbers are given when all lives are known."""

    at: datetime
    payload: Words
    actor: Principal
    timer_id: str | None = None


class Life:
    """A ticket, its clock's cycles, its rows in other tables, and its events, in order."""

    def __init__(self, world: World, site: Site, random: Random, ids: Ids) -> None:
        self.world, self.site, self.random, self.ids = world, site, random, ids
        self.ticket: dict[str, Any] = {}
        self.rows: list[tuple[type[TenantModel], dict[str, Any]]] = []
        self.events: list[Happened] = []
        self.cycles: list[Cycle] = []
        self.live: dict[str, Any] | None = None
        self.holder: Person | None = None
        self.climb = 0

    # What every step does

    def add(self, model: type[TenantModel], moment: datetime, /, **values: Any) -> dict[str, Any]:
        row = {"id": self.ids.text(moment), **values}
        self.rows.append((model, row))
        return row

    def happened(self, at: datetime, payload: Words, actor: Principal = SYSTEM) -> None:
        self.events.append(Happened(at, payload, actor))

    def arm(self, kind: str, at: datetime, due_at: datetime | None = None) -> None:
        self.drop(at, kind)
        nth = sum(cycle.kind == kind for cycle in self.cycles) + 1
        holder = self.holder.name if self.holder else ""
        self.cycles.append(Cycle(kind, at, nth, bool(self.ticket["urgent"]), due_at, assignee=holder))

    def meet(self, kind: str, at: datetime) -> None:
        self._end(at, [kind], met=True)

    def drop(self, at: datetime, *kinds: str) -> None:
        """These kinds (none named: all) never fire again."""
        self._end(at, kinds, met=False)

    def _end(self, at: datetime, kinds: Iterable[str], *, met: bool) -> None:
        wanted = set(kinds)
        for cycle in self.cycles:
            if cycle.ended_at is None and (not wanted or cycle.kind in wanted):
                cycle.ended_at, cycle.met = at, met

    # Registration and its quick ends

    def register(
        self, at: datetime, by: Person, spot: Spot, *, kind: Kind, channel: str, said: str, skill: str = "",
        urgent: bool = False, validity: str = Validity.VALID, major: bool = False, external: str = "",
    ) -> None:  # fmt: skip
        """Written down `at`, received a little earlier; the caller is one of the place's people."""
        caller = self.random.choice(spot.people) if spot.people else None
        received_at = at - timedelta(seconds=self.random.randrange(20, 150))
        phone = caller.phone if caller else ""
        free = kind not in (Kind.HOUSEHOLD_REPAIR, Kind.SPECIAL_SERVICE)
        self.ticket = {
            "id": self.ids.text(at), "number": "", "estate_id": self.site.id, "state": State.REGISTERED, "kind": kind,
            "channel": channel, "urgent": urgent, "skill": skill, "unit_id": spot.unit_id, "area_id": spot.area_id,
            "building_id": spot.building_id, "place": spot.words, "description": said,
            "reporter_id": caller.id if caller else None, "contact_name": caller.salutation if caller else "",
            "contact_phone": phone, "contact_last4": phone[-4:], "received_at": received_at, "received_by": by.name,
            "owner_id": by.id, "registered_at": at, "fee": Fee.FREE if free else Fee.UNDECIDED,
            "external_number": external,
        }  # fmt: skip
        self.owner = by
        if kind == Kind.COMPLAINT:
            self.add(Complaint, at, ticket_id=self.ticket["id"], validity=validity, major=major)
        self.happened(at, self._registered, by.principal)
        self.arm(FIRST_REPLY, at)
        if kind in REPAIRS:
            self.arm(DISPATCH, at)
        elif kind == Kind.COMPLAINT and validity == Validity.VALID:
            self.arm(HANDOFF, at)

    def _registered(self) -> Registered:
        t = self.ticket
        contact = f"{t['contact_name']} {mask(t['contact_phone'])}" if t["contact_phone"] else ""
        return Registered(
            number=t["number"], kind=t["kind"], channel=t["channel"], place=t["place"], description=t["description"],
            urgent=t["urgent"], contact=contact, received_at=t["received_at"].isoformat(),
        )  # fmt: skip

    def answer(self, at: datetime, by: Person, words: str) -> None:
        self.ticket["answer"] = words
        self.happened(at, Answered(words), by.principal)
        self.meet(FIRST_REPLY, at)
        self._shut(at, Resolution.ANSWERED)

    def cancel(self, at: datetime, by: Person, resolution: Resolution, reason: str) -> None:
        self.happened(at, Cancelled(resolution, reason), by.principal)
        self.ticket["assignee_id"] = None
        self._shut(at, resolution)

    def close(self, at: datetime, by: Person, resolution: Resolution = Resolution.DONE, reason: str = "") -> None:
        """After the callback."""
        self.happened(at, Closed(resolution, reason), by.principal)
        self.meet(CALLBACK, at)
        self._shut(at, resolution)

    def _shut(self, at: datetime, resolution: str) -> None:
        self.drop(at)
        self.ticket |= {"state": State.CLOSED, "resolution": resolution, "closed_at": at}

    def fee(self, at: datetime, fee: Fee, by: Person, reason: str = "") -> None:
        if self.ticket["fee"] != fee:
            self.ticket["fee"] = fee
            self.happened(at, FeeSet(fee, reason), by.principal)

    # Dispatch

    def offer(
        self, at: datetime, by: Principal, to: Person, *, mode: Mode = Mode.SYSTEM, level: int = 0, why: str = ""
    ) -> None:
        """Offered to a person; level 0 begins a climb of its own."""
        self.climb += not level
        self.holder = to
        self.live = self.add(
            Assignment, at, ticket_id=self.ticket["id"], mode=mode, staff_id=to.id, climb=self.climb, level=level,
            offered_at=at, offered_by=by.name, why=why,
        )  # fmt: skip
        self.ticket |= {
            "state": State.DISPATCHED, "assignee_id": to.id, "dispatched_at": at, "suspended": "", "accepted_at": None,
            "arrival_promised_at": None,
        }  # fmt: skip
        self.happened(at, Offered(str(self.live["id"]), to.name, mode, level, why), by)
        for kind in (DISPATCH, FIRST_REPLY, *WAITING):
            self.meet(kind, at)
        self.drop(at, ACCEPT, ARRIVAL)
        if mode != Mode.REDISPATCH:
            self.arm(ACCEPT, at)

    def accept(self, at: datetime, by: Principal, promised: datetime | None, mode: Mode | None = None) -> None:
        live, holder = self._live()
        mode = mode or live["mode"]
        live |= {
            "state": AssignmentState.ACCEPTED, "mode": mode, "answered_at": at, "answered_by": by.name,
            "arrival_promised_at": promised,
        }  # fmt: skip
        self.ticket |= {"accepted_at": at, "arrival_promised_at": promised}
        self.happened(at, Accepted(str(live["id"]), holder.name, mode, promised.isoformat() if promised else ""), by)
        self.meet(ACCEPT, at)
        self.meet(REDISPATCH, at)
        self.arm(ARRIVAL, at, promised)

    def refuse(self, at: datetime, reason: str) -> Person:
        """He cannot go; returns whom the offer climbs to (R15)."""
        live, holder = self._live()
        live |= {
            "state": AssignmentState.REFUSED, "answered_at": at, "answered_by": holder.name, "reason": reason
        }  # fmt: skip
        self.happened(at, Refused(str(live["id"]), holder.name, reason), holder.principal)
        return self._climb(at)

    def expire(self) -> tuple[datetime, Person]:
        """Nobody answered by the deadline: when, and whom the offer climbs to."""
        live, _holder = self._live()
        cycle = next(cycle for cycle in reversed(self.cycles) if cycle.kind == ACCEPT)
        at = cycle.due_at
        live |= {"state": AssignmentState.EXPIRED, "answered_at": at, "answered_by": SYSTEM.name}
        cycle.assignee = str(live["id"])
        return at, self._climb(at)

    def expired(self, cycle: Cycle) -> Expired:
        """The event of an offer that nobody answered."""
        row = next(row for model, row in self.rows if str(row.get("id")) == cycle.assignee)
        name = next(person.name for person in self.world.staff if person.id == row["staff_id"])
        return Expired(cycle.assignee, name)

    @property
    def above(self) -> Person | None:
        """Whom the offer would climb to: nobody beyond the estate's manager (R15)."""
        _live, holder = self._live()
        return None if holder.id == self.site.manager.id else holder.superior or self.site.manager

    def _climb(self, at: datetime) -> Person:
        live, _holder = self._live()
        superior = self.above
        assert superior is not None, "nobody is above the estate's manager"
        self.offer(at, SYSTEM, superior, level=live["level"] + 1)
        return superior

    def redispatch(self, at: datetime, to: Person) -> None:
        """The second dispatch, which the clock makes (R17)."""
        self.offer(at, SYSTEM, to, mode=Mode.REDISPATCH)

    def recall(self, at: datetime, by: Person, reason: str) -> None:
        _live, holder = self._live()
        self._let_go(at, by)
        self.ticket["state"] = State.REGISTERED
        self.happened(at, Recalled(holder.name, reason), by.principal)
        self.drop(at, ACCEPT, ARRIVAL, REDISPATCH, DISPATCH)
        self.arm(DISPATCH, at)

    def reschedule(self, at: datetime, by: Person, appointment: datetime, appointee: Person, reason: str) -> None:
        """A new time, agreed with the resident (R16)."""
        if self.live is not None:
            self._let_go(at, by)
        self.ticket |= {"state": State.REGISTERED, "appointment_at": appointment, "appointee_id": appointee.id}
        self.happened(at, Rescheduled(appointment.isoformat(), reason, appointee.name), by.principal)
        self.meet(FIRST_REPLY, at)
        self.drop(at, ACCEPT, ARRIVAL, DISPATCH, REDISPATCH, *WAITING)
        self.arm(REDISPATCH, at, appointment - timedelta(minutes=30))

    def _let_go(self, at: datetime, by: Person) -> None:
        live, _holder = self._live()
        live |= {"state": AssignmentState.RECALLED, "answered_at": at, "answered_by": by.name}
        self.ticket |= {"assignee_id": None, "accepted_at": None, "arrival_promised_at": None}
        self.live = self.holder = None

    def _live(self) -> tuple[dict[str, Any], Person]:
        assert self.live is not None and self.holder is not None, "nobody holds this ticket"
        return self.live, self.holder
