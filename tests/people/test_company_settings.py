"""Settings of the company: estates, keys of other systems, and whether admins need a second factor."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from servicedesk.api.models import ApiKey
from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.tenancy.models import Tenant
from tests.cast import Cast, build

ESTATES, KEYS, SECURITY = "/settings/estates", "/settings/keys", "/settings/security"


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client("admin")


def estate_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "code": "NE", "name": "新苑", "address": "", "desk_phone": "", "desk_hours": "8:00-12:00，14:00-20:00",
        "warranty_days": "60", "incident_reports": "4", "incident_minutes": "90",
        "manager": str(cast.manager.pk), "automatic_callback": "on",
    } | changes  # fmt: skip


def test_the_admin_adds_and_changes_estates_and_leaders_read_their_own(cast: Cast, admin: Client) -> None:
    assert admin.post(f"{ESTATES}/new", estate_form(cast)).status_code == 302
    estate = Estate.objects.get(code="NE")
    assert (estate.desk_hours, estate.warranty_days, estate.manager) == (
        ["08:00-12:00", "14:00-20:00"],
        60,
        cast.manager,
    )
    changed = estate_form(cast, warranty_days="90", manager="", automatic_callback="")
    assert admin.post(f"{ESTATES}/{estate.pk}", changed).status_code == 302
    event = Event.objects.get(type="estate.changed")
    assert event.payload["after"] == {"automatic_callback": False, "warranty_days": 90, "manager": ""}
    page = cast.client("supervisor").get(ESTATES).content.decode()
    assert cast.estate.name in page and "新苑" not in page
    assert cast.client("supervisor").post(f"{ESTATES}/{cast.estate.pk}", changed).status_code == 403


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "HJ"}),
        ("code", {"code": "1A"}),
        ("code", {"code": "新"}),
        ("name", {"name": " "}),
        ("desk_hours", {"desk_hours": "always"}),
        ("desk_hours", {"desk_hours": "20:00-08:00, 09:00-10:00"}),
        ("desk_hours", {"desk_hours": "25:00-26:00"}),
        ("desk_hours", {"desk_hours": "-"}),
        ("warranty_days", {"warranty_days": "-1"}),
        ("manager", {"manager": str(uuid4())}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, admin: Client, field: str, changes: Any) -> None:
    response = admin.post(f"{ESTATES}/new", estate_form(cast, **changes))
    assert response.status_code == 422 and field in response.context["form"].errors
    assert Estate.objects.count() == 2


def test_a_technician_does_not_manage_an_estate(cast: Cast, admin: Client) -> None:
    """R15: the last step of the climb is somebody who leads."""
    response = admin.post(f"{ESTATES}/new", estate_form(cast, manager=str(cast.technician.pk)))
    assert "manager" in response.context["form"].errors


@pytest.mark.parametrize("hours", ["00:00-24:00", "08:00-00:00", "20:00-08:00"])
def test_desk_hours_of_every_shape_can_be_worked_with(cast: Cast, admin: Client, hours: str) -> None:
    """R29: also round the clock and over midnight; a ticket is registered and its page opens all the same."""
    sent = estate_form(cast, name=cast.estate.name, desk_hours=hours)
    assert admin.post(f"{ESTATES}/{cast.estate.pk}", sent).status_code == 302
    cast.estate.refresh_from_db()
    assert cast.estate.hours and cast.ticket().due_at


def test_a_key_is_shown_once_works_until_revoked_and_is_kept_as_a_hash(cast: Cast, admin: Client) -> None:
    """R47."""
    response = admin.post(KEYS, {"name": "门禁系统", "scopes": ["tickets"], "estates": [str(cast.estate.pk)]})
    secret = response.context["secret"]
    key = ApiKey.objects.get(name="门禁系统")
    assert secret in response.content.decode() and response["Cache-Control"] == "no-store"
    assert secret not in admin.get(KEYS).content.decode()
    assert (key.scopes, key.estates, key.tenant_id) == (["read", "tickets"], [cast.estate.pk], cast.tenant.pk)
    assert secret not in str(Event.objects.get(type="key.created").payload)
    header = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/estates", headers=header).status_code == 200
    assert admin.post(f"{KEYS}/{key.pk}/revoke").status_code == 302
    assert Client().get("/api/v1/estates", headers=header).status_code == 401
    admin.post(f"{KEYS}/{key.pk}/revoke")
    assert Event.objects.filter(type="key.revoked").count() == 1


@pytest.mark.parametrize(
    "body", [{}, {"name": "x"}, {"name": "x", "scopes": ["root"]}, {"name": " ", "scopes": ["read"]}]
)
def test_a_key_without_name_or_scope_is_not_made(cast: Cast, admin: Client, body: dict[str, Any]) -> None:
    before = ApiKey.objects.count()
    assert admin.post(KEYS, body).status_code == 422 and ApiKey.objects.count() == before


def test_another_company_s_keys_and_estates_do_not_exist(cast: Cast, admin: Client) -> None:
    twin = build("twin", "TW")
    theirs = ApiKey.objects.filter(tenant=twin.tenant)
    for key in theirs:
        assert admin.post(f"{KEYS}/{key.pk}/revoke").status_code == 404
        assert key.prefix not in admin.get(KEYS).content.decode()
    assert not theirs.exclude(revoked_at=None).exists()
    assert admin.get(f"{ESTATES}/{twin.estate.pk}").status_code == 404
    response = admin.post(KEYS, {"name": "x", "scopes": ["read"], "estates": [str(twin.estate.pk)]})
    assert response.status_code == 422


@pytest.mark.parametrize("url", [KEYS, SECURITY])
@pytest.mark.parametrize("who", ["director", "supervisor", "clerk"])
def test_keys_and_security_are_the_admin_s_alone(cast: Cast, who: str, url: str) -> None:
    assert cast.client(who).get(url).status_code == 403


def test_the_second_factor_is_required_and_waived_with_an_event(cast: Cast, admin: Client) -> None:
    assert admin.post(SECURITY, {"required": "on"}).status_code == 302
    assert Tenant.objects.get(pk=cast.tenant.pk).mfa_required
    assert Event.objects.get(type="company.changed").payload["after"] == {"mfa_required": True}
    assert admin.get(SECURITY)["Location"] == "/account/second-factor"
