"""Whose settings somebody may write: the whole company's, or one estate's (domain §1)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import NotFound


def place_of_setting(actor: Principal, estate_id: UUID | None, *, rule: str) -> Estate | None:
    """The estate whose setting this actor may write; None: the whole company's, where `estate_id` is None.

    Raises PermissionDenied without the right, or for the company's by who speaks for some estates only; NotFound (with
    the setting's `rule`) for an estate of others or of another tenant.
    """
    edit_settings.demand(actor)
    if estate_id is None:
        demand_company(actor)
        return None
    found = Estate.objects.filter(pk=estate_id).first() if actor.sees_estate(estate_id) else None
    if found is None:
        raise NotFound(_("There is no such estate."), rule=rule, field="estate")
    return found


def demand_company(actor: Principal) -> None:
    """What is of no estate: the calendar, the catalogue, the company's own word. Raises PermissionDenied."""
    edit_settings.demand(actor)
    if actor.estate_ids is not None:
        raise PermissionDenied(edit_settings.name)
