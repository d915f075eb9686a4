"""Writes to accounts and staff: one transaction each, keyword-only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.estates.phones import normalise
from servicedesk.journal.record import About, record
from servicedesk.people import events, factor
from servicedesk.people.enums import ALL_ESTATES, Role, Skill
from servicedesk.people.models import Department, Posting, StaffMember, User
from servicedesk.people.pinyin import spell
from servicedesk.people.principal import Principal
from servicedesk.people.queries import is_last_admin, kept_by
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import require_tenant_id

# Read aloud or copied once: no letters that are mistaken for digits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Person:
    """What is known of a member of staff. `postings`: (estate, department) pairs."""

    name: str
    employee_no: str
    phone: str
    role: str
    title: str = ""
    skills: Sequence[str] = ()
    reports_to: UUID | None = None
    postings: Sequence[tuple[UUID, UUID]] = field(default=())


def one_time() -> str:
    """A password that is told once and must be replaced: 60 bits, in three groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


@atomic
def set_own_password(*, user: User, password: str) -> None:
    """Replace the password; a one-time password is thereby used up. The form has checked the old one and the rules."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


@atomic
def add_staff(*, actor: Principal, person: Person) -> tuple[StaffMember, str]:
    """A new member of staff with an account. Returns him and the one-time password, which is never shown again.

    Raises Invalid naming the field, NotFound for an estate or department of others.
    """
    edit_settings.demand(actor)
    one_at_a_time("staff")
    member = StaffMember()
    write(member, person)
    password = one_time()
    member.user = account(member, password)
    member.save()
    post(member, person)
    record(About("staff", member.pk), events.StaffAdded(member.name, {}, facts(member)), actor=actor)
    return member, password


def account(member: StaffMember, password: str) -> User:
    """An account named after company and number; a further figure when that name is taken."""
    tenant = Tenant.objects.get(pk=require_tenant_id())
    stem = f"{tenant.code}-{member.employee_no}".lower()
    name, number = stem, 1
    while User.objects.filter(username=name).exists():
        number += 1
        name = f"{stem}-{number}"
    user = User(username=name, tenant=tenant, must_change_password=True)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as wrong:
        words = _("Letters, digits, dot and dash only: the account is named after it.")
        raise Invalid(words, rule="", field="employee_no") from wrong
    user.set_password(password)
    user.save()
    return user


@atomic
def change_staff(*, actor: Principal, staff_id: UUID, person: Person) -> StaffMember:
    """New values for a member of staff; what they were is kept in the journal (R10)."""
    one_at_a_time("staff")
    member = staff(actor, staff_id)
    before = facts(member)
    if person.role != Role.TENANT_ADMIN and is_last_admin(member):
        raise Invalid(_("This is the last tenant admin: make another one first."), rule="", field="role")
    write(member, person)
    member.save()
    post(member, person)
    after = facts(member)
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        old, new = ({key: values[key] for key in changed} for values in (before, after))
        record(About("staff", member.pk), events.StaffChanged(member.name, old, new), actor=actor)
    return member


def staff(actor: Principal, staff_id: UUID) -> StaffMember:
    """The locked member of staff, whom this actor may change. Raises NotFound."""
    edit_settings.demand(actor)
    try:
        return StaffMember.objects.lock(staff_id)
    except StaffMember.DoesNotExist as unknown:
        raise NotFound(_("There is no such member of staff."), rule="") from unknown


def write(member: StaffMember, person: Person) -> None:
    """Check each value and put it on the row."""
    for name in ("name", "employee_no", "title"):
        setattr(member, name, getattr(person, name).strip())
    member.pinyin = spell(member.name)
    check_words(member, person)
    try:
        member.phone = normalise(person.phone)
    except ValidationError as wrong:
        raise Invalid(wrong.messages[0], rule="R2", field="phone") from wrong
    member.role, member.skills = person.role, list(person.skills)
    member.reports_to = superior_of(member, person.reports_to)


def check_words(member: StaffMember, person: Person) -> None:
    for name in ("name", "employee_no"):
        if not getattr(member, name):
            raise Invalid(_("This must not be empty."), rule="", field=name)
    taken = StaffMember.objects.filter(employee_no=member.employee_no).exclude(pk=member.pk).first()
    if taken is not None:
        raise Invalid(_("{name} has this number.").format(name=taken.name), rule="", field="employee_no")
    for name, values, known in (("role", [person.role], Role.values), ("skills", person.skills, Skill.values)):
        if unknown := [value for value in values if value not in known]:
            raise Invalid(_("“{value}” is not known.").format(value=unknown[0]), rule="", field=name)
    if person.role not in ALL_ESTATES and not person.postings:
        raise Invalid(_("This role works in an estate: choose one."), rule="", field="estate_0")


def superior_of(member: StaffMember, superior_id: UUID | None) -> StaffMember | None:
    """The superior, in a chain that does not come back: the climb must end somewhere (R15)."""
    if superior_id is None:
        return None
    superior = StaffMember.objects.filter(pk=superior_id, active=True).first()
    if superior is None:
        raise NotFound(_("There is no such member of staff."), rule="R15", field="reports_to")
    above: StaffMember | None = superior
    seen: set[Any] = set()
    while above is not None and above.pk not in seen:
        if above.pk == member.pk and not member._state.adding:
            raise Invalid(_("That would close the chain of superiors to a ring."), rule="R15", field="reports_to")
        seen.add(above.pk)
        above = above.reports_to
    return superior


def post(member: StaffMember, person: Person) -> None:
    """Where he works, instead of what was there before."""
    wanted = set(person.postings)
    estates = {one.pk for one in Estate.objects.filter(pk__in={estate for estate, _d in wanted})}
    known = {one.pk for one in Department.objects.filter(pk__in={department for _e, department in wanted})}
    if {estate for estate, _d in wanted} - estates or {department for _e, department in wanted} - known:
        raise NotFound(_("There is no such estate or department."), rule="", field="estate_0")
    present = {(one.estate_id, one.department_id): one for one in member.postings.all()}
    for pair in present.keys() - wanted:
        present[pair].delete()
    for estate_id, department_id in wanted - present.keys():
        Posting.objects.create(staff=member, estate_id=estate_id, department_id=department_id)
    member.__dict__.pop("estate_ids", None)


def facts(member: StaffMember) -> dict[str, Any]:
    """A member of staff as the journal keeps him; the phone number is not repeated there in full."""
    places = [
        f"{one.estate.code}/{one.department.name}" for one in member.postings.select_related("estate", "department")
    ]
    return {
        "name": member.name, "employee_no": member.employee_no, "phone": member.phone[-4:], "role": member.role,
        "title": member.title, "skills": ", ".join(sorted(member.skills)),
        "reports_to": member.reports_to.name if member.reports_to else "", "postings": ", ".join(sorted(places)),
    }  # fmt: skip


@atomic
def deactivate_staff(*, actor: Principal, staff_id: UUID) -> StaffMember:
    """He no longer works here: the account is closed and its sessions end. Raises Conflict saying what hinders it."""
    member = staff(actor, staff_id)
    if member.pk == actor.staff_id:
        raise Conflict(_("Nobody deactivates himself."), rule="")
    if reasons := kept_by(member):
        raise Conflict(_("Not yet: {name} {reasons}.").format(name=member.name, reasons=_(", ").join(reasons)), rule="")
    if member.active:
        switch(member, active=False)
        record(About("staff", member.pk), events.StaffDeactivated(member.name), actor=actor)
    return member


@atomic
def reactivate_staff(*, actor: Principal, staff_id: UUID) -> StaffMember:
    """He is back; the old password still holds, a new one can be given."""
    member = staff(actor, staff_id)
    if not member.active:
        switch(member, active=True)
        record(About("staff", member.pk), events.StaffReactivated(member.name), actor=actor)
    return member


def switch(member: StaffMember, *, active: bool) -> None:
    member.active = active
    member.save(update_fields=["active"])
    if member.user_id is not None:
        User.objects.filter(pk=member.user_id).update(is_active=active)


@atomic
def reset_password(*, actor: Principal, staff_id: UUID) -> tuple[StaffMember, str]:
    """A one-time password, told once; the old one and every session end. Who had no account gets one."""
    member = staff(actor, staff_id)
    password = one_time()
    if member.user is None:
        member.user = account(member, password)
        member.save(update_fields=["user"])
    member.user.set_password(password)
    member.user.must_change_password = True
    member.user.save(update_fields=["password", "must_change_password"])
    record(About("staff", member.pk), events.PasswordReset(member.name), actor=actor)
    return member, password


@atomic
def remove_factor(*, actor: Principal, staff_id: UUID) -> StaffMember:
    """The phone is lost: the second factor goes, and is set up anew at the next sign-in where it is required."""
    member = staff(actor, staff_id)
    if member.user is not None and factor.remove(member.user):
        record(About("staff", member.pk), events.FactorRemoved(member.name), actor=actor)
    return member


@atomic
def require_factor(*, actor: Principal, required: bool) -> None:
    """Whether the company's admins need a second factor."""
    edit_settings.demand(actor)
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=require_tenant_id())
    if tenant.mfa_required != required:
        tenant.mfa_required = required
        tenant.save(update_fields=["mfa_required"])
        values = {"mfa_required": not required}, {"mfa_required": required}
        record(About("company", tenant.pk), events.CompanyChanged(tenant.name, *values), actor=actor)
