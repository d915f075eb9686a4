"""A system client's key: `Authorization: Bearer sdk_…` (R47)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from servicedesk.api.keys import key_of, principal


class KeyAuthentication(BaseAuthentication):
    """Sets `request.user` and `request.actor` to the key's principal, and `request.auth` to the key."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """(principal, key), None without a header. Raises AuthenticationFailed for a key that is not known."""
        key = key_of(request._request)
        if key is None:
            if request.headers.get("Authorization"):
                raise AuthenticationFailed(_("This key is not known or has been revoked."))
            return None
        actor = principal(key)
        request._request.actor = actor  # type: ignore[attr-defined]
        return actor, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
