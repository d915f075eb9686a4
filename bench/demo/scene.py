"""The hands of the live stories: each method is one real action, done by whoever would do it."""

from collections import deque
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from bench.demo.catalogue import HOUSEHOLD, PUBLIC, Fault
from bench.demo.chronicle import ticket_series
from bench.demo.dice import minutes
from bench.demo.signatures import draw
from bench.demo.world import Person, Site, Spot, World
from billing import actions as billing
from billing.quotes.actions import propose
from billing.quotes.consenting import consent
from billing.quotes.lines import Line
from dispatch import actions as dispatch
from dispatch.models import Assignment
from servicedesk.journal.models import Counter
from servicedesk.people.enums import Trade
from servicedesk.people.principal import Principal
from servicedesk.timers.now import now
from tickets import actions as tickets
from tickets.callbacks import actions as callbacks
from tickets.callbacks.calling import Said
from tickets.callbacks.notices import actions as notices
from tickets.complaints import actions as complaints
from tickets.enums import Channel, Grade, Kind
from tickets.models import Ticket
from tickets.photos import Picture
from visits import actions as visits
from visits import checklists

# Places left free in the numbers of a day for the live tickets.
Places = dict[str, deque[int]]


class Scene:
    """One estate today."""

    def __init__(self, world: World, site: Site, random: Random, present: datetime, places: Places) -> None:
        self.world, self.site, self.random, self.present, self.places = world, site, random, present, places
        self.stretch = random.uniform(0.8, 1.2)
        # What two stories share: where it drips, and the ticket about it.
        self.spot: Spot | None = None
        self.first = UUID(int=0)

    def ago(self, *, h: float = 0, m: float = 0) -> datetime:
        """So long before the present, give or take what keeps estates from marching in step."""
        back = (timedelta(hours=h) + minutes(m)) * self.stretch
        return self.present - back + timedelta(seconds=self.random.uniform(-8, 8))

    @property
    def desk(self) -> Principal:
        """Whoever holds the desk at this moment."""
        return self.site.at_desk(now()).principal

    def fault(self, skill: str) -> Fault:
        return self.random.choice([fault for fault in HOUSEHOLD if fault.skill == skill])

    def home(self) -> Spot:
        return self.random.choice([home for home in self.site.homes if home.people])

    def register(
        self, said: str, *, kind: Kind = Kind.HOUSEHOLD_REPAIR, skill: str = "", urgent: bool = False,
        channel: str = Channel.PHONE, spot: Spot | None = None, by: Principal | None = None, major: bool = False,
        **more: Any,
    ) -> UUID:  # fmt: skip
        """A ticket with the number that was kept for it."""
        spot = spot or self.home()
        caller = self.random.choice(spot.people) if spot.people else None
        self.take_number()
        report = tickets.Report(
            estate_id=self.site.id, kind=kind, channel=channel, description=said, urgent=urgent, unit_id=spot.unit_id,
            area_id=spot.area_id, skill=skill, reporter_id=caller.id if caller else None, major=major,
            contact_name=caller.salutation if caller else "", contact_phone=caller.phone if caller else "",
            **more,
        )  # fmt: skip
        pk: UUID = tickets.register(actor=by or self.desk, report=report).pk
        return pk

    def take_number(self) -> None:
        series = ticket_series(self.site.code, now())
        ordinal = self.places[series].popleft()
        Counter.objects.update_or_create(series=f"ticket:{series}", defaults={"value": ordinal - 1})

    def broken(self, fault: Fault, **more: object) -> UUID:
        """A household's fault, reported."""
        return self.register(fault.said, skill=fault.skill, urgent=fault.urgent, **more)  # type: ignore[arg-type]

    def broken_area(self, skill: str) -> UUID:
        """A public fault, found on patrol or reported by staff."""
        fault = self.random.choice([fault for fault in PUBLIC if fault.skill == skill])
        spot = self.random.choice(self.site.areas)
        channel = self.random.choice((Channel.PATROL, Channel.STAFF))
        return self.register(fault.said, kind=Kind.PUBLIC_REPAIR, skill=skill, channel=channel, spot=spot)

    def able(self, skill: str) -> Person:
        """Somebody with the skill who is on duty, the least busy first."""
        found = self.site.able(skill, now())
        busy = list(Ticket.objects.open().filter(estate_id=self.site.id).values_list("assignee_id", flat=True))
        return min(found, key=lambda person: (busy.count(person.id), person.employee_no))

    def holder(self, ticket: UUID) -> Principal:
        """Whoever the ticket is with."""
        staff_id = Ticket.objects.values_list("assignee_id", flat=True).get(pk=ticket)
        return next(person.principal for person in self.world.staff if person.id == staff_id)

    def send(self, ticket: UUID, to: Person | None = None) -> None:
        skill = Ticket.objects.values_list("skill", flat=True).get(pk=ticket)
        dispatch.offer(ticket_id=ticket, actor=self.desk, staff_id=(to or self.able(skill)).id)

    def tell(self, ticket: UUID, to: Person, arrival: datetime | None = None) -> None:
        """By phone (R13)."""
        dispatch.verbal(ticket_id=ticket, actor=self.desk, staff_id=to.id, arrival_at=arrival, reason="当班最近")

    def accept(self, ticket: UUID, arrival: datetime | None = None) -> None:
        dispatch.accept(ticket_id=ticket, actor=self.holder(ticket), arrival_at=arrival)

    def refuse(self, ticket: UUID, reason: str) -> Assignment | None:
        return dispatch.refuse(ticket_id=ticket, actor=self.holder(ticket), reason=reason)

    def arrive(self, ticket: UUID) -> None:
        visits.arrive(ticket_id=ticket, actor=self.holder(ticket))

    def begin(self, ticket: UUID, price: str = "") -> None:
        """Price told, if there is one, then let in."""
        actor = self.holder(ticket)
        if price:
            propose(ticket_id=ticket, actor=actor, lines=[Line(item_id=self.world.prices[price])])
            name = Ticket.objects.get(pk=ticket).contact_name or "业户"
            consent(ticket_id=ticket, actor=actor, means="phone", name=name, phone="13800000000")
        found = Ticket.objects.get(pk=ticket)
        ticks = [line.key for line in checklists.current(found).entering]
        visits.let_in(ticket_id=ticket, actor=actor, by=found.contact_name, checks=ticks)

    def finish(self, ticket: UUID, fault: Fault, paid: Decimal | None = None) -> None:
        """Work recorded, money taken, signed off."""
        actor = self.holder(ticket)
        ticks = [line.key for line in checklists.current(Ticket.objects.get(pk=ticket)).at_end]
        visits.record_work(ticket_id=ticket, actor=actor, findings=fault.found, work_done=fault.done, checks=ticks)
        if paid:
            billing.pay(ticket_id=ticket, actor=actor, amount=paid, method=self.random.choice(("wechat", "cash")))
        reason = "业户不方便签字，电话确认"
        visits.sign_off(ticket_id=ticket, actor=actor, unsigned_reason=reason, fee="" if paid else "free")

    def review(self, ticket: UUID) -> None:
        picture = Picture(draw(self.random), "png", "image/png")
        visits.review(
            ticket_id=ticket, actor=self.site.supervisor.principal, approve_unsigned=True, signature=picture
        )  # fmt: skip

    def call(self, ticket: UUID, outcome: str, grade: str = "", reason: str = "") -> None:
        hour = "和业户约好的时间"
        callbacks.attempt(
            ticket_id=ticket, actor=self.desk, outcome=outcome, grade=grade, reason=reason, out_of_hours=hour
        )

    def notice(self, ticket: UUID, grade: str, reason: str) -> None:
        """Not satisfied: an opinion notice to engineering, signed for by its head (R26)."""
        department = next(pk for key, pk in self.world.departments.items() if key == Trade.ENGINEERING)
        said = Said("reached", grade, reason, any_hour=True)
        notices.issue_notice(
            ticket_id=ticket, actor=self.desk, department_id=department, demand="今天处理好", said=said
        )  # fmt: skip
        notices.acknowledge_notice(ticket_id=ticket, actor=self.engineering_head.principal)

    def answer(self, ticket: UUID, done: str) -> None:
        """The department's answer, to be told (R26)."""
        head = self.engineering_head
        notices.answer_notice(ticket_id=ticket, actor=head.principal, done=done, done_by=head.name)

    @property
    def engineering_head(self) -> Person:
        return next(person for key, person in self.world.heads.items() if key == Trade.ENGINEERING)

    def content(self, ticket: UUID) -> None:
        self.call(ticket, "reached", self.random.choice((Grade.VERY_SATISFIED, Grade.SATISFIED)))

    def hand_off(self, ticket: UUID, *trades: str) -> None:
        departments = [pk for key, pk in self.world.departments.items() if key in trades]
        complaints.hand_off(ticket_id=ticket, actor=self.desk, department_ids=departments)

    def findings(self, ticket: UUID, trade: str, *words: str) -> None:
        """Cause, corrective and preventive action, by the department's head; his superior has not approved them."""
        head = next(person for key, person in self.world.heads.items() if key == trade)
        cause, corrective, preventive = words
        complaints.write_correction(
            ticket_id=ticket, actor=self.desk, writer_id=head.id, cause=cause, corrective_action=corrective,
            preventive_action=preventive,
        )  # fmt: skip

    def sign_form(self, ticket: UUID, trade: str) -> None:
        head = next(person for key, person in self.world.heads.items() if key == trade)
        complaints.sign_handoff(ticket_id=ticket, actor=self.desk, recipient_id=head.id)
