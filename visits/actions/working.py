"""The work itself (R22, R31): what was found, done and used, by whom; or why it has to wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.pauses import stopping
from servicedesk.timers.plan import Arm
from tickets import states
from tickets.actions.steps import need
from tickets.clock import RESUME
from tickets.enums import SuspendReason
from tickets.models import Ticket
from visits import checklists
from visits.actions.steps import end, happened, on_site, release, tell
from visits.catalogue import queries as catalogue
from visits.enums import VisitState
from visits.events import Suspended, Worked
from visits.models import Helper, Part, Visit


@dataclass(frozen=True)
class PartUsed:
    """One line of the parts (R22). Without a price it has that of the store, else none."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None


@atomic
def record_work(
    *,
    ticket_id: UUID,
    actor: Principal,
    findings: str = "",
    cause: str = "",
    work_done: str = "",
    helpers: str = "",
    helper_ids: Sequence[UUID] = (),
    parts: Sequence[PartUsed] = (),
    checks: Sequence[str] = (),
    at: datetime | None = None,
) -> Visit:
    """Findings, cause, work, helpers, parts; said again, it replaces what this visit had (the journal keeps both).

    A cause and parts that the tenant's catalogue knows, by name or code, are linked to it; others stay in free words.
    """
    ticket, visit = on_site(ticket_id, actor)
    at = happened(at, visit.arrived_at)
    visit.findings, visit.work_done = findings.strip()[:1000], work_done.strip()[:1000]
    visit.helpers = helpers.strip()[:200]
    visit.cause_entry = catalogue.cause_named(cause.strip())
    visit.cause = visit.cause_entry.name if visit.cause_entry else cause.strip()[:300]
    sheet = checklists.asked(ticket, visit)
    if visit.let_in_at is None:
        visit.let_in_at, visit.checklist = at, sheet.version
    visit.ticked = sheet.known({*visit.ticked_on_entering(sheet.entering), *checks})
    visit.state = VisitState.WORKING
    visit.save()
    names = replace_helpers(ticket, visit, helper_ids)
    replace_parts(visit, parts)
    event = Worked(
        findings=visit.findings, cause=visit.cause, work_done=visit.work_done, parts=len(parts),
        helpers=_(", ").join([*names, *([visit.helpers] if visit.helpers else [])]), checks=sheet.words(checks),
    )  # fmt: skip
    tell(ticket, event, actor=actor, at=at)
    return visit


def replace_helpers(ticket: Ticket, visit: Visit, helper_ids: Sequence[UUID]) -> list[str]:
    """The colleagues who worked along; their names. Raises NotFound for somebody who does not work in this estate."""
    wanted = {one for one in helper_ids if one != visit.staff_id}
    people = list(StaffMember.objects.filter(pk__in=wanted, postings__estate_id=ticket.estate_id).distinct())
    if len(people) < len(wanted):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R22", field="helper")
    visit.helpers_of_staff.all().delete()
    Helper.objects.bulk_create(Helper(visit=visit, staff=person) for person in people)
    return [person.name for person in people]


def replace_parts(visit: Visit, parts: Sequence[PartUsed]) -> None:
    """The visit's parts. Raises Invalid for an amount that cannot be (R22, R39)."""
    for part in parts:
        if part.quantity <= 0 or (part.unit_price is not None and part.unit_price < 0):
            raise Invalid(_("Quantity above 0, price not below 0."), rule="R22", field="parts")
        need(part.name, "parts", "R22")
    stock = catalogue.parts_named([part.name.strip() for part in parts])
    visit.parts.all().delete()
    Part.objects.bulk_create(part_row(visit, part, stock.get(part.name.strip())) for part in parts)


def part_row(visit: Visit, part: PartUsed, stock: catalogue.StockPart | None) -> Part:
    """From the store: its name, unit, and price unless another was written; else as written."""
    price = part.unit_price if part.unit_price is not None else stock.price if stock else Decimal(0)
    name, unit = (stock.name, stock.unit) if stock else (part.name.strip()[:80], "")
    return Part(visit=visit, stock=stock, name=name, unit=unit, quantity=part.quantity, unit_price=price)


@atomic
def suspend(
    *, ticket_id: UUID, actor: Principal, reason: str, resume_at: datetime, remark: str = "",
    at: datetime | None = None,
) -> Ticket:  # fmt: skip
    """Work waits for parts, a contractor or a quote, until a next date (domain §3, R31)."""
    ticket, visit = on_site(ticket_id, actor)
    if reason not in SuspendReason.values:
        raise Invalid(_("“{value}” is not known.").format(value=reason), rule="R31", field="reason")
    at = happened(at, visit.arrived_at)
    if resume_at <= now():
        raise Invalid(_("This time has passed."), rule="R31", field="resume_at")
    states.suspend(ticket)
    end(visit, VisitState.SUSPENDED, at)
    release(ticket)
    ticket.suspended, ticket.resume_at = reason, resume_at
    event = Suspended(reason=reason, resume_at=resume_at.isoformat(), remark=remark.strip())
    stopped = stopping(reason, ticket.estate_id, at)
    return tell(ticket, event, *stopped, Arm(RESUME, at, resume_at), actor=actor, at=at)
