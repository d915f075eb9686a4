"""API keys: made once, shown once, kept as a hash."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from servicedesk.api.models import ApiKey
from servicedesk.people.principal import Principal
from servicedesk.tenancy.prepared import Prepared

SCHEME = "Bearer "
# tickets: read and write tickets; read: look only; admin: policies and staff as well.
SCOPES = ("read", "tickets", "admin")


def digest(secret: str) -> str:
    """SHA-256 of a key: enough for 256 random bits, and quick to look up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(tenant_id: UUID, name: str, scopes: list[str], estates: list[UUID] | None = None) -> tuple[ApiKey, str]:
    """A new key and its secret, which is never shown again."""
    secret = "sdk_" + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        tenant_id=tenant_id, name=name, prefix=secret[:12], digest=digest(secret), scopes=scopes, estates=estates or []
    )
    return key, secret


def key_of(request: HttpRequest) -> ApiKey | None:
    """The key in the request's Authorization header, or None; looked up once per request."""
    if not hasattr(request, "api_key"):
        header = request.headers.get("Authorization", "")
        request.api_key = find(header.removeprefix(SCHEME).strip()) if header.startswith(SCHEME) else None  # type: ignore[attr-defined]
    found: Any = request.api_key  # type: ignore[attr-defined]
    return found if isinstance(found, ApiKey) else None


def find(secret: str) -> ApiKey | None:
    """The live key with this secret, of a tenant that is active."""
    found: ApiKey | None = LIVE_KEY.first(digest(secret))
    return found


# Every request of a system client begins with it.
LIVE_KEY = Prepared(
    lambda wanted: ApiKey.objects.filter(digest=wanted, revoked_at=None, tenant__active=True), str, shared=True
)


def principal(key: ApiKey) -> Principal:
    """Who acts when this key acts."""
    estates = frozenset(key.estates) or None
    return Principal("client", key.name, scopes=frozenset(key.scopes), estate_ids=estates)
