"""The second factor: required of tenant admins, open to all, never a way in or out without proof."""

import time
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from servicedesk.people.actions import remove_factor
from servicedesk.people.models import User
from servicedesk.tenancy.models import Tenant
from tests.cast import PASSWORD, Cast

SET_UP, VERIFY = "/account/second-factor", "/account/second-factor/verify"


def code_of(device: TOTPDevice) -> str:
    """What the app on the phone shows now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def device_of(name: str) -> TOTPDevice:
    return TOTPDevice.objects.get(user__username=name)


def signed_in(name: str) -> Client:
    client = Client()
    assert client.post("/sign-in", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def set_up(client: Client, name: str) -> Any:
    client.get(SET_UP)
    return client.post(SET_UP, {"code": code_of(device_of(name))})


def later(name: str) -> None:
    """As if the last code lay long back: each code is good once."""
    TOTPDevice.objects.filter(user__username=name).update(last_t=-1, throttling_failure_count=0)


@pytest.fixture
def required(cast: Cast) -> Cast:
    Tenant.objects.filter(pk=cast.tenant.pk).update(mfa_required=True)
    return cast


def test_an_admin_sets_one_up_before_anything_else(required: Cast) -> None:
    client = signed_in("hexin-admin")
    for url in ("/", "/settings", "/dashboard", "/settings/keys"):
        assert client.get(url)["Location"] == SET_UP
    page = client.get(SET_UP)
    assert page.status_code == 200 and "<svg" in page.content.decode()
    done = set_up(client, "hexin-admin")
    assert done.status_code == 200 and len(done.context["codes"]) == 10
    assert client.get("/settings").status_code == 200


def test_other_roles_go_on_without(required: Cast) -> None:
    assert signed_in("hexin-supervisor").get("/settings").status_code == 200


def test_a_wrong_code_does_not_set_it_up(required: Cast) -> None:
    client = signed_in("hexin-admin")
    client.get(SET_UP)
    for code in ("000000", "", "abc", "1" * 99):
        assert client.post(SET_UP, {"code": code}).status_code == 422
    assert not device_of("hexin-admin").confirmed
    assert client.get("/settings")["Location"] == SET_UP


def test_whoever_has_one_is_asked_at_each_sign_in(cast: Cast) -> None:
    """Voluntary ones too; and knowing the password is not enough to replace it or take it off."""
    set_up(signed_in("hexin-clerk"), "hexin-clerk")
    client = signed_in("hexin-clerk")
    assert client.get("/")["Location"] == VERIFY
    for url in (SET_UP, "/account/password"):
        assert client.get(url)["Location"] == VERIFY
    for url in ("/account/second-factor/take-off", "/account/second-factor/recovery", SET_UP):
        assert client.post(url)["Location"] == VERIFY
    later("hexin-clerk")
    assert client.post(VERIFY, {"code": code_of(device_of("hexin-clerk"))})["Location"] == "/"
    assert client.get("/account/password").status_code == 200


def test_a_code_is_good_once_and_wrong_ones_are_slowed_down(cast: Cast) -> None:
    set_up(signed_in("hexin-clerk"), "hexin-clerk")
    client, device = signed_in("hexin-clerk"), device_of("hexin-clerk")
    used = client.post(VERIFY, {"code": code_of(device)})
    assert used.status_code == 422
    later("hexin-clerk")
    assert client.post(VERIFY, {"code": "000000"}).status_code == 422
    assert client.post(VERIFY, {"code": code_of(device)}).status_code == 422


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    codes = set_up(signed_in("hexin-clerk"), "hexin-clerk").context["codes"]
    first = signed_in("hexin-clerk")
    assert first.post(VERIFY, {"code": codes[0].upper()}).status_code == 302
    assert StaticToken.objects.count() == 9
    assert signed_in("hexin-clerk").post(VERIFY, {"code": codes[0]}).status_code == 422
    fresh = first.post("/account/second-factor/recovery").context["codes"]
    assert len(fresh) == 10 and not set(fresh) & set(codes)


def test_it_is_taken_off_by_oneself_unless_required(cast: Cast) -> None:
    client = signed_in("hexin-admin")
    set_up(client, "hexin-admin")
    Tenant.objects.filter(pk=cast.tenant.pk).update(mfa_required=True)
    client.post("/account/second-factor/take-off")
    assert TOTPDevice.objects.filter(user__username="hexin-admin").exists()
    Tenant.objects.filter(pk=cast.tenant.pk).update(mfa_required=False)
    client.post("/account/second-factor/take-off")
    assert not TOTPDevice.objects.filter(user__username="hexin-admin").exists()


def test_the_admin_takes_a_lost_phone_off(cast: Cast) -> None:
    set_up(signed_in("hexin-clerk"), "hexin-clerk")
    remove_factor(actor=cast.act("admin"), staff_id=cast.clerk.pk)
    assert signed_in("hexin-clerk").get("/account/password").status_code == 200


def test_a_session_older_than_the_factor_owes_it_too(required: Cast) -> None:
    old, new = signed_in("hexin-admin"), signed_in("hexin-admin")
    set_up(new, "hexin-admin")
    assert old.get("/settings")["Location"] == SET_UP
    assert old.get(SET_UP)["Location"] == VERIFY
    later("hexin-admin")
    assert old.post(VERIFY, {"code": code_of(device_of("hexin-admin"))}).status_code == 302


def test_an_operator_without_a_company_may_set_one_up(db: None) -> None:
    User.objects.create_user("operator", PASSWORD)
    client = signed_in("operator")
    assert set_up(client, "operator").status_code == 200
    assert client.get("/operator").status_code == 200
