"""manage.py create_tenant: how a company begins."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from servicedesk.people.models import Department, StaffMember, User
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope


def create(code: str = "qinghe", admin: str = "qinghe-admin", name: str = "青禾里物业") -> str:
    out = StringIO()
    call_command("create_tenant", code=code, name=name, admin=admin, stdout=out)
    return out.getvalue()


def test_the_administrator_signs_in_chooses_a_password_and_sets_up_a_second_factor(db: None) -> None:
    told = create()
    password = told.partition("One-time password: ")[2].split()[0]
    client = Client()
    assert client.post("/sign-in", {"username": "qinghe-admin", "password": password}).status_code == 302
    assert client.get("/")["Location"] == "/account/password"
    sent = {"old": password, "new": "green house tree", "again": "green house tree"}
    assert client.post("/account/password", sent).status_code == 302
    assert client.get("/")["Location"] == "/account/second-factor"


def test_the_company_begins_with_its_departments_and_one_admin(db: None) -> None:
    create()
    tenant = Tenant.objects.get(code="qinghe")
    assert tenant.mfa_required and tenant.active
    with tenant_scope(tenant.pk):
        assert Department.objects.count() == 6 and StaffMember.objects.get().role == "tenant_admin"


@pytest.mark.parametrize(
    ("code", "admin", "name"),
    [
        ("qinghe", "other-admin", "x"),
        ("other", "qinghe-admin", "x"),
        ("Bad Code", "a-b", "x"),
        ("ok", "Ä", "x"),
        ("ok", "ab", ""),
    ],
)
def test_what_is_taken_or_malformed_creates_nothing(db: None, code: str, admin: str, name: str) -> None:
    create()
    with pytest.raises(CommandError):
        create(code, admin, name)
    assert (Tenant.objects.count(), User.objects.count()) == (1, 1)
