"""What passes to the next shift, worked out anew each time; and what nobody has taken over yet (R43)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dispatch.enums import HandoverState, ItemKind
from dispatch.handover.cash import held
from dispatch.models import Handover, HandoverItem
from dispatch.shifts.times import midnight
from servicedesk.estates.models import Estate
from servicedesk.people import duty
from servicedesk.people.models import Posting, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.tenancy.prepared import Prepared
from tickets.enums import State
from tickets.models import Ticket
from tickets.rules import DESK, LEADERS

MOST = 200


@dataclass(frozen=True)
class Period:
    """The shift that ends: by the roster, else since midnight until now."""

    kind: str
    starts_at: datetime
    ends_at: datetime


def period_of(staff_id: UUID, estate: Estate, at: datetime) -> Period:
    """The shift that runs, else the one that ended last on this day: people sign when the next one has come."""
    running = duty.shift_of(staff_id, at, estate.pk) or duty.shift_of(staff_id, at - timedelta(hours=1), estate.pk)
    if running is not None:
        return Period(running.kind, running.starts_at, running.ends_at)
    return Period("", midnight(at.astimezone(estate.tz).date(), estate.tz), at)


def lines_of(estate: Estate, staff_id: UUID, period: Period, at: datetime) -> list[HandoverItem]:
    """Unsaved lines: open tickets of this owner or of nobody, appointments after the shift, cash held (R16, R43)."""
    lines = [line_of(ticket, period, staff_id) for ticket in tickets_of(estate, staff_id, period)]
    lines.sort(key=lambda line: (line.kind != ItemKind.TICKET, line.at or at))
    cash = held(estate.pk, staff_id, period.starts_at)
    if cash.receipts:
        lines.append(HandoverItem(kind=ItemKind.CASH, estate=estate, amount=cash.amount, quantity=cash.receipts))
    return lines


def tickets_of(estate: Estate, staff_id: UUID, period: Period) -> QuerySet[Ticket]:
    """What this shift leaves open. An appointment after its end belongs on the sheet whoever owns the ticket (R16)."""
    mine = Q(owner_id=staff_id) | Q(owner_id=None)
    later = Q(appointment_at__gte=period.ends_at, state=State.REGISTERED)
    rows = Ticket.objects.filter(mine | later, estate=estate).exclude(state=State.CLOSED)
    return rows.select_related("owner", "appointee").order_by("due_at", "pk")[:MOST]


def line_of(ticket: Ticket, period: Period, staff_id: UUID) -> HandoverItem:
    at = ticket.appointment_at if ticket.state == State.REGISTERED else None
    later = at is not None and at >= period.ends_at
    words = " · ".join(filter(None, (ticket.place, ticket.description)))
    return HandoverItem(
        kind=ItemKind.APPOINTMENT if later else ItemKind.TICKET, estate_id=ticket.estate_id, ticket=ticket,
        label=ticket.number, detail=words[:300], at=at if later else None,
        # Somebody else's ticket stays his: the sheet only tells of the appointment (R3).
        remark=ticket.owner.name if ticket.owner and ticket.owner_id != staff_id else "",
    )  # fmt: skip


def as_it_would_be_signed(estate: Estate, staff_id: UUID, at: datetime) -> tuple[Period, list[HandoverItem]]:
    """The shift that ends, and every line: worked out anew, then those typed in (before the first: what he carries)."""
    period = period_of(staff_id, estate, at)
    draft = draft_of(estate, staff_id)
    typed = draft.items.order_by("pk") if draft else carried(estate.pk, staff_id)
    return period, [*lines_of(estate, staff_id, period, at), *typed]


def draft_of(estate: Estate, staff_id: UUID) -> Handover | None:
    return Handover.objects.filter(estate=estate, outgoing_id=staff_id, state=HandoverState.DRAFT).first()


def carried(estate_id: UUID, staff_id: UUID) -> list[HandoverItem]:
    """Unsaved lines: keys and items that this person took over when his last shift began."""
    taken = Handover.objects.filter(estate_id=estate_id, incoming_id=staff_id, state=HandoverState.TAKEN)
    last = taken.order_by("-incoming_signed_at").values("pk")[:1]
    things = HandoverItem.objects.filter(handover__in=last, kind=ItemKind.THING, taken_at__isnull=False)
    return [
        HandoverItem(
            estate_id=estate_id, kind=one.kind, label=one.label, detail=one.detail, quantity=one.quantity
        )
        for one in things.order_by("pk")
    ]  # fmt: skip


def seen(actor: Principal) -> QuerySet[Handover]:
    """Handovers of this person's estates; drafts are nobody's business yet."""
    rows = Handover.objects.exclude(state=HandoverState.DRAFT).select_related("estate", "outgoing", "incoming")
    return actor.among(rows)


def signed_by_one(estate_id: UUID) -> QuerySet[Handover]:
    rows = Handover.objects.filter(estate_id=estate_id, state=HandoverState.WAITING)
    return rows.order_by("outgoing_signed_at")


def in_sight() -> QuerySet[HandoverItem]:
    """What was not taken over when both signed; a ticket that has been closed since has settled itself."""
    rows = HandoverItem.objects.filter(taken_at=None, kept=False, handover__state=HandoverState.TAKEN)
    return rows.filter(Q(ticket=None) | ~Q(ticket__state=State.CLOSED))


def not_taken(estate_id: UUID) -> QuerySet[Any]:
    rows = in_sight().filter(estate_id=estate_id)
    return rows.order_by("handover__incoming_signed_at", "pk").values_list("pk")


# Every page of the desk asks both, and mostly there is nothing.
WAITING = Prepared(signed_by_one, UUID)
NOT_TAKEN = Prepared(not_taken, UUID)


def waiting(estate_id: UUID) -> list[Handover]:
    """Signed by who went, and by nobody who came."""
    return WAITING(estate_id)


def left(estate_id: UUID) -> list[HandoverItem]:
    """What nobody has taken over in one estate, what was left longest first."""
    keys = [key for (key,) in NOT_TAKEN(estate_id)]
    if not keys:
        return []
    rows = HandoverItem.objects.filter(pk__in=keys).select_related("handover", "ticket")
    return list(rows.order_by("handover__incoming_signed_at", "pk"))


def sections(items: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Lines under their headings, in the order of the sheet."""
    lines = list(items)
    return [(kind, [one for one in lines if one.kind == kind]) for kind in ItemKind]


def cash_of(items: Iterable[Any]) -> Decimal:
    """What the receipts say must be in the drawer."""
    return sum((one.amount for one in items if one.kind == ItemKind.CASH and one.amount), Decimal("0.00"))


def desk_people(estate: Estate, but: UUID) -> list[tuple[str, str]]:
    """Who could take over here, for the choice on a colleague's screen."""
    posted = Posting.objects.filter(estate=estate).values("staff_id")
    people = StaffMember.objects.filter(pk__in=posted, active=True, role__in=(*DESK, *LEADERS)).exclude(pk=but)
    return [
        (str(one.pk), f"{one.name} · {one.title or one.get_role_display()}") for one in people.order_by("employee_no")
    ]
