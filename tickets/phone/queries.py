"""What waits for a person's departments: complaint forms to sign for and to answer, opinion notices (R5, R26)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from servicedesk.people.models import Department
from servicedesk.people.principal import Principal
from servicedesk.timers.enums import BREACH, LIVE
from servicedesk.timers.models import Timer
from tickets.callbacks.clock import HANDLING, NOTICE
from tickets.clock import HANDOFF
from tickets.complaints.clock import CORRECTIVE
from tickets.enums import State
from tickets.models import Correction, Handoff, OpinionNotice, Ticket

FORM, FINDINGS, OPINION = "form", "findings", "opinion"
# Which clocks of the ticket a task runs by.
CLOCKS = {FORM: (HANDOFF,), FINDINGS: (CORRECTIVE,), OPINION: (HANDLING, NOTICE)}
# More than this on one phone is read at a desk.
MOST = 60


@dataclass(frozen=True)
class Task:
    """One thing a department has to do: a form to sign for or return, findings to write, a notice to answer."""

    kind: str
    about: Any
    since: datetime
    clocks: list[Timer] = field(default_factory=list)

    @property
    def ticket(self) -> Ticket:
        found: Ticket = self.about.ticket
        return found

    @property
    def department(self) -> Department:
        found: Department = self.about.department
        return found

    @property
    def due_at(self) -> datetime | None:
        return min((clock.due_at for clock in self.clocks), default=None)


def his_departments(actor: Principal) -> Q:
    """Rows of a department that he belongs to in the ticket's estate, or heads; of the estates he sees."""
    posted = Q(department__postings__staff_id=actor.staff_id, department__postings__estate_id=F("ticket__estate_id"))
    seen = Q() if actor.estate_ids is None else Q(ticket__estate_id__in=actor.estate_ids)
    return (posted | Q(department__head_id=actor.staff_id)) & seen


def forms(actor: Principal) -> QuerySet[Handoff]:
    """Complaint forms that wait for a signature of his departments."""
    rows = Handoff.objects.filter(his_departments(actor), signed_at=None, returned_at=None)
    return related(rows.exclude(ticket__state=State.CLOSED))


def findings(actor: Principal) -> QuerySet[Handoff]:
    """Signed forms of his departments without findings that are approved or wait for approval."""
    handed_in = Correction.objects.filter(ticket=OuterRef("ticket"), department=OuterRef("department"))
    rows = Handoff.objects.filter(his_departments(actor), returned_at=None).exclude(signed_at=None)
    rows = rows.exclude(ticket__state=State.CLOSED).filter(~Exists(handed_in.filter(sent_back_at=None)))
    return related(rows)


def opinions(actor: Principal) -> QuerySet[OpinionNotice]:
    """Opinion notices that his departments have not answered."""
    return related(OpinionNotice.objects.filter(his_departments(actor), ended_at=None, answered_at=None))


def related(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("ticket__estate", "department").distinct()


def tasks_of(actor: Principal) -> list[Task]:
    """All of it, the most pressing first, with the clocks that run for each: four queries."""
    found = [
        *(Task(FORM, one, one.sent_at) for one in forms(actor)[:MOST]),
        *(Task(FINDINGS, one, one.signed_at) for one in findings(actor)[:MOST] if one.signed_at),
        *(Task(OPINION, one, one.issued_at) for one in opinions(actor)[:MOST]),
    ]
    fill(found)
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since, one.since))


def fill(tasks: Iterable[Task]) -> None:
    """The clocks of all of them in one query."""
    by_ticket: dict[Any, list[Timer]] = {}
    rows = Timer.objects.filter(
        clock_id__in={one.ticket.pk for one in tasks}, kind__in=[kind for kinds in CLOCKS.values() for kind in kinds],
        level=BREACH, met_at=None, state__in=LIVE,
    )  # fmt: skip
    for row in rows.order_by("due_at", "pk"):
        by_ticket.setdefault(row.clock_id, []).append(row)
    for one in tasks:
        one.clocks.extend(row for row in by_ticket.get(one.ticket.pk, []) if row.kind in CLOCKS[one.kind])


def count_of(actor: Principal) -> int:
    """How many wait: the figure on the tab."""
    return forms(actor).count() + findings(actor).count() + opinions(actor).count()
