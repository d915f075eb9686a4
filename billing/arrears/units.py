"""Units as somebody may touch their arrears: seen, and alone while something is written about them (R38)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.estates.models import Unit
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from servicedesk.refusals import NotFound
from servicedesk.tenancy.locks import one_at_a_time

RULE = "R38"


def unit_seen(unit_id: UUID, actor: Principal) -> Unit:
    """Raises NotFound for another tenant's or estate's."""
    unit = Unit.objects.select_related("estate__tenant", "building").filter(pk=unit_id).first()
    if unit is None or not actor.sees_estate(unit.estate_id):
        raise NotFound(_("There is no such place in this estate."), rule=RULE, field="unit")
    return unit


def alone(unit_id: UUID, actor: Principal, rule: Rule) -> Unit:
    """The unit, alone until the transaction ends: whoever takes its money waits, or is seen. Raises NotFound."""
    one_at_a_time(f"unit's money:{unit_id}")
    unit = unit_seen(unit_id, actor)
    rule.demand(actor, unit)
    return unit


def all_alone(unit_ids: Iterable[UUID], actor: Principal, rule: Rule) -> list[UUID]:
    """The same of many, in the order of their ids, so that two who do so cannot deadlock; those that are seen."""
    rule.demand(actor)
    keys = sorted(set(unit_ids))
    for key in keys:
        one_at_a_time(f"unit's money:{key}")
    rows = actor.among(Unit.objects.filter(pk__in=keys))
    return list(rows.order_by("pk").values_list("pk", flat=True))
