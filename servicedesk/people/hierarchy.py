"""Who can do what, and who stands above whom: the two tables of staff that change together (R15, R19)."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.journal.record import About, record
from servicedesk.people import events
from servicedesk.people.enums import Skill
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import require_tenant_id


@atomic
def set_skills(*, actor: Principal, staff_id: UUID, skills: list[str]) -> StaffMember:
    """The kinds of work somebody can do (R19); before and after are kept (R10)."""
    edit_settings.demand(actor)
    if unknown := [skill for skill in skills if skill not in Skill.values]:
        raise Invalid(_("“{value}” is not known.").format(value=unknown[0]), rule="R19", field="skills")
    member = locked(staff_id)
    before = ", ".join(sorted(member.skills))
    member.skills = [skill for skill in Skill.values if skill in skills]
    member.save(update_fields=["skills"])
    tell(member, "skills", before, ", ".join(sorted(member.skills)), actor)
    return member


@atomic
def set_superiors(*, actor: Principal, wanted: Mapping[UUID, UUID | None]) -> None:
    """Everybody's superior at once (R15). Raises Invalid when a chain would come back to where it began."""
    edit_settings.demand(actor)
    # Two halves of a circle must not be written at the same moment.
    Tenant.objects.select_for_update(no_key=True).get(pk=require_tenant_id())
    members = {one.pk: one for one in StaffMember.objects.lock_all(wanted)}
    if missing := set(wanted) - set(members):
        raise NotFound(_("There is no such member of staff."), rule="R15", field=str(missing.pop()))
    chain = dict(StaffMember.objects.values_list("pk", "reports_to_id")) | dict(wanted)
    if ring := next(rings(chain), None):
        raise Invalid(ring_words(ring), rule="R15", field="reports_to")
    names = dict(StaffMember.objects.values_list("pk", "name"))
    for pk, superior in wanted.items():
        member = members[pk]
        before = names.get(member.reports_to_id, "")
        member.reports_to_id = superior
        member.save(update_fields=["reports_to"])
        tell(member, "reports_to", before, names.get(superior, ""), actor)


def rings(chain: Mapping[Any, Any]) -> Iterator[list[Any]]:
    """The circles of a chain {who: his superior}, each once, in their order upwards."""
    known: set[Any] = set()
    for start in chain:
        path: list[Any] = []
        here = start
        while here is not None and here not in known:
            known.add(here)
            path.append(here)
            here = chain.get(here)
        if here in path:
            yield path[path.index(here) :]


def ring_words(ring: list[Any]) -> str:
    """孙海涛 → 马志远 → 孙海涛: the circle by its names."""
    names = dict(StaffMember.objects.filter(pk__in=ring).values_list("pk", "name"))
    words = " → ".join(names.get(pk, "?") for pk in [*ring, ring[0]])
    return _("The superiors form a circle: {ring}. The climb must end somewhere.").format(ring=words)


def locked(staff_id: UUID) -> StaffMember:
    try:
        return StaffMember.objects.lock(staff_id)
    except StaffMember.DoesNotExist as unknown:
        raise NotFound(_("There is no such member of staff."), rule="") from unknown


def tell(member: StaffMember, name: str, before: str, after: str, actor: Principal) -> None:
    """One changed value, in the journal."""
    if before != after:
        event = events.StaffChanged(member.name, {name: before}, {name: after})
        record(About("staff", member.pk), event, actor=actor)
