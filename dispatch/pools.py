"""The claim pool (抢单): who belongs to a group, what is held out to somebody, how many jobs he may hold (R13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from dispatch.enums import LIVE, AssignmentState, Mode, Pool
from dispatch.models import Assignment, JobLimit
from servicedesk.people import duty
from servicedesk.people.enums import Role
from servicedesk.people.models import Department, Posting, StaffMember
from tickets.enums import OPEN, State
from tickets.models import Ticket

GOES = (Role.TECHNICIAN, Role.SUPERVISOR)
# What one person is expected to have in hand at most, where the company says nothing else.
MOST_JOBS = 4


@dataclass(frozen=True)
class Group:
    """To whom a ticket is held out: those with a skill, of a department, or all who are on shift in its estate."""

    kind: str
    skill: str = ""
    department: Department | None = None


def group_of(assignment: Assignment) -> Group:
    return Group(assignment.pool, assignment.pool_skill, assignment.pool_department)


def on_shift(estate_id: Any, at: datetime) -> Exists:
    """Whether a member of staff is on shift or on stand-by in the estate."""
    return Exists(duty.running(at, [estate_id]).filter(staff=OuterRef("pk")))


def members(ticket: Ticket, group: Group, at: datetime) -> QuerySet[StaffMember]:
    """Those of the ticket's estate who may take it."""
    posted = Posting.objects.filter(staff=OuterRef("pk"), estate_id=ticket.estate_id)
    if group.kind == Pool.DEPARTMENT:
        posted = posted.filter(department=group.department)
    people = StaffMember.objects.filter(Exists(posted), active=True, role__in=GOES)
    if group.kind == Pool.SKILL:
        people = people.filter(skills__contains=[group.skill])
    elif group.kind == Pool.SHIFT:
        people = people.filter(on_shift(ticket.estate_id, at))
    return people.order_by("employee_no")


def to_be_told(ticket: Ticket, group: Group, at: datetime) -> list[StaffMember]:
    """Those of the group who are on shift; all of them where nobody is."""
    people: list[Any] = list(members(ticket, group, at).annotate(ready=on_shift(ticket.estate_id, at)))
    return [person for person in people if person.ready] or people


def held_out_to(person: StaffMember, at: datetime) -> QuerySet[Assignment]:
    """The open pools this person belongs to, the most pressing first: one query."""
    mine = Posting.objects.filter(staff=person, estate=OuterRef("ticket__estate"))
    here = duty.running(at).filter(staff=person, estate=OuterRef("ticket__estate"))
    fits = (
        Q(pool=Pool.SKILL, pool_skill__in=person.skills)
        | Q(Exists(mine.filter(department=OuterRef("pool_department"))), pool=Pool.DEPARTMENT)
        | Q(Exists(here), pool=Pool.SHIFT)
    )
    open_pools = Assignment.objects.filter(fits, Exists(mine), mode=Mode.CLAIM, state=AssignmentState.OFFERED)
    open_pools = open_pools.filter(ticket__state=State.DISPATCHED)
    rows = open_pools.select_related("ticket__estate", "ticket__unit", "ticket__reporter", "pool_department")
    return rows.order_by("ticket__due_at", "pk")


def jobs_in_hand(staff_id: UUID, but: Ticket | None = None) -> int:
    """Offers and acceptances that hold this person now."""
    live = Assignment.objects.filter(staff_id=staff_id, state__in=LIVE, ticket__state__in=OPEN)
    return live.exclude(ticket=but).count() if but is not None else live.count()


def most_jobs(estate_id: Any) -> int:
    """How many open jobs one may take for himself here: by the estate's row, else the company's, else the default."""
    rows = JobLimit.objects.filter(Q(estate_id=estate_id) | Q(estate=None))
    found = {row.estate_id: row.most for row in rows}
    return int(found.get(estate_id, found.get(None, MOST_JOBS)))
