"""Signed links for people without an account: residents. The link names its tenant, so the scope is known.

Purposes: "follow" (a ticket: follow and grade it), "estate", "building", "area" and "unit" (report there: the QR codes
on walls and doors), "paper" (an assignment: its paper order, until the visit ends), "receipt" (a receipt), "pay"
(a payment code: where its provider reports), "arrears" (a reminder: what is owed now).
"""

from base64 import urlsafe_b64decode as b64decode
from base64 import urlsafe_b64encode as b64encode
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from servicedesk.people.principal import Principal

SALT = "resident-link"
MAX_AGE = 60 * 60 * 24 * 90
PREFIX = "/r/"
# What hangs on a wall stays good: it opens nothing but an empty form, and nobody goes round to change it.
WALLS = frozenset({"estate", "building", "area", "unit"})


def sign(tenant_id: UUID, purpose: str, subject_id: UUID) -> str:
    """The token of a link /r/<token>/…, short, because it is printed as a QR code of 18 mm."""
    both = b64encode(tenant_id.bytes + subject_id.bytes).decode()
    return signing.TimestampSigner(salt=SALT).sign(f"{purpose}.{both}")


def read(token: str) -> tuple[UUID, str, UUID] | None:
    """(tenant, purpose, subject) of a token, or None when it is forged or too old."""
    try:
        signer = signing.TimestampSigner(salt=SALT)
        purpose, both = signer.unsign(token).split(".")
        if purpose not in WALLS:
            signer.unsign(token, max_age=MAX_AGE)
        raw = b64decode(both)
        return UUID(bytes=raw[:16]), purpose, UUID(bytes=raw[16:])
    except (signing.BadSignature, ValueError):
        return None


def resident(name: str, estate_id: UUID, *subjects: UUID) -> Principal:
    """Who holds a link: a person without an account, who may do to these very subjects what a rule leaves to links."""
    scopes = frozenset(f"link:{subject}" for subject in subjects)
    return Principal("resident", name[:60], scopes=scopes, estate_ids=frozenset({estate_id}))


def tenant_of_link(request: HttpRequest) -> Any:
    """The tenant a resident's link opens, or None for any other path."""
    if not request.path.startswith(PREFIX):
        return None
    parts = read(request.path.removeprefix(PREFIX).split("/", 1)[0])
    return parts[0] if parts else None
