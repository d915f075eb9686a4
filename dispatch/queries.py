"""Who to send (R19): one query, whatever the number of staff."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.enums import LIVE, AssignmentState
from dispatch.models import Assignment
from servicedesk.people import duty
from servicedesk.people.enums import Role, ShiftKind, Skill, Trade
from servicedesk.people.models import Posting, StaffMember
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.now import now
from tickets.enums import OPEN
from tickets.models import Ticket

# Kinds of work that are a department's of their own.
TRADES = {Skill.SECURITY: Trade.SECURITY, Skill.CLEANING: Trade.CLEANING, Skill.GREENING: Trade.GREENING}


# Assignments that brought somebody to the place, or are about to.
WENT = (AssignmentState.ACCEPTED, AssignmentState.DONE)
# Behind everybody who has a place.
UNNUMBERED = 1000


@dataclass(frozen=True)
class Candidate:
    """One person who could be sent, with what speaks for and against him."""

    staff: StaffMember
    has_skill: bool
    on_shift: bool
    standby: bool
    load: int
    same_building: bool
    refused: bool
    # When he was last sent to this very place.
    last_here: datetime | None = None
    urgent: bool = False
    # His place on the duty roster's stand-by order; 0 without one.
    standby_order: int | None = None

    @property
    def ready(self) -> bool:
        return self.on_shift or self.standby

    @property
    def rank(self) -> tuple[Any, ...]:
        """Smaller is better: skill, on shift, not refused, load, same building; who leads goes when others cannot.

        An emergency takes the stand-by order: who is nearest the top of the duty roster (R19).
        """
        leads = self.staff.role != Role.TECHNICIAN
        if self.urgent:
            able = (not self.has_skill, self.refused, not self.ready)
            place = self.standby_order or UNNUMBERED
            return *able, not self.standby, place, leads, self.load, not self.same_building, self.staff.employee_no
        fits = (not self.has_skill, not self.on_shift, self.refused)
        near = (not self.same_building, self.last_here is None)
        return *fits, leads, self.load, *near, self.staff.employee_no

    @property
    def fit(self) -> str:
        """'best' is given by the list; 'possible', 'unskilled', 'refused', 'off' are this person's own."""
        if self.refused:
            return "refused"
        if not self.has_skill:
            return "unskilled"
        return "possible" if self.ready else "off"

    def reasons(self) -> list[str]:
        """What the clerk reads beside the name."""
        return [
            _("has the skill") if self.has_skill else _("lacks the skill"),
            _("on shift") if self.on_shift else _("on stand-by") if self.standby else _("off shift"),
            _("{n} in hand").format(n=self.load),
            *([_("in the same building")] if self.same_building else []),
            *([_("here before, {day}").format(day=day_of(self.last_here))] if self.last_here else []),
            *([_("refused this one")] if self.refused else []),
        ]


def candidates(ticket: Ticket) -> list[Candidate]:
    """Everybody of the estate who goes out, best first (R19)."""
    found = [candidate(ticket, person) for person in asked(ticket)]
    return sorted(found, key=lambda one: one.rank)


def candidate(ticket: Ticket, person: Any) -> Candidate:
    return Candidate(
        person,
        not ticket.skill or ticket.skill in person.skills,
        person.on_shift,
        person.standby,
        person.load,
        person.same_building,
        person.refused,
        person.last_here,
        ticket.urgent,
        person.standby_order,
    )


def day_of(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%m-%d}"


def asked(ticket: Ticket) -> list[Any]:
    """The estate's technicians and supervisors with everything that ranks them."""
    given = (ticket.pk, ticket.estate_id, now(), ticket.building_id)
    if ticket.unit_id:
        return ASKED_OF_UNIT(*given, ticket.unit_id)
    return ASKED_OF_AREA(*given, ticket.area_id)


def crew(place: str, ticket_id: UUID, estate_id: UUID, at: datetime, building_id: UUID, place_id: UUID) -> Any:
    """The query of `asked`. `place`: the ticket's column that says where, `unit_id` or `area_id`."""
    shift = duty.running(at, [estate_id]).filter(staff=OuterRef("pk"))
    mine = Assignment.objects.filter(staff=OuterRef("pk"), ticket=ticket_id)
    open_jobs = Ticket.objects.filter(assignee=OuterRef("pk"), state__in=OPEN).exclude(pk=ticket_id)
    near = open_jobs.filter(building_id=building_id)
    live = (
        Assignment.objects.filter(staff=OuterRef("pk"), state__in=LIVE, ticket__state__in=OPEN)
        .exclude(ticket=ticket_id)
        .order_by()
    )
    load = live.values("staff").annotate(n=Count("pk")).values("n")
    went = Assignment.objects.filter(staff=OuterRef("pk"), state__in=WENT).exclude(ticket=ticket_id)
    last = went.filter(**{f"ticket__{place}": place_id}).order_by("-offered_at").values("offered_at")[:1]
    standby = shift.filter(kind=ShiftKind.STANDBY).order_by(duty.UNNUMBERED_LAST, "standby_order")
    return (
        StaffMember.objects.filter(
            Exists(Posting.objects.filter(staff=OuterRef("pk"), estate_id=estate_id)),
            active=True,
            role__in=(Role.TECHNICIAN, Role.SUPERVISOR),
        )
        .annotate(
            on_shift=Exists(shift.exclude(kind=ShiftKind.STANDBY)),
            standby=Exists(standby),
            standby_order=Subquery(standby.values("standby_order")[:1]),
            last_here=Subquery(last),
            load=Coalesce(Subquery(load), Value(0)),
            same_building=Exists(near),
            refused=Exists(mine.filter(Q(state=AssignmentState.REFUSED) | Q(state=AssignmentState.EXPIRED))),
        )
        .order_by("employee_no")
    )


GIVEN = (UUID, UUID, datetime, UUID, UUID)
ASKED_OF_UNIT = Prepared(partial(crew, "unit_id"), *GIVEN)
ASKED_OF_AREA = Prepared(partial(crew, "area_id"), *GIVEN)


def best_candidate(ticket: Ticket) -> StaffMember | None:
    """The first of the list who can do it and is on shift; else the first who can; else nobody."""
    able = [one for one in candidates(ticket) if one.has_skill and not one.refused]
    ready = [one for one in able if one.on_shift or one.standby]
    return (ready or able)[0].staff if able else None
