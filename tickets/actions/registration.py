"""Registering a ticket (R1–R10)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate, PublicArea, Resident, Unit
from servicedesk.estates.phones import mask, normalise
from servicedesk.journal.record import next_number, record
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Department
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, open_clock, replan
from tickets import rules
from tickets.begun import first_kinds
from tickets.clock import FIRST_REPLY, HEAD_FIELDS, OFFICIAL, head_fields, people, scope_of
from tickets.complaints.enums import CATEGORIES
from tickets.enums import Channel, Fee, Kind, Validity
from tickets.events import Registered
from tickets.models import Complaint, Ticket

# A call is often written down after it ended, never before it began.
MOST_BACKDATED = timedelta(days=7)


@dataclass(frozen=True)
class Report:
    """What the desk is told (R2). Everything but estate, place and phone may be missing when it is urgent (R6)."""

    estate_id: UUID
    kind: str
    channel: str = Channel.PHONE
    description: str = ""
    urgent: bool = False
    unit_id: UUID | None = None
    area_id: UUID | None = None
    place: str = ""
    skill: str = ""
    reporter_id: UUID | None = None
    contact_name: str = ""
    contact_phone: str = ""
    received_at: datetime | None = None
    wished_at: datetime | None = None
    reply_promised_at: datetime | None = None
    external_number: str = ""
    external_deadline: datetime | None = None
    department_id: UUID | None = None
    validity: str = Validity.VALID
    category: str = ""
    major: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@atomic
def register(*, actor: Principal, report: Report) -> Ticket:
    """Write the report down: number, timers, event, alarms. Returns the ticket, registered.

    Raises Invalid naming the field and rule, NotFound for an estate or place that is not this person's.
    """
    estate = estate_for(actor, report.estate_id)
    rules.register.demand(actor, estate)
    at = now()
    ticket = build(actor, estate, report, at)
    ticket.number = number_for(estate, ticket.received_at)
    ticket.save(force_insert=True)
    if ticket.kind == Kind.COMPLAINT:
        Complaint.objects.create(ticket=ticket, validity=report.validity, category=report.category, major=report.major)
    open_clock(ticket)
    record(ticket, registered(ticket), actor=actor, at=at)
    head = replan(ticket, *first_timers(ticket), scope=scope_of(ticket), fresh=True)
    ticket.__dict__.update(head_fields(head))
    Ticket.objects.save_all([ticket], *HEAD_FIELDS)
    alarm(ticket, report)
    return ticket


def estate_for(actor: Principal, estate_id: UUID) -> Estate:
    """The estate, if this person works in it."""
    estate = Estate.objects.filter(pk=estate_id).first()
    if estate is None or not actor.sees_estate(estate.pk):
        raise NotFound(_("There is no such estate."), rule="R2", field="estate")
    return estate


def build(actor: Principal, estate: Estate, report: Report, at: datetime) -> Ticket:
    """The unsaved ticket; every input is checked."""
    check_words(report)
    received_at = check_received(report.received_at, at)
    phone = clean_phone(report)
    unit, area = places_of(report, estate)
    return Ticket(
        estate=estate, kind=report.kind, channel=report.channel, urgent=report.urgent, skill=report.skill,
        unit=unit, area=area, building_id=getattr(unit or area, "building_id", None),
        place=place_words(report, unit, area), description=report.description.strip(),
        reporter=reporter_of(report), contact_name=report.contact_name.strip(), contact_phone=phone,
        contact_last4=phone[-4:], received_at=received_at, received_by=actor.name, owner_id=actor.staff_id,
        wished_at=check_future(report.wished_at, at, "wished_at"),
        reply_promised_at=check_future(report.reply_promised_at, at, "reply_promised_at"),
        external_number=report.external_number.strip(),
        external_deadline=check_deadline(report.external_deadline, received_at),
        department=department_of(report), registered_at=at,
        fee=Fee.FREE if report.kind not in (Kind.HOUSEHOLD_REPAIR, Kind.SPECIAL_SERVICE) else Fee.UNDECIDED,
    )  # fmt: skip


def check_words(report: Report) -> None:
    """Kind and channel are of their lists; what happened is said, unless it is urgent (R2, R6)."""
    for name, value, choices in (("kind", report.kind, Kind), ("channel", report.channel, Channel)):
        if value not in choices.values:
            raise Invalid(
                _("“{value}” is not one of: {choices}.").format(value=value, choices=", ".join(choices.values)),
                rule="R4" if name == "kind" else "R1",
                field=name,
            )
    if not report.urgent and not report.description.strip():
        raise Invalid(_("Say what the matter is."), rule="R2", field="description")
    if len(report.description) > 1000:
        raise Invalid(_("At most 1000 characters, this has {n}.").format(n=len(report.description)), rule="R2",
                      field="description")  # fmt: skip
    if report.kind == Kind.COMPLAINT:
        check_category(report.validity, report.category)
    if report.channel == Channel.HOTLINE and not report.external_number.strip():
        raise Invalid(_("The hotline's own number is needed."), rule="R1", field="external_number")


def check_category(validity: str, category: str) -> None:
    """Valid or communicative, and a category of that validity, or none yet (R5)."""
    if validity not in Validity.values:
        raise Invalid(_("“{value}” is not known.").format(value=validity), rule="R5", field="validity")
    if category and category not in CATEGORIES[validity]:
        words = _("This does not belong to: {validity}.").format(validity=Validity(validity).label)
        raise Invalid(words, rule="R5", field="category")


def check_deadline(deadline: datetime | None, received_at: datetime) -> datetime | None:
    """An official deadline lies after the receipt; it may have passed before it reached us (R1)."""
    if deadline is not None and deadline <= received_at:
        raise Invalid(_("The official deadline lies after the receipt."), rule="R1", field="external_deadline")
    return deadline


def check_received(received_at: datetime | None, at: datetime) -> datetime:
    """When the call came in, to the minute; not in the future, not long ago (R2)."""
    if received_at is None:
        return at
    if received_at > at + timedelta(minutes=1):
        raise Invalid(_("The time of receipt lies in the future."), rule="R2", field="received_at")
    if received_at < at - MOST_BACKDATED:
        raise Invalid(_("The time of receipt is more than 7 days ago."), rule="R2", field="received_at")
    return received_at


def check_future(value: datetime | None, at: datetime, name: str) -> datetime | None:
    """A promised or wished time lies ahead."""
    if value is not None and value <= at:
        raise Invalid(_("This time has passed."), rule="R2", field=name)
    return value


def clean_phone(report: Report) -> str:
    """E.164, or empty where the kind of report allows it; an urgent one needs a phone (R6)."""
    if report.contact_phone.strip():
        try:
            return normalise(report.contact_phone)
        except ValidationError as wrong:
            raise Invalid(wrong.messages[0], rule="R2", field="contact_phone") from wrong
    if report.urgent or report.channel in (Channel.PHONE, Channel.WEB):
        raise Invalid(_("A phone number is needed to call back."), rule="R2", field="contact_phone")
    return ""


def places_of(report: Report, estate: Estate) -> tuple[Unit | None, PublicArea | None]:
    """The unit or the public area, of this estate."""
    unit = Unit.objects.filter(pk=report.unit_id, estate=estate).first() if report.unit_id else None
    area = PublicArea.objects.filter(pk=report.area_id, estate=estate).first() if report.area_id else None
    if (report.unit_id and unit is None) or (report.area_id and area is None):
        raise NotFound(_("There is no such place in this estate."), rule="R2", field="place")
    if unit and area:
        raise Invalid(_("A unit or a public area, not both."), rule="R2", field="place")
    return unit, area


def place_words(report: Report, unit: Unit | None, area: PublicArea | None) -> str:
    """How the place is said aloud: the unit's code or the area's name leads."""
    known = unit.code if unit else area.name if area else ""
    words = report.place.strip()
    if known and not words.startswith(known):
        words = f"{known} {words}".strip()
    if not words:
        raise Invalid(_("Say where it is: a unit or a public area."), rule="R2", field="place")
    if len(words) > 120:
        raise Invalid(_("At most 120 characters, this has {n}.").format(n=len(words)), rule="R2", field="place")
    return words


def reporter_of(report: Report) -> Resident | None:
    if report.reporter_id is None:
        return None
    resident = Resident.objects.filter(pk=report.reporter_id).first()
    if resident is None:
        raise NotFound(_("There is no such resident."), rule="R2", field="reporter")
    return resident


def department_of(report: Report) -> Department | None:
    if report.department_id is None:
        return None
    department = Department.objects.filter(pk=report.department_id).first()
    if department is None:
        raise NotFound(_("There is no such department."), rule="R13", field="department")
    return department


def number_for(estate: Estate, received_at: datetime) -> str:
    """HJ-20261121-0042: unique in its tenant, by estate and day of the estate's zone (R9)."""
    series = f"{estate.code}-{received_at.astimezone(ZoneInfo(estate.zone)):%Y%m%d}"
    return f"{series}-{next_number('ticket:' + series):04d}"


def registered(ticket: Ticket) -> Registered:
    return Registered(
        number=ticket.number, kind=ticket.kind, channel=ticket.channel, place=ticket.place,
        description=ticket.description, urgent=ticket.urgent,
        contact=f"{ticket.contact_name} {mask(ticket.contact_phone) if ticket.contact_phone else ''}".strip(),
        received_at=ticket.received_at.isoformat(),
    )  # fmt: skip


def first_timers(ticket: Ticket) -> list[Arm]:
    """What its kind begins with (tickets/begun.py), the first reply by what was promised; and an official deadline."""
    start = ticket.registered_at
    promised = max(ticket.reply_promised_at, start) if ticket.reply_promised_at else None
    timers = [Arm(kind, start, promised if kind == FIRST_REPLY else None) for kind in first_kinds(ticket)]
    if ticket.external_deadline:
        timers.append(Arm(OFFICIAL, ticket.received_at, ticket.external_deadline))
    return timers


def alarm(ticket: Ticket, report: Report) -> None:
    """Urgent: the supervisor at the same moment (R6). A major complaint: the managers at once (R5)."""
    if ticket.urgent:
        alert(ticket, "ticket.urgent", ["supervisor"], key=f"registered:{ticket.pk}")
    if ticket.kind == Kind.COMPLAINT and report.major:
        alarm_major(ticket)


def alarm_major(ticket: Ticket) -> None:
    """A major complaint reaches the estate's and the company's managers at once; quiet hours do not hold it (R5)."""
    alert(
        ticket, "complaint.major", ["estate_manager", "company_manager"], key=f"major:{ticket.pk}:{now().isoformat()}"
    )


def alert(ticket: Ticket, what: str, targets: list[str], *, key: str) -> None:
    for person in people(ticket, targets):
        params = {"place": ticket.place, "text": ticket.description}
        tell_staff(person, what, subject=ticket, urgent=True, key=key, params=params)
