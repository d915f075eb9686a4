"""The developer's warranty of an estate and its buildings (R34)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.models import DeveloperWarranty
from billing.quotes.events import WarrantySet
from servicedesk.estates.models import Building, Estate
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time


@dataclass(frozen=True)
class Warranty:
    """The last day of a building (None: the whole estate), its own or the estate's; None where there is none."""

    estate: Estate
    building: Building | None
    own: date | None
    holds: date | None

    @property
    def key(self) -> str:
        """By which a list is sorted, the estate before its buildings."""
        return f"{self.estate.code} {'1' + self.building.code if self.building else '0'}"


def warranties(estate: Estate) -> list[Warranty]:
    """Of the estate, then of each of its buildings."""
    kept = {one.building_id: one.ends_on for one in DeveloperWarranty.objects.filter(estate=estate)}
    whole = kept.get(None)
    buildings = Building.objects.filter(estate=estate).order_by("code")
    return [
        Warranty(estate, None, whole, whole),
        *(Warranty(estate, one, kept.get(one.pk), kept.get(one.pk) or whole) for one in buildings),
    ]


@atomic
def set_warranty(*, actor: Principal, estate_id: UUID, building_id: UUID | None, ends_on: Any) -> None:
    """The last day of a place; None gives its own word up. Raises NotFound, Invalid, PermissionDenied."""
    rules.edit_prices.demand(actor)
    estate = Estate.objects.filter(pk=estate_id).first() if actor.sees_estate(estate_id) else None
    building = Building.objects.filter(pk=building_id, estate=estate).first() if building_id else None
    if estate is None or (building_id and building is None):
        raise NotFound(_("There is no such place in this estate."), rule="R34", field="building")
    if ends_on is not None and not isinstance(ends_on, date):
        raise Invalid(_("A day is needed, such as 2027-12-31."), rule="R34", field="ends_on")
    one_at_a_time("developer-warranty")
    found = DeveloperWarranty.objects.filter(estate=estate, building=building).first()
    before = found.ends_on if found else None
    if before == ends_on:
        return
    if found is not None and ends_on is None:
        found.delete()
    elif found is not None:
        found.ends_on = ends_on
        found.save()
    else:
        DeveloperWarranty.objects.create(estate=estate, building=building, ends_on=ends_on)
    name = building.code if building else estate.name
    old, new = {"valid_to": str(before or "")}, {"valid_to": str(ends_on or "")}
    record(About("estate", estate.pk, estate.pk), WarrantySet(name, old, new), actor=actor)
