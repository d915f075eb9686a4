"""The link by which a reporter follows his ticket and grades it, without an account (domain §1: resident)."""

from django.conf import settings
from django.urls import reverse

from servicedesk.web import links
from tickets.models import Ticket

# What a link is for; papers carry it as a QR code. Those of the walls stand in tickets/places.py.
TICKET = "follow"
# The same on a paper: who answers by it has scanned its code (R25).
CODE = "qr"


def follow_path(ticket: Ticket) -> str:
    """/r/<token>/ of one ticket."""
    return reverse("public-follow", args=[links.sign(ticket.tenant_id, TICKET, ticket.pk)])


def code_path(ticket: Ticket) -> str:
    """The same page, by the code on a paper."""
    return reverse("public-follow", args=[links.sign(ticket.tenant_id, CODE, ticket.pk)])


def follow_url(ticket: Ticket) -> str:
    """The whole address, for a text message or a QR code."""
    return settings.BASE_URL.rstrip("/") + follow_path(ticket)
