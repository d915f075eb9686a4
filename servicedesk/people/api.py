"""REST: staff and departments, and how a request names them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.cursors import printable
from servicedesk.api.filters import FlagFilter
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import estate_named, uuid_of
from servicedesk.estates.phones import mask
from servicedesk.people.enums import ALL_ESTATES, Role, Skill
from servicedesk.people.models import Department, Posting, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import role_rule
from servicedesk.refusals import NotFound

view_staff = role_rule("staff.view", tuple(Role), scope="read")


def staff_id(name: str, field: str = "staff") -> UUID:
    """A member of staff by employee number or id; the action checks the estate. Raises NotFound."""
    if pk := uuid_of(name):
        return pk
    found = (
        StaffMember.objects.filter(employee_no=name).values_list("pk", flat=True).first() if printable(name) else None
    )
    if found is None:
        raise NotFound(_("There is no such member of staff in this estate."), rule="R19", field=field)
    return UUID(str(found))


def department_id(name: str, field: str = "department") -> UUID:
    """A department by name or id; the action checks the estate. Raises NotFound."""
    if pk := uuid_of(name):
        return pk
    found = Department.objects.filter(name=name).values_list("pk", flat=True).first() if printable(name) else None
    if found is None:
        raise NotFound(_("There is no such department."), rule="R13", field=field)
    return UUID(str(found))


def staff_of(actor: Principal) -> QuerySet[StaffMember]:
    """Staff who work in an estate of this key, and those who see all estates."""
    if actor.estate_ids is None:
        return StaffMember.objects.all()
    posted = Exists(Posting.objects.filter(staff=OuterRef("pk"), estate__in=actor.estate_ids))
    return StaffMember.objects.filter(posted) | StaffMember.objects.filter(role__in=ALL_ESTATES)


class PersonOut(serializers.Serializer):
    """A member of staff, in short."""

    id = serializers.UUIDField(source="pk")
    employee_no = serializers.CharField()
    name = serializers.CharField()


class PostingOut(serializers.Serializer):
    """Where somebody works."""

    estate = serializers.CharField(source="estate.code")
    department = serializers.CharField(source="department.name")


class StaffOut(PersonOut):
    """员工."""

    role = serializers.CharField()
    title = serializers.CharField()
    skills = serializers.ListField(child=serializers.CharField())
    phone = serializers.SerializerMethodField(help_text="Masked.")
    reports_to = serializers.CharField(source="reports_to.employee_no", allow_null=True, default=None)
    active = serializers.BooleanField()
    postings = PostingOut(many=True, source="postings.all")

    def get_phone(self, person: StaffMember) -> str:
        return mask(person.phone) if person.phone else ""


class DepartmentOut(serializers.Serializer):
    """部门."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    trade = serializers.CharField()
    head = PersonOut(allow_null=True)


class StaffFilters(FilterSet):
    """By estate, role and skill."""

    estate = CharFilter(method="in_estate", help_text="Code or id of an estate.")
    role = ChoiceFilter(choices=Role.choices)
    skill = ChoiceFilter(choices=Skill.choices, method="with_skill")
    active = FlagFilter()

    def in_estate(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        estate = estate_named(self.request.user, value)
        return rows.filter(Exists(Posting.objects.filter(staff=OuterRef("pk"), estate=estate)))

    def with_skill(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(skills__contains=[value])


class StaffList(Listing):
    """The staff of the estates that this key sees."""

    rule, tag, operations = view_staff, "staff", {"GET": "list_staff"}
    serializer_class, filterset_class, orders = StaffOut, StaffFilters, {"employee_no": ("employee_no",)}

    def rows(self) -> QuerySet[StaffMember]:
        related = ("postings__estate", "postings__department")
        return staff_of(self.actor).select_related("reports_to").prefetch_related(*related)


class StaffDetail(Endpoint):
    """One member of staff, by employee number or id."""

    rule, tag, operations, answer = view_staff, "staff", {"GET": "get_staff"}, StaffOut
    variables = {"person": "Employee number or id."}

    def get(self, request: Request, person: str) -> Response:
        found = staff_of(self.actor).filter(pk=staff_id(person, "")).first()
        if found is None:
            raise Http404
        return self.tell(found)


class DepartmentList(Listing):
    """The departments of the company."""

    rule, tag, operations = view_staff, "staff", {"GET": "list_departments"}
    serializer_class, orders = DepartmentOut, {"name": ("name",)}

    def rows(self) -> QuerySet[Department]:
        return Department.objects.select_related("head")


urlpatterns = [
    path("staff", StaffList.as_view(), name="api-staff"),
    path("staff/<str:person>", StaffDetail.as_view(), name="api-staff-member"),
    path("departments", DepartmentList.as_view(), name="api-departments"),
]
