"""The climb: refused or unanswered, the offer goes up the chain of superiors, to the estate manager at last (R15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.db.transaction import atomic

from dispatch.actions.placing import Rung, end, place_above, said_of
from dispatch.clock import ACCEPT, CLAIM, REDISPATCH
from dispatch.enums import AssignmentState, Mode
from dispatch.events import Exhausted, Expired
from dispatch.models import Assignment
from servicedesk.journal.record import build, record_all
from servicedesk.messaging.notify import Letter, queue, tell_staff, to_staff
from servicedesk.people.enums import ALL_ESTATES
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import SYSTEM
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Drop
from tickets import states
from tickets.actions.steps import finish, lock_all
from tickets.clock import DISPATCH, people
from tickets.models import Ticket


@dataclass(frozen=True)
class Unanswered:
    """The deadline of an offer passed: of which ticket, by which timer, when."""

    ticket_id: UUID
    timer_id: UUID
    at: datetime


@atomic
def expire(unanswered: Sequence[Unanswered]) -> None:
    """Nobody answered these offers by their deadlines: they climb, all in one go, as an outage leaves many (R15).

    Called by the clock, which holds the tickets' clocks; an offer that was answered stays as it is.
    """
    tickets = lock_all([one.ticket_id for one in unanswered])
    offers = Assignment.objects.filter(ticket__in=tickets, state=AssignmentState.OFFERED)
    open_offers = {offer.ticket_id: offer for offer in offers.select_related("staff", "department", "pool_department")}
    expired = [(tickets[one.ticket_id], open_offers[one.ticket_id], one) for one in unanswered
               if one.ticket_id in open_offers]  # fmt: skip
    at = now()
    for _ticket, offer, _one in expired:
        end(offer, AssignmentState.EXPIRED, at=at, by=SYSTEM.name)
    Assignment.objects.save_all([offer for _t, offer, _o in expired], "state", "reason", "answered_at", "answered_by")
    events = [
        build(ticket, Expired(str(offer.pk), said_of(offer)), actor=SYSTEM, at=one.at, timer_id=one.timer_id)
        for ticket, offer, one in expired
    ]
    record_all(events, [ticket for ticket, _offer, _one in expired])
    queue(letter for ticket, offer, _one in expired if offer.mode == Mode.CLAIM for letter in unclaimed(ticket, offer))
    climb_all([(ticket, offer) for ticket, offer, _one in expired])


def unclaimed(ticket: Ticket, offer: Assignment) -> list[Letter]:
    """The desk hears that nobody of the group took it, while the offer climbs (R13, R15)."""
    return [
        to_staff(person, "dispatch.unclaimed", subject=ticket, urgent=ticket.urgent, key=f"unclaimed:{offer.pk}",
                 params={"place": ticket.place})
        for person in people(ticket, ["owner"])
    ]  # fmt: skip


def climb(ticket: Ticket, after: Assignment) -> Assignment | None:
    """The next superior who was not asked in this climb, up to the estate manager (R15)."""
    return climb_all([(ticket, after)])[0]


def climb_all(ended: Sequence[tuple[Ticket, Assignment]]) -> list[Assignment | None]:
    """The next offer of each, or None where everybody was asked."""
    for ticket, _after in ended:
        states.climb(ticket)
    found = next_superiors(ended)
    rungs = [Rung(*one, person) for one, person in zip(ended, found, strict=True) if person is not None]
    placed = {assignment.ticket_id: assignment for assignment in place_above(rungs)}
    for (ticket, after), superior in zip(ended, found, strict=True):
        if superior is None:
            exhaust(ticket, after)
    return [placed.get(ticket.pk) for ticket, _after in ended]


def next_superiors(ended: Sequence[tuple[Ticket, Assignment]]) -> list[StaffMember | None]:
    """Up the chains of `reports_to` from the last ones asked, level by level for all; the estate manager ends each."""
    asked = asked_before(ended)
    superiors: dict[UUID, Any] = {}
    leaders = leaders_of(ended, superiors)
    walks = [
        Walk(ticket, after.staff or leaders[after.pk], asked[ticket.pk], led=after.staff is None)
        for ticket, after in ended
    ]
    while going := [walk for walk in walks if walk.goes_on]:
        read_missing(superiors, {walk.person.reports_to_id for walk in going})
        for walk in going:
            walk.up(superiors)
    known: dict[Any, list[StaffMember]] = {}
    return [walk.found or walk.manager(known) for walk in walks]


def leaders_of(ended: Sequence[tuple[Ticket, Assignment]], superiors: dict[UUID, Any]) -> dict[UUID, Any]:
    """Who answers for a department or a group that nobody of which went: its head, else the trade's supervisor."""
    known: dict[Any, list[StaffMember]] = {}
    found: dict[UUID, Any] = {}
    for ticket, after in ended:
        if after.staff is None:
            department = after.department or after.pool_department
            head = department.head_id if department else None
            found[after.pk] = head or next((one.pk for one in people(ticket, ["supervisor"], known)), None)
    read_missing(superiors, {key for key in found.values() if key is not None})
    return {key: superiors.get(leader) for key, leader in found.items()}


def asked_before(ended: Sequence[tuple[Ticket, Assignment]]) -> dict[UUID, set[UUID]]:
    """By ticket, who was asked in this climb."""
    climbs = {ticket.pk: after.climb for ticket, after in ended}
    rows = Assignment.objects.filter(ticket__in=climbs).values_list("ticket_id", "climb", "staff_id")
    found: dict[UUID, set[UUID]] = {key: set() for key in climbs}
    for ticket_id, number, staff_id in rows:
        if number == climbs[ticket_id] and staff_id:
            found[ticket_id].add(staff_id)
    return found


def read_missing(superiors: dict[UUID, Any], keys: Iterable[UUID]) -> None:
    """Add those not read yet, each with the estates of his postings."""
    wanted = set(keys) - superiors.keys()
    if wanted:
        estates = ArrayAgg("postings__estate_id", filter=Q(postings__isnull=False), default=[])
        superiors.update(StaffMember.objects.annotate(works_in=estates).in_bulk(wanted))


class Walk:
    """One way up, until somebody is found who works here and was not asked."""

    def __init__(self, ticket: Ticket, person: Any, asked: set[UUID], *, led: bool = False) -> None:
        self.ticket, self.person, self.asked = ticket, person, asked
        # Where a department or a group was asked, its leader is the first to be asked by name.
        self.found: StaffMember | None = person if led and person is not None and self.may_ask(person) else None
        self.passed: set[UUID] = set()

    @property
    def goes_on(self) -> bool:
        """The estate manager ends it, whoever he reports to."""
        person = self.person
        last = person is None or person.reports_to_id is None or person.pk == self.ticket.estate.manager_id
        return self.found is None and not last

    def up(self, superiors: dict[UUID, Any]) -> None:
        """One level. A chain that runs in a circle ends where it began."""
        person = superiors[self.person.reports_to_id]
        self.person = None if person.pk in self.passed else person
        self.passed.add(person.pk)
        if self.person and self.may_ask(person):
            self.found = person

    def may_ask(self, person: Any) -> bool:
        """Works here, and was not asked in this climb."""
        here = person.role in ALL_ESTATES or self.ticket.estate_id in person.works_in
        return bool(person.active and here and person.pk not in self.asked)

    def manager(self, known: dict[Any, list[StaffMember]]) -> StaffMember | None:
        """The estate manager, if not asked yet."""
        managers = people(self.ticket, ["estate_manager"], known)
        return next((manager for manager in managers if manager.pk not in self.asked), None)


def exhaust(ticket: Ticket, after: Assignment) -> None:
    """Everybody was asked: desk and supervisor are told, and the dispatch clock runs anew (R16 comes next)."""
    ticket.assignee, at = None, now()
    asked = ticket.assignments.filter(climb=after.climb).count()
    # From the appointment on its own ladder has ended too: what holds is that nobody can go (R17).
    over = ticket.appointment_at is not None and ticket.appointment_at <= at
    ended = Drop((ACCEPT, CLAIM, REDISPATCH) if over else (ACCEPT, CLAIM))
    finish(ticket, Exhausted(asked), ended, Arm(DISPATCH, at), actor=SYSTEM)
    for person in people(ticket, ["owner", "supervisor"]):
        tell_staff(
            person, "dispatch.exhausted", subject=ticket, key=f"exhausted:{after.pk}", params={"place": ticket.place}
        )
