"""Who calls and about which place, as the intake shows it and fills its form from it (R2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from servicedesk.estates.models import PublicArea, Resident, ResidentPhone, Unit
from servicedesk.estates.phones import mask
from servicedesk.people.principal import Principal
from servicedesk.refusals import NotFound
from tickets.drafts import key
from tickets.enums import Kind
from tickets.queries.duplicates import owed_of
from tickets.queries.lookup import Within, with_homes

CODE = re.compile(r"^[0-9A-Za-z]+(-[0-9A-Za-z]+)+\s*")


@dataclass(frozen=True)
class Caller:
    """A resident with his units, a bare unit, a public area, or nobody known yet."""

    resident: Resident | None = None
    unit: Unit | None = None
    area: PublicArea | None = None
    phone: ResidentPhone | None = None

    def filled(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The form's values with what is now known; nothing that was typed is lost."""
        values = dict(typed)
        if self.resident is not None:
            values |= {
                "reporter": str(self.resident.pk),
                "contact_name": self.resident.salutation or self.resident.name,
            }
        if self.phone is not None:
            values |= {"phone_id": str(self.phone.pk), "contact_phone": mask(self.phone.number)}
        if self.unit is not None:
            values |= {"unit": str(self.unit.pk), "area": "", "place": moved(values.get("place", ""), self.unit.code)}
        elif self.area is not None:
            values |= {"area": str(self.area.pk), "unit": "", "place": moved(values.get("place", ""), self.area.name)}
            if values.get("kind", Kind.HOUSEHOLD_REPAIR) == Kind.HOUSEHOLD_REPAIR:
                values["kind"] = Kind.PUBLIC_REPAIR
        return values

    def card(self) -> dict[str, Any] | None:
        """The context of parts/_caller.html."""
        if self.resident is None:
            return None
        homes = self.resident.homes  # type: ignore[attr-defined]
        relation = next(
            (home.get_relation_display() for home in homes if self.unit and home.unit_id == self.unit.pk), ""
        )
        return {
            "name": self.resident.name,
            "relation": relation,
            "salutation": self.resident.salutation,
            "reveal_url": reverse("reveal-caller", args=[self.phone.pk]) if self.phone else "",
            "units": [
                {"value": home.unit_id, "label": told(home.unit), "checked": home.unit == self.unit} for home in homes
            ],
            "facts": arrears(self.unit) if self.unit else "",
            "note": " · ".join(filter(None, (self.unit.caution if self.unit else "", self.resident.note))),
        }


def unknown(typed: str) -> dict[str, str]:
    """Nobody was found by these words: they go into the field they are most likely meant for."""
    words = typed.strip()[:40]
    if not words:
        return {}
    if re.fullmatch(r"[\d\s+()-]+", words):
        return {"contact_phone": words}
    return {"place": words} if CODE.match(words) else {"contact_name": words}


def told(unit: Unit) -> str:
    """3-2-1201 · 自住 · 128.6 ㎡."""
    area = f"{unit.area.normalize():f} ㎡" if unit.area else ""
    return " · ".join(filter(None, (unit.code, str(unit.get_occupancy_display()), area)))


def arrears(unit: Unit) -> str:
    owed = owed_of(unit)
    return _("{n} tickets not paid").format(n=owed) if owed else _("nothing owed")


def moved(place: str, to: str) -> str:
    """The typed place at another address: '3-2-1201 厨房' to 6-2-501 is '6-2-501 厨房'."""
    rest = place.strip().removeprefix(to).strip()
    return f"{to} {CODE.sub('', rest)}".strip()


def called(picked: Mapping[str, Any], typed: Mapping[str, Any], here: Within, actor: Principal) -> Caller:
    """Whoever was picked from the look-up, together with what was known before.

    Raises NotFound for a person or place of an estate that this person does not see.
    """
    resident = resident_of(key(picked.get("person")) or key(typed.get("reporter")), here)
    unit = place_of(Unit, key(picked.get("unit")), actor)
    area = place_of(PublicArea, key(picked.get("area")), actor)
    if resident is not None and unit is None and area is None:
        unit = first_home(resident, key(typed.get("unit")) if not picked.get("person") else None, here)
    return Caller(resident, unit, area, phone_of(resident, str(picked.get("last4", ""))))


def resident_of(resident_id: UUID | None, here: Within) -> Resident | None:
    if resident_id is None:
        return None
    seen = Resident.objects.filter(here.q("occupancies__unit__estate_id"), pk=resident_id).distinct()
    found: Resident | None = with_homes(seen, here).first()
    if found is None:
        raise NotFound(_("There is no such resident."), rule="R2", field="reporter")
    return found


def place_of(model: Any, place_id: UUID | None, actor: Principal) -> Any:
    if place_id is None:
        return None
    place = model.objects.filter(pk=place_id).select_related("estate", "building").first()
    if place is None or not actor.sees_estate(place.estate_id):
        raise NotFound(_("There is no such place in this estate."), rule="R2", field="place")
    return place


def first_home(resident: Resident, unit_id: UUID | None, here: Within) -> Unit | None:
    """The unit asked for, else the first one of the estate worked in, else the first."""
    units = [home.unit for home in resident.homes]  # type: ignore[attr-defined]
    wanted = [unit for unit in units if unit.pk == unit_id]
    near = [unit for unit in units if unit.estate_id == here.estate.pk]
    return next(iter([*wanted, *near, *units]), None)


def phone_of(resident: Resident | None, last4: str) -> ResidentPhone | None:
    """The phone he was found by, else his first."""
    if resident is None:
        return None
    phones = list(resident.phones.all())
    return next((phone for phone in phones if last4 and phone.last4 == last4[-4:]), next(iter(phones), None))
