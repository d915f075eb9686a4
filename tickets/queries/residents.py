"""业户: the people of an estate, and what was reported by them and about their homes (R2)."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from servicedesk.estates.models import Estate, Occupant, Resident, Unit
from servicedesk.people.principal import Principal
from tickets.models import Ticket
from tickets.queries.lookup import Within, units, who, with_homes

PAGE = 50
HISTORY = 50


def living_in(within: Within) -> QuerySet[Resident]:
    """Residents with a home in the estate one works in."""
    here = Occupant.objects.filter(resident=OuterRef("pk"), unit__estate_id=within.estate.pk)
    return Resident.objects.filter(Exists(here)).order_by("pinyin", "id")


def residents(words: str, within: Within, after: str = "") -> tuple[list[Resident], str]:
    """A page of residents by pinyin, and the cursor of the next ('' when that was all).

    `words`: a name, pinyin, the last four digits of a phone, or a unit's code as far as it was typed.
    """
    rows = living_in(within)
    if words:
        condition = who(words) or Q(pk__in=[])
        homes = [unit.pk for unit in units(words, within)] if any(sign.isdigit() for sign in words) else []
        rows = rows.filter(condition | Q(occupancies__unit__in=homes)).distinct() if homes else rows.filter(condition)
    if (start := cursor(after)) is not None:
        pinyin, pk = start
        rows = rows.filter(Q(pinyin__gt=pinyin) | Q(pinyin=pinyin, id__gt=pk))
    found = list(with_homes(rows, within)[: PAGE + 1])
    more = f"{found[PAGE - 1].pinyin}~{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return found[:PAGE], more


def cursor(text: str) -> tuple[str, UUID] | None:
    """Where a page ended; nonsense starts from the beginning."""
    pinyin, _tilde, pk = text.rpartition("~")
    try:
        return pinyin, UUID(pk)
    except ValueError:
        return None


def seen_residents(actor: Principal) -> QuerySet[Resident]:
    """Those with a home in an estate of this person's; another estate's does not exist."""
    if actor.estate_ids is None:
        return Resident.objects.all()
    here = Occupant.objects.filter(resident=OuterRef("pk"), unit__estate_id__in=actor.estate_ids)
    return Resident.objects.filter(Exists(here))


def seen_units(actor: Principal) -> QuerySet[Unit]:
    rows = Unit.objects.select_related("building", "estate")
    return actor.among(rows)


def reported(actor: Principal, about: Q) -> list[Ticket]:
    """The latest tickets about somebody or a unit, in this person's estates."""
    rows = Ticket.objects.seen_by(actor).filter(about).select_related("assignee")
    return list(rows.order_by("-registered_at", "-id")[:HISTORY])


def buildings_of(estate: Estate) -> list[Any]:
    """The estate's buildings, each of which carries a QR code at its entrance (R1, R18)."""
    return list(estate.buildings.order_by("code"))


def areas_of(estate: Estate) -> list[Any]:
    """The estate's public areas, each of which may carry a QR code of its own (R1)."""
    return list(estate.public_areas.order_by("code"))
