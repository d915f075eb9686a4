"""What somebody sees after too many wrong passwords: when to try again, and nothing about the account."""

from datetime import datetime
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """429 with the minute from which sign-in works again; the same for names that exist and names that do not."""
    name = str((credentials or {}).get("username") or "")
    free_at = free_again(request, name)
    response = render(request, "people/locked_out.html", {"free_at": free_at, "name": name}, status=429)
    cool_off = get_cool_off(request)
    if cool_off is not None:
        response["Retry-After"] = str(int(cool_off.total_seconds()))
    return response


def free_again(request: HttpRequest, name: str) -> datetime | None:
    """When the latest wrong password of this name from this address has been waited out."""
    attempts = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
    latest = attempts.order_by("-attempt_time").first()
    cool_off = get_cool_off(request)
    return latest.attempt_time + cool_off if latest and cool_off else None
