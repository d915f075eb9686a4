"""What the dispatch board reads: its people, their jobs, appointments, what waits for somebody, the head's figures."""

from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from dispatch.cards import COLUMNS
from dispatch.enums import LIVE
from dispatch.models import Assignment
from servicedesk.people import duty
from servicedesk.people.enums import Role, ShiftKind
from servicedesk.people.models import Posting, StaffMember
from servicedesk.tenancy.prepared import Prepared
from tickets.enums import OPEN, State
from tickets.models import Ticket

SOON = timedelta(minutes=30)


def crew(estate_id: UUID, at: datetime) -> QuerySet[Any]:
    """The estate's technicians and supervisors with the end of their shift (`shift_ends`)."""
    shift = duty.running(at, [estate_id]).filter(staff=OuterRef("pk"))
    here = Exists(Posting.objects.filter(staff=OuterRef("pk"), estate_id=estate_id))
    ends = Subquery(shift.exclude(kind=ShiftKind.STANDBY).order_by("-ends_at").values("ends_at")[:1])
    people = StaffMember.objects.filter(here, active=True, role__in=(Role.TECHNICIAN, Role.SUPERVISOR))
    return people.annotate(shift_ends=ends).order_by(F("role").desc(), "employee_no")


def live(skill: str, urgent: bool, estate_id: UUID) -> QuerySet[Any]:
    """Who is asked or has accepted, and for what: staff, state, and the card's columns."""
    rows = Assignment.objects.filter(narrowed(skill, urgent, "ticket__"), state__in=LIVE, ticket__estate_id=estate_id)
    rows = rows.filter(ticket__state__in=OPEN).order_by("ticket__due_at", "offered_at")
    return rows.values_list("staff_id", "state", *(f"ticket__{one}" for one in COLUMNS))


def booked(skill: str, urgent: bool, estate_id: UUID, begin: datetime, end: datetime) -> QuerySet[Any]:
    """Appointments in that time, agreed with a technician: he, and the card's columns."""
    rows = Ticket.objects.filter(estate_id=estate_id, state=State.REGISTERED, appointee__isnull=False)
    rows = rows.filter(narrowed(skill, urgent), appointment_at__gte=begin, appointment_at__lt=end)
    return rows.order_by("appointment_at").values_list("appointee_id", *COLUMNS)


def unassigned(skill: str, urgent: bool, estate_id: UUID, end_of_day: datetime) -> QuerySet[Any]:
    """What somebody must be found for: registered and not agreed for later, or dispatched with nobody left to ask."""
    held = Exists(Assignment.objects.filter(ticket=OuterRef("pk"), state__in=LIVE))
    later = Q(appointment_at__gte=end_of_day) | Q(appointment_at__isnull=False, appointee__isnull=False)
    rows = Ticket.objects.filter(narrowed(skill, urgent), estate_id=estate_id, state__in=OPEN)
    rows = rows.filter((Q(state=State.REGISTERED) & ~later) | (Q(state=State.DISPATCHED) & ~held))
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk").values_list(*COLUMNS)


def narrowed(skill: str, urgent: bool, prefix: str = "") -> Q:
    """Tickets of one kind of work ('' any), and the urgent ones alone."""
    found = Q(**{f"{prefix}skill": skill}) if skill else Q()
    return found & Q(**{f"{prefix}urgent": True}) if urgent else found


def figures(
    estate_id: UUID, at: datetime, soon: datetime, first: datetime, second: datetime, week: datetime
) -> QuerySet[Any]:
    """The head's figures, in one query over the open tickets: overdue, due soon, agreed for tomorrow, for the week."""
    running = Q(due_paused=False, due_at__isnull=False)
    agreed = Q(state=State.REGISTERED)
    rows = Ticket.objects.filter(estate_id=estate_id, state__in=OPEN).values("estate_id")
    return rows.annotate(
        breached=Count("pk", filter=running & Q(due_at__lte=at)),
        soon=Count("pk", filter=running & Q(due_at__gt=at, due_at__lte=soon)),
        tomorrow=Count("pk", filter=agreed & Q(appointment_at__gte=first, appointment_at__lt=second)),
        week=Count("pk", filter=agreed & Q(appointment_at__gte=at, appointment_at__lt=week)),
    ).values_list("breached", "soon", "tomorrow", "week")


CREW = Prepared(crew, UUID, datetime)
FIGURES = Prepared(figures, UUID, *[datetime] * 5)


@lru_cache(maxsize=64)
def rows_of(skill: str, urgent: bool) -> tuple[Prepared, Prepared, Prepared]:
    """`live`, `booked` and `unassigned` of a board that is narrowed to this."""
    return (
        Prepared(partial(live, skill, urgent), UUID),
        Prepared(partial(booked, skill, urgent), UUID, datetime, datetime),
        Prepared(partial(unassigned, skill, urgent), UUID, datetime),
    )
