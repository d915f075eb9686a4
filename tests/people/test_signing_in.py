"""Sign-in: who may, what is said to who may not, and what ends a session."""

import time
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from servicedesk.people.models import Shift, User
from servicedesk.tenancy.models import Tenant
from tests.cast import PASSWORD, Cast

NAME = "hexin-clerk"


def sign_in(client: Client, name: str = NAME, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": name, "password": password, **more})


def test_the_right_password_leads_to_the_first_page_with_a_new_session(cast: Cast, client: Client) -> None:
    client.get("/sign-in")
    client.session["planted"] = "x"
    before = client.session.session_key
    response = sign_in(client, name=" Hexin-Clerk ")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session.session_key not in (None, before)


def test_the_page_asked_for_is_opened_but_never_one_of_another_site(cast: Cast, client: Client) -> None:
    assert sign_in(client, next="/dashboard")["Location"] == "/dashboard"
    assert sign_in(Client(), next="https://evil.example/")["Location"] == "/"
    assert sign_in(Client(), next="//evil.example")["Location"] == "/"


def test_unknown_name_and_wrong_password_are_answered_alike(cast: Cast, client: Client) -> None:
    pages = [sign_in(client, *who) for who in ((NAME, "wrong"), ("hexin-nobody", "wrong"))]
    texts = [page.content.decode().replace("hexin-nobody", NAME) for page in pages]
    assert [page.status_code for page in pages] == [422, 422]
    assert plain(texts[0]) == plain(texts[1])


def plain(text: str) -> str:
    """Without the form's token, which differs each time."""
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())


def test_an_unknown_name_costs_a_hash_as_a_known_one_does(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alike in time too: the hasher is asked once for each."""
    asked: list[str] = []

    def encode(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        asked.append(password)
        return original(hasher, password, salt)

    original = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    sign_in(client, "hexin-nobody", "first")
    sign_in(client, NAME, "second")
    assert asked == ["first", "second"]


def test_after_five_wrong_passwords_the_right_one_waits_and_the_page_says_until_when(
    cast: Cast, client: Client
) -> None:
    for tries_left in (4, 3, 2, 1):
        assert str(tries_left) in sign_in(client, password="wrong").content.decode()
    assert sign_in(client, password="wrong").status_code == 429
    locked = sign_in(client)
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert locked.context["free_at"] == AccessAttempt.objects.get().attempt_time + locked_for()
    assert sign_in(client, name="hexin-second_clerk").status_code == 302


def locked_for() -> timedelta:
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


@pytest.mark.parametrize("what", ["account", "company"])
def test_a_closed_account_or_company_is_answered_as_a_wrong_password(cast: Cast, client: Client, what: str) -> None:
    close(cast, what)
    assert "user" not in client.session and sign_in(client).status_code == 422


@pytest.mark.parametrize("what", ["account", "company", "member"])
def test_who_is_signed_in_when_it_closes_is_thrown_out(cast: Cast, what: str) -> None:
    client = cast.client("clerk")
    assert client.get("/account/password").status_code == 200
    close(cast, what)
    assert client.get("/account/password")["Location"].startswith("/sign-in")


def close(cast: Cast, what: str) -> None:
    if what == "account":
        User.objects.filter(username=NAME).update(is_active=False)
    elif what == "company":
        Tenant.objects.filter(pk=cast.tenant.pk).update(active=False)
    else:
        cast.clerk.active = False
        cast.clerk.save()


def test_a_shared_computer_is_signed_out_when_nobody_uses_it(cast: Cast, client: Client) -> None:
    sign_in(client, shared="on")
    wind(client, seen=int(time.time()) - settings.IDLE_SECONDS - 1)
    assert client.get("/account/password").status_code == 302
    sign_in(client)
    wind(client, seen=int(time.time()) - settings.IDLE_SECONDS - 1)
    assert client.get("/account/password").status_code == 200


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(cast: Cast, client: Client) -> None:
    sign_in(client, shared="on")
    long_ago = int(time.time()) - settings.IDLE_SECONDS + 5
    wind(client, seen=long_ago)
    client.get("/account/password", headers={"X-Unattended": "1"})
    assert client.session["seen"] == long_ago
    client.get("/account/password")
    assert client.session["seen"] > long_ago


def test_a_shared_computer_is_signed_out_at_the_end_of_the_shift(cast: Cast, client: Client) -> None:
    sign_in(client, name="hexin-technician", shared="on")
    shift = Shift.objects.get(staff=cast.technician)
    # Computed from what is left of the shift, by two clocks that both cut off their fractions.
    assert client.session["until"] == pytest.approx(shift.ends_at.timestamp(), abs=5)
    wind(client, until=int(time.time()) - 1)
    assert client.get("/account/password").status_code == 302
    Shift.objects.all().delete()
    sign_in(client, name="hexin-technician", shared="on")
    assert "until" not in client.session


def wind(client: Client, **values: int) -> None:
    session = client.session
    session.update(values)
    session.save()


def test_cookies_are_for_the_browser_alone(cast: Cast, client: Client) -> None:
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"]
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.HTTPS


def test_signing_out_is_a_post_and_ends_the_session(cast: Cast) -> None:
    client = cast.client("clerk")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert "_auth_user_id" not in client.session


def test_a_part_of_a_page_whose_session_ended_sends_the_whole_page_to_sign_in(cast: Cast, client: Client) -> None:
    response = client.get("/account/password", headers={"HX-Request": "true"}, follow=True)
    assert response["HX-Redirect"] == "/sign-in"


def test_a_platform_operator_lands_on_a_page_that_says_what_he_sees(cast: Cast, client: Client) -> None:
    """Domain §1: sees no tenant's business data by default."""
    User.objects.create_user("operator", PASSWORD)
    assert sign_in(client, name="operator")["Location"] == "/operator"
    assert client.get("/operator").status_code == 200
    assert client.get("/")["Location"] == "/operator"
    assert client.get("/dashboard").status_code == client.get("/settings").status_code == 403
    assert cast.client("clerk").get("/operator")["Location"] == "/"


@pytest.mark.parametrize(
    "body", [{}, {"username": "\x00" * 3, "password": "x"}, {"username": "a" * 9999, "password": "b"}]
)
def test_malformed_input_is_refused_in_the_form(db: None, client: Client, body: dict[str, str]) -> None:
    assert client.post("/sign-in", body).status_code == 422


def test_the_language_is_chosen_before_sign_in_and_kept_with_the_account(cast: Cast, client: Client) -> None:
    client.post("/language", {"language": "en", "next": "/sign-in"})
    assert "User name" in client.get("/sign-in").content.decode()
    clerk = cast.client("clerk")
    clerk.post("/language", {"language": "en"})
    assert User.objects.get(username=NAME).language == "en"
    assert clerk.post("/language", {"language": "xx", "next": "https://evil.example"})["Location"] == "/sign-in"
    assert User.objects.get(username=NAME).language == "en"
