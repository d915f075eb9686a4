"""A report while it is being typed: what is known so far, however incomplete. Unknown values count as nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError

from servicedesk.estates.models import Estate, PublicArea, Resident, ResidentPhone, Unit
from servicedesk.estates.phones import mask, normalise
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from tickets.enums import Kind, Validity
from tickets.models import Ticket
from tickets.queries.lookup import place_of


@dataclass(frozen=True)
class Draft:
    """`phone` is whole (E.164) or empty; the page shows it masked and sends back `phone_id`."""

    estate: Estate
    kind: str
    urgent: bool
    skill: str
    place: str
    text: str
    name: str
    phone: str
    validity: str
    unit: Unit | None = None
    area: PublicArea | None = None
    reporter: Resident | None = None

    @property
    def building_id(self) -> Any:
        return getattr(self.unit or self.area, "building_id", None)

    def as_ticket(self) -> Ticket:
        """An unsaved ticket, for asking who could be sent."""
        return Ticket(
            id=uuid4(), estate=self.estate, kind=self.kind, urgent=self.urgent, skill=self.skill,
            unit=self.unit, area=self.area, building_id=self.building_id, place=self.place, description=self.text,
        )  # fmt: skip


def key(text: Any) -> UUID | None:
    """A primary key as it came from the page, or None."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def draft_of(data: Mapping[str, Any], actor: Principal, estate: Estate) -> Draft:
    """What the form says so far; places and people of other estates are not there for this person."""
    place = str(data.get("place", "")).strip()[:120]
    unit, area = chosen_place(data, actor)
    if unit is None and area is None:
        unit, area = place_of(place, estate)
    choose = {name: str(data.get(name, "")) for name in ("kind", "skill", "validity")}
    return Draft(
        estate=(unit or area).estate if unit or area else estate,  # type: ignore[union-attr]
        kind=choose["kind"] if choose["kind"] in Kind.values else Kind.HOUSEHOLD_REPAIR,
        urgent=bool(data.get("urgent")),
        skill=choose["skill"] if choose["skill"] in Skill.values else "",
        place=place,
        text=str(data.get("description", "")).strip()[:1000],
        name=str(data.get("contact_name", "")).strip()[:60],
        phone=whole_phone(data, actor),
        validity=choose["validity"] if choose["validity"] in Validity.values else Validity.VALID,
        unit=unit,
        area=area,
        reporter=reporter_of(data, actor),
    )


def chosen_place(data: Mapping[str, Any], actor: Principal) -> tuple[Unit | None, PublicArea | None]:
    """The unit or area that was picked, while the typed place still begins with it."""
    place = str(data.get("place", "")).strip()
    unit_key, area_key = key(data.get("unit")), key(data.get("area"))
    if unit_key:
        unit = Unit.objects.filter(pk=unit_key).select_related("building", "estate").first()
        if unit and actor.sees_estate(unit.estate_id) and place.upper().startswith(unit.code):
            return unit, None
    if area_key:
        area = PublicArea.objects.filter(pk=area_key).select_related("estate").first()
        if area and actor.sees_estate(area.estate_id) and place.startswith(area.name):
            return None, area
    return None, None


def whole_phone(data: Mapping[str, Any], actor: Principal) -> str:
    """The typed number, or the known one behind the mask; '' for what is no number yet."""
    typed = str(data.get("contact_phone", "")).strip()
    known = known_phone(data)
    if known is not None and typed == mask(known.number):
        return known.number
    try:
        return normalise(typed) if typed else ""
    except ValidationError:
        return ""


def known_phone(data: Mapping[str, Any]) -> ResidentPhone | None:
    phone_key = key(data.get("phone_id"))
    return ResidentPhone.objects.filter(pk=phone_key).first() if phone_key else None


def reporter_of(data: Mapping[str, Any], actor: Principal) -> Resident | None:
    """Who calls, if he lives in one of this person's estates."""
    reporter_key = key(data.get("reporter"))
    if reporter_key is None:
        return None
    rows = Resident.objects.filter(pk=reporter_key)
    if actor.estate_ids is not None:
        rows = rows.filter(occupancies__unit__estate_id__in=actor.estate_ids)
    return rows.first()
