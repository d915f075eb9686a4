"""One search for all that a caller may say: last four of a phone, unit, name in pinyin, number of a ticket (R2).

Only what stands in the asker's estates is found. Every look-up is bounded by an index or by one estate's size.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q

from servicedesk.estates.models import Estate, Occupant, PublicArea, Resident, Unit
from servicedesk.estates.phones import normalise
from tickets.models import Ticket

MOST = 8
NUMBER = re.compile(r"(?:(\d{4}))?(\d{4})-(\d{1,4})")


@dataclass
class Found:
    """What a search found, each kind at most MOST."""

    text: str
    people: list[Resident] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    areas: list[PublicArea] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.people or self.units or self.areas or self.tickets)


@dataclass(frozen=True)
class Within:
    """Where the asker may look: the estate he works in first, of all his estates (None: every one)."""

    estate: Estate
    estate_ids: frozenset[UUID] | None
    now: datetime

    def q(self, path: str) -> Q:
        return Q() if self.estate_ids is None else Q(**{f"{path}__in": self.estate_ids})


def find(text: str, within: Within, *, tickets: bool = True) -> Found:
    """Everything that `text` may mean. Five queries at most."""
    words = text.strip()
    found = Found(words)
    if len(words) < 2:
        return found
    found.people = people(words, within)
    found.units = units(words, within)
    found.areas = areas(words, within)
    if tickets:
        found.tickets = by_number(words, within)
    return found


def people(words: str, within: Within) -> list[Resident]:
    """Residents by phone (last four, or whole), pinyin or name, with their phones and units."""
    condition = who(words)
    if condition is None:
        return []
    here = Occupant.objects.filter(within.q("unit__estate_id"), resident=OuterRef("pk"))
    return with_homes(Resident.objects.filter(condition, Exists(here)).order_by("name", "id"), within)[:MOST]


def who(words: str) -> Q | None:
    """The condition that finds people; None when this cannot be a person."""
    digits = re.sub(r"[\s\-()（）+]", "", words)
    if digits.isdecimal() and digits.isascii():
        return by_phone(words, digits)
    if words.isascii():
        typed = words.lower().replace(" ", "")
        return Q(pinyin__startswith=typed) | Q(pinyin__contains=f" {typed}") if typed.isalpha() else None
    return Q(name__startswith=words) | Q(salutation=words)


def by_phone(words: str, digits: str) -> Q | None:
    if len(digits) == 4:
        return Q(phones__last4=digits)
    try:
        return Q(phones__last4=digits[-4:], phones__number=normalise(words))
    except ValidationError:
        return None


def with_homes(residents: Any, within: Within) -> Any:
    """Residents with phones and those units that the asker may see."""
    homes = Occupant.objects.filter(within.q("unit__estate_id")).select_related("unit__building", "unit__estate")
    return residents.prefetch_related("phones", Prefetch("occupancies", homes.order_by("unit__code"), to_attr="homes"))


def units(words: str, within: Within) -> list[Unit]:
    """Units by code, as far as it was typed; without its dashes too: 321201 is 3-2-1201."""
    code = words.upper()
    if not re.fullmatch(r"[0-9A-Z]+(-[0-9A-Z]+)*-?", code):
        return []
    condition = Q(code__startswith=code) if "-" in code or not code.isdecimal() else Q(code__in=dashed(code))
    rows = Unit.objects.filter(condition, within.q("estate_id")).select_related("building", "estate")
    return sorted(rows.order_by("code")[:MOST], key=lambda unit: (unit.estate_id != within.estate.pk, unit.code))


def dashed(digits: str) -> list[str]:
    """Every way in which these digits may be building-unit-room or building-room."""
    found = []
    for room in (3, 4):
        rest = digits[:-room]
        if 1 <= len(rest) <= 3:
            found.append(f"{rest}-{digits[-room:]}")
        found += [f"{rest[:cut]}-{rest[cut:]}-{digits[-room:]}" for cut in range(1, len(rest)) if len(rest) <= 4]
    return found


def areas(words: str, within: Within) -> list[PublicArea]:
    """Public areas by a part of the name, or the code."""
    condition = Q(name__icontains=words) | Q(code__istartswith=words)
    return list(PublicArea.objects.filter(condition, estate=within.estate).order_by("name")[:MOST])


def by_number(words: str, within: Within) -> list[Ticket]:
    """Tickets by number: whole, 1120-0058, or the 0042 of today (R9)."""
    numbers = numbers_for(words.upper(), within)
    if not numbers:
        return []
    rows = Ticket.objects.filter(within.q("estate_id"), number__in=numbers).select_related("assignee")
    return list(rows.order_by("-registered_at")[:MOST])


def numbers_for(words: str, within: Within) -> list[str]:
    """The whole numbers that a short one may mean: of today, then of yesterday."""
    code, today = within.estate.code, within.now
    if words.isdecimal() and words.isascii() and len(words) <= 4:
        days = (today, today - timedelta(days=1))
        return [f"{code}-{day:%Y%m%d}-{int(words):04d}" for day in days]
    if found := NUMBER.fullmatch(words):
        return [f"{code}-{found[1] or f'{today:%Y}'}{found[2]}-{int(found[3]):04d}"]
    return [words] if re.fullmatch(r"[A-Z0-9]+-\d{8}-\d{4,}", words) else []


def place_of(words: str, estate: Estate) -> tuple[Unit | None, PublicArea | None]:
    """The unit or public area that a typed place begins with, if it is one of this estate's."""
    first = words.split(maxsplit=1)[0].upper() if words.split() else ""
    unit = Unit.objects.filter(estate=estate, code=first).select_related("building").first() if first else None
    if unit is not None or not first:
        return unit, None
    named = [area for area in PublicArea.objects.filter(estate=estate) if words.startswith(area.name)]
    return None, max(named, key=lambda area: len(area.name), default=None)
