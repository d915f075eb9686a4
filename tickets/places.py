"""The places whose QR codes hang on walls and doors: the estate, a building, a public area, a home (R1, R18)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from servicedesk.estates.models import Building, Estate, PublicArea, Unit
from servicedesk.people.principal import Principal

ESTATE, BUILDING, AREA, UNIT = "estate", "building", "area", "unit"
WALLS = (ESTATE, BUILDING, AREA, UNIT)


@dataclass(frozen=True)
class Place:
    """What one code stands for; at most one of building, area and unit, and none of them is the whole estate."""

    estate: Estate
    building: Building | None = None
    area: PublicArea | None = None
    unit: Unit | None = None

    @property
    def name(self) -> str:
        """As people say it."""
        if self.unit is not None:
            return self.unit.code
        if self.area is not None:
            return self.area.name
        return str(self.building) if self.building is not None else self.estate.name

    @property
    def exact(self) -> bool:
        """Whether a report from here needs no words about where."""
        return self.unit is not None or self.area is not None

    def tickets(self) -> Q:
        """The tickets about this very place. A gate is no place of work: an estate's code has none."""
        if self.unit is not None:
            return Q(unit_id=self.unit.pk)
        if self.area is not None:
            return Q(area_id=self.area.pk)
        if self.building is not None:
            return Q(unit__building_id=self.building.pk) | Q(area__building_id=self.building.pk)
        return Q(pk__in=())


def place_of(purpose: str, pk: UUID) -> Place | None:
    """The place of a code, in the tenant that is in scope; None where it is not there (any more)."""
    if purpose == ESTATE:
        estate = Estate.objects.select_related("tenant").filter(pk=pk).first()
        return Place(estate) if estate is not None else None
    tables: dict[str, Any] = {BUILDING: Building, AREA: PublicArea, UNIT: Unit}
    if purpose not in tables:
        return None
    found = tables[purpose].objects.select_related("estate__tenant").filter(pk=pk).first()
    return Place(found.estate, **{purpose: found}) if found is not None else None


# Where somebody who works here is led when he scans a code, instead of to the report: an address, or None.
# Downstream apps fill it when they start. Arguments: who, what place, the code's token.
LEADS: list[Callable[[Principal, Place, str], str | None]] = []


def lead(actor: Principal, place: Place, token: str) -> str | None:
    """The first address that somebody downstream has for him."""
    return next((address for offer in LEADS if (address := offer(actor, place, token))), None)
