"""What became of each call of the past ninety days."""

from dataclasses import replace
from datetime import datetime

from bench.demo.aftermath import Aftermath
from bench.demo.catalogue import (
    CANCELS,
    COMPLAINTS,
    HOUSEHOLD,
    INQUIRIES,
    PRAISES,
    PUBLIC,
    REFUSALS,
    RESCHEDULES,
    SPECIAL,
    SUGGESTIONS,
    THANKS,
    URGENT,
    VENTING,
    Fault,
)
from bench.demo.dice import LATE, minutes
from bench.demo.work import Working
from bench.demo.world import DAY, ZONE, Person
from dispatch.enums import Mode
from servicedesk.people.enums import Trade
from tickets.enums import Channel, Kind, Resolution, Validity

CHANNELS = {
    Channel.PHONE: 60, Channel.WEB: 14, Channel.WALK_IN: 9, Channel.STAFF: 5, Channel.INTERCOM: 4,
    Channel.HOME_VISIT: 2,    Channel.BOX: 1, Channel.HEAD_OFFICE: 1, Channel.HOTLINE: 1,
}  # fmt: skip
PUBLIC_CHANNELS = {Channel.PHONE: 40, Channel.PATROL: 28, Channel.STAFF: 16, Channel.WEB: 10, Channel.WALK_IN: 6}
KINDS = {
    Kind.HOUSEHOLD_REPAIR: 49, Kind.PUBLIC_REPAIR: 21, Kind.INQUIRY: 12, Kind.COMPLAINT: 7, Kind.SPECIAL_SERVICE: 6,
    Kind.SUGGESTION: 3, Kind.PRAISE: 2,
}  # fmt: skip
FAULTS = {Kind.HOUSEHOLD_REPAIR: HOUSEHOLD, Kind.PUBLIC_REPAIR: PUBLIC, Kind.SPECIAL_SERVICE: SPECIAL}
TALK = {Kind.SUGGESTION: SUGGESTIONS, Kind.PRAISE: PRAISES}


class Stories(Aftermath):
    """Tells a ticket from its call to its end."""

    def tell(self, life: Working, at: datetime) -> None:
        """One call, of some kind."""
        kind = self.pick(KINDS)
        desk = life.site.at_desk(at)
        if kind == Kind.COMPLAINT:
            self.complaint(life, at, desk)
        elif kind in FAULTS:
            self.repair(life, at, desk, kind, urgent=kind == Kind.HOUSEHOLD_REPAIR and self.chance(0.05))
        else:
            self.talk(life, at, desk, kind)

    def channel(self, at: datetime, kind: Kind) -> Channel:
        """By night the command centre takes most calls."""
        hour = at.astimezone(ZONE).hour
        if not DAY[0] <= hour < DAY[1] and self.chance(0.6):
            return Channel.NIGHT
        return self.pick(PUBLIC_CHANNELS if kind == Kind.PUBLIC_REPAIR else CHANNELS)

    def note(self, life: Working, at: datetime, desk: Person, kind: Kind, said: str, fault: Fault | None = None,
             **more: object) -> None:  # fmt: skip
        """Register it at a fitting place."""
        spot = self.one(life.site.areas if kind == Kind.PUBLIC_REPAIR else life.site.homes)
        channel = self.channel(at, kind)
        if not spot.people and channel not in (Channel.PATROL, Channel.STAFF):
            spot = replace(spot, people=self.one(life.site.homes).people)
        external = f"12345-{self.random.randrange(10**8):08d}" if channel == Channel.HOTLINE else ""
        life.register(
            at, desk, spot, kind=kind, channel=channel, said=said, skill=fault.skill if fault else "",
            urgent=bool(fault and fault.urgent), external=external, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def talk(self, life: Working, at: datetime, desk: Person, kind: Kind) -> None:
        """Answered on the spot, some after asking around (R8)."""
        said, words = self.one(INQUIRIES) if kind == Kind.INQUIRY else (self.one(TALK[kind]), THANKS)
        self.note(life, at, desk, kind, said)
        life.answer(at + (self.between(1, 8) if self.chance(0.8) else self.within(120)), desk, words)

    def complaint(self, life: Working, at: datetime, desk: Person) -> None:
        """Communicative ones are heard and answered; valid ones go to a department within the hour (R5)."""
        if self.chance(0.35):
            self.note(life, at, desk, Kind.COMPLAINT, self.one(VENTING), validity=Validity.COMMUNICATIVE)
            life.answer(at + self.between(4, 25), desk, "已耐心解释，业户表示理解。")
            return
        said, trade, major = self.one(COMPLAINTS)
        self.note(life, at, desk, Kind.COMPLAINT, said, major=major)
        signed_at = self.handoff(life, at, desk, trade)
        head = life.world.heads[trade]
        offered_at = signed_at + self.between(2, 15)
        life.offer(offered_at, desk.principal, head, mode=Mode.VERBAL)
        life.accept(offered_at, desk.principal, None, Mode.VERBAL)
        life.arrive(offered_at + self.within(30))
        self.investigate(life, said)

    def handoff(self, life: Working, at: datetime, desk: Person, trade: Trade) -> datetime:
        """Handed over and signed for, mostly inside the hour; now and then returned first."""
        sent = at + self.between(3, 20)
        if trade != Trade.CUSTOMER_SERVICE and self.chance(0.06):
            form = life.hand_off(sent, desk, Trade.CUSTOMER_SERVICE)
            sent += self.between(4, 15)
            life.return_handoff(sent, form, Trade.CUSTOMER_SERVICE, "不属本部门职责，请转责任部门")
            sent += self.between(1, 5)
        form = life.hand_off(sent, desk, trade)
        hour = (at + minutes(60) - sent) / minutes(1)
        signed_at = sent + self.within(max(hour, 5), 0.07)
        life.sign_handoff(signed_at, form, trade, life.world.heads[trade])
        return signed_at

    def repair(self, life: Working, at: datetime, desk: Person, kind: Kind, *, urgent: bool) -> None:
        """Registered, dispatched, visited, and all that follows."""
        fault = self.one(URGENT) if urgent else self.fault(FAULTS[kind], at)
        self.note(life, at, desk, kind, fault.said, fault)
        if not urgent and self.chance(0.025):
            life.cancel(at + self.between(3, 9), desk, self.one((Resolution.BY_REPORTER, Resolution.NOT_OURS)),
                        self.one(CANCELS))  # fmt: skip
        elif not urgent and (kind == Kind.SPECIAL_SERVICE or self.chance(0.04)):
            self.visit(life, *self.by_appointment(life, at, desk), fault)
        else:
            self.visit(life, *self.dispatch(life, at, desk, urgent), fault)

    def by_appointment(self, life: Working, at: datetime, desk: Person) -> tuple[datetime, datetime | None]:
        """A later time is agreed; 30 minutes before, the second dispatch goes out (R16, R17)."""
        agreed = at + self.between(2, 8)
        appointment = self.morning_after(at, 1 + self.chance(0.3))
        technician = self.one(life.site.able(life.ticket["skill"], appointment))
        life.reschedule(agreed, desk, appointment, technician, self.one(RESCHEDULES))
        offered = appointment - minutes(30)
        life.redispatch(offered, technician)
        accepted = offered + self.between(1, 13)
        life.accept(accepted, technician.principal, appointment)
        return accepted, appointment

    def dispatch(self, life: Working, at: datetime, desk: Person, urgent: bool) -> tuple[datetime, datetime | None]:
        """Offered to somebody able, accepted by him or above him. Returns when, and the time he promised."""
        sent = at + self.within(3 if urgent else 10)
        technician = self.one(life.site.able(life.ticket["skill"], sent))
        if self.chance(0.2):
            life.offer(sent, desk.principal, technician, mode=Mode.VERBAL)
            return self.accepted(life, sent, urgent, desk)
        life.offer(sent, desk.principal, technician)
        answered = sent + self.between(0.3, 1.8 if urgent else 4.4)
        if self.chance(0.06) and life.above:
            technician = life.refuse(answered, self.one(REFUSALS))
            answered += self.between(0.3, 1.8 if urgent else 4)
        if self.chance(0.04) and life.above:
            expired, technician = life.expire()
            answered = expired + self.between(0.3, 1.8 if urgent else 4)
        return self.accepted(life, answered, urgent, technician)

    def accepted(self, life: Working, at: datetime, urgent: bool, by: Person) -> tuple[datetime, datetime | None]:
        """He promises a time, or the policy's time holds."""
        promise = self.chance(0.7) and not urgent
        promised = at + minutes(self.random.choice((20, 25, 30, 40, 60))) if promise else None
        mode = Mode.VERBAL if life.live and life.live["mode"] == Mode.VERBAL else None
        life.accept(at, by.principal, promised, mode)
        return at, promised

    def visit(self, life: Working, accepted: datetime, promised: datetime | None, fault: Fault) -> None:
        """The trip; some find nobody, some wait for parts and go again."""
        arrived = self.arrival(life, accepted, promised)
        life.arrive(arrived)
        if life.ticket["unit_id"] and not fault.urgent and self.chance(0.025):
            self.second_trip(life, life.no_access(arrived + minutes(1)), fault)
        elif fault.part and not fault.urgent and self.chance(0.05):
            looked = arrived + self.between(10, 25)
            until = self.morning_after(arrived, self.random.choice((1, 2)))
            technician = life.holder
            life.suspend(looked, until, f"等{fault.part}到货")
            self.second_trip(life, until - self.between(10, 40), fault, technician)
        else:
            self.settle(life, arrived, fault)

    def arrival(self, life: Working, accepted: datetime, promised: datetime | None) -> datetime:
        """Before the promised time, mostly (R18)."""
        due = promised or accepted + minutes(15 if life.ticket["urgent"] else 30)
        if self.chance(LATE * 1.3):
            return due + self.between(1, 25)
        return max(due - self.between(0.5, 15), accepted + minutes(1.5))

    def second_trip(self, life: Working, after: datetime, fault: Fault, technician: Person | None = None) -> None:
        """Somebody goes again: when the resident is back, or the parts are there."""
        at = after if technician else self.same_day(after)
        desk = life.site.at_desk(at)
        life.offer(at, desk.principal, technician or self.one(life.site.able(fault.skill, at)))
        accepted, promised = self.accepted(life, at + self.between(0.4, 4), False, life.holder or desk)
        arrived = self.arrival(life, accepted, promised)
        life.arrive(arrived)
        self.settle(life, arrived, fault)
