"""What every signed-in person has: a start page by role, and switches of the shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.people.rules import SIGNED_IN, requires
from servicedesk.web.estate import choose_estate

# Where a working day begins; everybody else at the desk.
START = {
    Role.TECHNICIAN: "phone",
    Role.SUPERVISOR: "board",
    Role.ESTATE_MANAGER: "dashboard",
    Role.COMPANY_MANAGER: "dashboard",
    Role.TENANT_ADMIN: "settings",
    Role.CASHIER: "billing",
}
THEMES = ("light", "dark")


@requires(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """To the page of this person's role."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    return redirect(START.get(actor.role, "desk") if actor.role else "desk")


@require_POST
@requires(SIGNED_IN)
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme with the account, so that it follows to the next computer."""
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        request.user.theme = theme  # type: ignore[union-attr]
        request.user.save(update_fields=["theme"])
    return HttpResponse(status=204) if getattr(request, "htmx", None) else redirect(back(request))


@require_POST
@requires(SIGNED_IN)
def set_estate(request: HttpRequest) -> HttpResponse:
    """Work in another of one's estates."""
    choose_estate(request, request.POST.get("estate", ""))
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    """The page the switch stood on; never another site."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"
