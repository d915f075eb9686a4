"""After the tenant is known: who acts, in which language and zone, and whether a second factor is due."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal

NOBODY = Principal("nobody", "")
# Where somebody who still owes a second factor may go.
MFA_FREE = ("sign-out", "mfa-set-up", "mfa-verify", "set-language")


class PersonalMiddleware:
    """Sets `request.actor`; activates the user's language and the estate's zone; holds back admins without MFA."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = principal_of(request)  # type: ignore[attr-defined]
        if request.user.is_authenticated and not request.path.startswith("/api/"):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        if owes_second_factor(request):
            return redirect("mfa-verify")
        with timezone.override(ZoneInfo(settings.ESTATE_TIME_ZONE)):
            return self.get_response(request)


def principal_of(request: HttpRequest) -> Principal:
    """The principal of a session; a key's principal is set by the API's own authentication."""
    user = request.user
    if request.path.startswith("/api/") or not user.is_authenticated or not user.tenant_id or user.staff is None:
        return NOBODY
    return Principal.of_staff(user.staff)


def owes_second_factor(request: HttpRequest) -> bool:
    """MFA is required of tenant admins (a tenant may waive it for itself, as the demo group does)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    if not settings.MFA_REQUIRED or actor.role != Role.TENANT_ADMIN or not request.user.tenant.mfa_required:
        return False
    return not request.user.is_verified() and request.path not in {reverse(name) for name in MFA_FREE}
