"""Query sets whose SQL is built once: the same rows as ever, for whoever asks, and only his own."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from servicedesk.people.models import StaffMember
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.prepared import Prepared
from servicedesk.tenancy.scope import NoTenantScope, tenant_scope
from tests.cast import Cast, at, build
from tickets.models import Ticket
from tickets.queries.worklist import Desk, counts


def of_estate(estate_id: UUID) -> QuerySet[StaffMember]:
    return StaffMember.objects.filter(postings__estate_id=estate_id).order_by("employee_no").distinct()


def test_its_rows_are_those_of_the_query_set(cast: Cast) -> None:
    found = Prepared(of_estate, UUID)(cast.estate.pk)
    plain = list(of_estate(cast.estate.pk))
    assert found == plain and len(plain) > 1
    assert [one.__dict__.keys() for one in found] == [one.__dict__.keys() for one in plain]
    assert [one.skills for one in found] == [one.skills for one in plain]


def test_plain_rows_are_tuples_and_null_equals_nothing(cast: Cast) -> None:
    named = Prepared(lambda key: of_estate(key).values_list("name", "role"), UUID)
    assert named(cast.estate.pk) == list(of_estate(cast.estate.pk).values_list("name", "role"))
    assert named(None) == []


def test_related_rows_come_with_theirs(cast: Cast, django_assert_num_queries: Any) -> None:
    """Those that are there and those that are not."""
    ticket = cast.ticket(area_id=None)
    numbered = Prepared(
        lambda number: Ticket.objects.select_related("unit__building", "area").filter(number=number), str
    )
    with django_assert_num_queries(1):
        (found,) = numbered(ticket.number)
        assert (found.unit.building, found.area) == (cast.unit.building, None)
    assert numbered.first("HJ-20261121-9999") is None


@pytest.mark.django_db
def test_a_table_of_no_tenant_is_asked_without_a_scope() -> None:
    cast = build("FY")
    coded = Prepared(lambda code: Tenant.objects.filter(code=code), str, shared=True)
    assert coded.first("FY") == cast.tenant and coded("fy") == []


def test_what_one_tenant_built_gives_another_only_his_own(cast: Cast) -> None:
    twin = build("FY")
    everybody = Prepared(lambda: StaffMember.objects.order_by("pk"))
    mine = everybody()
    with tenant_scope(twin.tenant.pk):
        theirs = everybody()
    assert mine and theirs and not {one.pk for one in mine} & {one.pk for one in theirs}
    assert {one.tenant_id for one in theirs} == {twin.tenant.pk}


@pytest.mark.django_db
def test_it_raises_without_a_scope() -> None:
    with pytest.raises(NoTenantScope):
        Prepared(of_estate, UUID)(UUID(int=5))


def test_a_parameter_that_is_not_used_is_refused(cast: Cast) -> None:
    def forgetful(estate_id: UUID, moment: datetime) -> Any:
        return of_estate(estate_id)

    with pytest.raises(ValueError, match=r"\[1\]"):
        Prepared(forgetful, UUID, datetime)(cast.estate.pk, at("2026-11-21 10:00"))


def test_the_desks_figures_are_those_of_its_tabs(cast: Cast) -> None:
    cast.ticket()
    ends = at("2026-11-21 20:00")
    desk = Desk(cast.estate.pk, cast.clerk.pk, at("2026-11-21 10:00"), ends, ends)
    figures = counts(desk)
    assert figures["all"] == desk.tickets().count() > 0
    assert {name: figures[name] for name in ("shift", "mine", "appointments")} == {
        name: desk.tickets().filter(desk.tab(name)).count() for name in ("shift", "mine", "appointments")
    }
