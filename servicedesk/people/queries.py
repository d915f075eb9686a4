"""Reads of staff: the list of the settings, who is on now, and what holds somebody back from leaving."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.people import duty
from servicedesk.people.enums import ALL_ESTATES, Role
from servicedesk.people.models import Department, Posting, Shift, StaffMember
from servicedesk.people.principal import Principal

# Work in progress that somebody must hand over before leaving: each app adds a function that says it in words, or ''.
WORK: list[Callable[[UUID], str]] = []


def staff_of(actor: Principal) -> QuerySet[StaffMember]:
    """Staff who work in this person's estates, and those who see all estates; everybody for the whole company."""
    everybody = StaffMember.objects.select_related("user", "reports_to").order_by("employee_no")
    if actor.estate_ids is None:
        return everybody
    here = Posting.objects.filter(staff=OuterRef("pk"), estate_id__in=actor.estate_ids)
    return everybody.filter(Q(role__in=ALL_ESTATES) | Exists(here))


def listed(
    actor: Principal, *, words: str = "", estate_id: str = "", role: str = "", gone: bool = False
) -> QuerySet[StaffMember]:
    """The list, narrowed: by name, pinyin or number; estate; role; with who has left."""
    rows = staff_of(actor).prefetch_related("postings__estate", "postings__department")
    if not gone:
        rows = rows.filter(active=True)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(employee_no__iexact=words) | Q(pinyin__contains=words.lower()))
    if role in Role.values:
        rows = rows.filter(role=role)
    if estate_id:
        rows = rows.filter(Exists(Posting.objects.filter(staff=OuterRef("pk"), estate_id=estate_id)))
    return rows


def on_now(actor: Principal, at: datetime) -> list[Shift]:
    """Who is on shift now, by estate and kind of shift."""
    shifts = duty.running(at, actor.estate_ids)
    return list(shifts.select_related("staff", "estate").order_by("estate__code", "kind", "staff__employee_no"))


def superiors() -> list[tuple[str, str]]:
    """Whom somebody can report to: everybody who is active."""
    rows = StaffMember.objects.filter(active=True).order_by("employee_no")
    return [(str(one.pk), f"{one.name} · {one.get_role_display()}") for one in rows]


def departments() -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in Department.objects.order_by("name")]


def kept_by(person: StaffMember) -> list[str]:
    """What must be settled before this person can be deactivated, in words; empty when nothing is."""
    reasons = [words for words in (work(person.pk) for work in WORK) if words]
    reasons += [_("manages {name}").format(name=one.name) for one in Estate.objects.filter(manager=person)]
    reasons += [_("heads {name}").format(name=one.name) for one in Department.objects.filter(head=person)]
    if is_last_admin(person):
        reasons.append(_("is the last tenant admin"))
    return reasons


def is_last_admin(person: StaffMember) -> bool:
    """Whether nobody would be left who can change the settings."""
    admins = StaffMember.objects.filter(role=Role.TENANT_ADMIN, active=True, user__is_active=True)
    return person.role == Role.TENANT_ADMIN and not admins.exclude(pk=person.pk).exists()


def changes(subject_id: Any, most: int = 5) -> list[Any]:
    """The latest events of a member of staff, an estate or a key."""
    from servicedesk.journal.models import Event

    return list(Event.objects.filter(subject_id=subject_id).order_by("-id")[:most])
