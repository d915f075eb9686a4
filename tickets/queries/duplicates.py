"""Possible duplicates while the clerk types (R7), and what was before in a household. Bounded by indexes and limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate, Unit
from tickets.enums import OPEN, Fee, Resolution, State
from tickets.models import Ticket
from tickets.suggest import alike, shared_words

RECENT = timedelta(days=3)
LOOKED_AT = 60
MOST = 3
PAST = 4


@dataclass(frozen=True)
class Report:
    """What is known of the report so far."""

    estate: Estate
    text: str
    unit: Unit | None = None
    area_id: Any = None
    building_id: Any = None
    phone: str = ""


@dataclass(frozen=True)
class Likely:
    """A ticket that may be about the same fault, and why. `closed`: it may be reopened within the warranty."""

    ticket: Ticket
    reasons: tuple[str, ...]
    weight: float

    @property
    def closed(self) -> bool:
        return self.ticket.state == State.CLOSED


def likely(report: Report, now: datetime, *, exclude: frozenset[str] = frozenset()) -> list[Likely]:
    """Open tickets of the same place or phone, of the same building in similar words, and those under warranty."""
    rows = {ticket.pk: ticket for ticket in (*same_place_or_phone(report, now), *same_building(report, now))}
    found = [judge(report, ticket) for ticket in rows.values() if ticket.number not in exclude]
    kept = [one for one in found if one is not None]
    return sorted(kept, key=lambda one: (-one.weight, -one.ticket.registered_at.timestamp()))[:MOST]


def same_place_or_phone(report: Report, now: datetime) -> list[Ticket]:
    """Open, or done and still under warranty."""
    warranty = Q(
        state=State.CLOSED, resolution=Resolution.DONE, closed_at__gte=now - timedelta(days=report.estate.warranty_days)
    )
    rows = (
        Ticket.objects.filter(Q(state__in=OPEN) | warranty, estate=report.estate)
        .select_related("unit")
        .order_by("-registered_at")
    )
    found: list[Ticket] = []
    if report.unit is not None:
        found += rows.filter(unit=report.unit)[:LOOKED_AT]
    if report.phone:
        found += rows.filter(contact_last4=report.phone[-4:], contact_phone=report.phone)[:LOOKED_AT]
    return found


def same_building(report: Report, now: datetime) -> list[Ticket]:
    """Open ones of the last days in the same building or public area."""
    building = report.unit.building_id if report.unit is not None else report.building_id
    near = Q(building_id=building) if building else Q()
    if report.area_id:
        near |= Q(area_id=report.area_id)
    if not near or not report.text:
        return []
    rows = Ticket.objects.filter(near, estate=report.estate, state__in=OPEN, registered_at__gte=now - RECENT)
    return list(rows.select_related("unit").order_by("-registered_at")[:LOOKED_AT])


def judge(report: Report, ticket: Ticket) -> Likely | None:
    """Why it may be the same, or None. The same unit or phone counts even before a word is typed."""
    shared = shared_words(report.text, ticket.description)
    similar = bool(report.text) and alike(report.text, ticket.description)
    place = same_unit(report, ticket)
    near = place or below_or_above(report, ticket) or same_area(report, ticket)
    if ticket.state == State.CLOSED and not similar:
        return None
    if not place and not similar:
        return None
    words = [_("both say {words}").format(words=_(", ").join(shared[:3]))] if shared else []
    reasons = tuple(filter(None, (near or _("same building"), *words)))
    return Likely(
        ticket, reasons, 2 * bool(place) + bool(near) + similar + len(shared) / 10 - (ticket.state == State.CLOSED)
    )


def same_unit(report: Report, ticket: Ticket) -> str:
    if report.unit is not None and ticket.unit_id == report.unit.pk:
        return _("same unit")
    return _("same phone") if report.phone and ticket.contact_phone == report.phone else ""


def same_area(report: Report, ticket: Ticket) -> str:
    return _("same public area") if report.area_id and str(ticket.area_id) == str(report.area_id) else ""


def below_or_above(report: Report, ticket: Ticket) -> str:
    """Water comes from above: the unit over or under this one, in the same stack of rooms."""
    mine, other = report.unit, ticket.unit
    if mine is None or other is None or mine.building_id != other.building_id or mine.code[-2:] != other.code[-2:]:
        return ""
    if mine.floor is None or other.floor is None:
        return ""
    return {-1: _("one floor below"), 1: _("one floor above")}.get(other.floor - mine.floor, "")


def past_of(unit: Unit) -> tuple[list[Ticket], int]:
    """The household's last tickets, and how many there are."""
    rows = Ticket.objects.filter(unit=unit).order_by("-registered_at")
    found = list(rows[:PAST])
    return found, rows.count() if len(found) == PAST else len(found)


def owed_of(unit: Unit) -> int:
    """How many tickets of this household are not paid."""
    return Ticket.objects.filter(unit=unit, fee=Fee.OWED).count()
