"""After the tenant is known: who acts, in which language and zone, and what the person owes before anything else."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from servicedesk.people import sessions
from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.web.estate import current_estate
from servicedesk.web.htmx import go
from servicedesk.web.links import tenant_of_link

NOBODY = Principal("nobody", "")
# Where somebody who owes something may go all the same.
FREE = ("sign-out", "set-language")


class PersonalMiddleware:
    """Sets `request.actor`; ends sessions that are over; activates language and zone; sends on who owes something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_guest(request):
            request.user = AnonymousUser()
        if not request.path.startswith("/api/"):
            open_or_end(request)
        request.actor = principal_of(request)  # type: ignore[attr-defined]
        debt = owed(request)
        if debt and request.path not in {reverse(name) for name in (debt, *FREE)}:
            return go(request, debt)
        with timezone.override(zone_of(request)):
            return self.get_response(request)


def is_guest(request: HttpRequest) -> bool:
    """Whether a signed link has opened another company than the one this person is signed in to. There he is nobody,
    and his own session goes on untouched.
    """
    user, opened = request.user, tenant_of_link(request)
    return opened is not None and user.is_authenticated and user.tenant_id != opened


def zone_of(request: HttpRequest) -> ZoneInfo:
    """Times are shown in the zone of the estate one works in (R29); before there is one, in the installation's."""
    estate = None if request.path.startswith("/api/") else current_estate(request)
    return estate.tz if estate is not None else ZoneInfo(settings.ESTATE_TIME_ZONE)


def open_or_end(request: HttpRequest) -> None:
    """Activate the account's language, or end a session that is over: LoginRequiredMiddleware then asks anew."""
    user = request.user
    if not user.is_authenticated:
        return
    translation.activate(user.language)
    request.LANGUAGE_CODE = translation.get_language()
    why = sessions.over(request) or shut_out(request)
    if why:
        logout(request)
        messages.info(request, why)


def shut_out(request: HttpRequest) -> str:
    """Why this account may no longer be used: its company is closed, or the person no longer works there."""
    user: Any = request.user
    if user.tenant_id is None:
        return ""
    if not user.tenant.active or user.staff is None:
        return _("This account is closed.")
    return ""


def principal_of(request: HttpRequest) -> Principal:
    """The principal of a session; a key's principal is set by the API's own authentication."""
    user = request.user
    if request.path.startswith("/api/") or not user.is_authenticated or not user.tenant_id or user.staff is None:
        return NOBODY
    return Principal.of_staff(user.staff)


def owed(request: HttpRequest) -> str:
    """The page that comes before any other: the second factor, a password of one's own; '' when nothing is owed."""
    user: Any = request.user
    if request.path.startswith("/api/") or not user.is_authenticated:
        return ""
    verified = user.is_verified()
    if not verified and request.session.get(sessions.HAS_FACTOR):
        return "mfa-verify"
    if user.must_change_password:
        return "change-password"
    return "mfa-set-up" if not verified and factor_required(request) else ""


def factor_required(request: HttpRequest) -> bool:
    """MFA is required of tenant admins (a tenant may waive it for itself, as the demo group does)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    user: Any = request.user
    return bool(settings.MFA_REQUIRED and actor.role == Role.TENANT_ADMIN and user.tenant.mfa_required)
