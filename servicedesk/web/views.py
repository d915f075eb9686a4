"""Pages of the shell: where one begins, one's news, and what one sets for oneself."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from servicedesk.messaging import inbox
from servicedesk.people.enums import Role
from servicedesk.people.models import User
from servicedesk.people.rules import OWN_ACCOUNT, SIGNED_IN, requires
from servicedesk.refusals import NotFound
from servicedesk.timers.now import now
from servicedesk.web.context import open_url
from servicedesk.web.estate import choose_estate
from servicedesk.web.htmx import go, render_part

# Where each role begins; the first page that exists and is open to it.
BEGIN: dict[str, tuple[str, ...]] = {
    Role.TECHNICIAN: ("phone",),
    Role.CASHIER: ("billing",),
    Role.SUPERVISOR: ("board", "desk"),
    Role.ESTATE_MANAGER: ("dashboard", "desk"),
    Role.COMPANY_MANAGER: ("dashboard",),
    Role.TENANT_ADMIN: ("settings", "dashboard"),
}


@requires(OWN_ACCOUNT)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page this person's day begins on; an operator without a company has one of his own."""
    if not SIGNED_IN(request.actor):  # type: ignore[attr-defined]
        return redirect("operator")
    role = request.actor.role  # type: ignore[attr-defined]
    for name in (*BEGIN.get(role, ()), "desk", "dashboard", "notifications"):
        if url := open_url(request, name):
            return redirect(url)
    raise NotFound(_("There is nothing here that you can see."), rule="R10")


@requires(SIGNED_IN)
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """What this person was told, newest first; looking at the page leaves it unread until he says so."""
    staff_id = request.actor.staff_id  # type: ignore[attr-defined]
    news = inbox.latest(staff_id, before=request.GET.get("before", ""))
    context: dict[str, Any] = {"news": news.lines, "more": news.more, "unread": inbox.unread(staff_id), "now": now()}
    return render_part(request, "web/notifications.html", "web/_news.html", context)


@requires(SIGNED_IN)
@require_POST
def mark_read(request: HttpRequest, message_id: UUID | None = None) -> HttpResponse:
    """One message, or all of them, are read; then to what it is about, or back."""
    number = inbox.mark_read(request.actor.staff_id, message_id)  # type: ignore[attr-defined]
    return go(request, "ticket", number) if number else go(request, "notifications")


@requires(SIGNED_IN)
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, kept with the account and in this browser."""
    theme = request.POST.get("theme", "")
    if theme not in {"light", "dark"}:
        return HttpResponseBadRequest()
    User.objects.filter(pk=request.user.pk).update(theme=theme)  # type: ignore[misc]
    response = HttpResponse(status=204)
    response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax", secure=request.is_secure())
    return response


@requires(SIGNED_IN)
@require_POST
def set_estate(request: HttpRequest) -> HttpResponse:
    """Work in another of one's estates. Another's estate does not exist for this person (domain §1)."""
    if choose_estate(request, request.POST.get("estate", "")) is None:
        raise NotFound(_("There is no such estate."), rule="R2", field="estate")
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return redirect(onward if safe else "home")


@requires(SIGNED_IN)
@require_GET
def stream(request: HttpRequest) -> HttpResponse:
    """The stream's address belongs to the event loop (servicedesk/asgi.py); a plain WSGI server cannot hold it open."""
    return HttpResponse(status=426)
