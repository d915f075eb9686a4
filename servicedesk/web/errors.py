"""Error pages that say what happened and what to do: whole pages for a browser, one line for htmx, which must not swap
a page into a part. Neither a rule's name nor an exception's text is shown: they are for the log.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from servicedesk.api.problems import MEDIA_TYPE, Problem
from servicedesk.web.htmx import is_part, refused
from servicedesk.web.links import PREFIX


def problem(request: HttpRequest, status: int, text: str, template: str = "") -> HttpResponse:
    """`text` as a problem to other systems (R48), as a toast to htmx; else the page errors/<status>.html (or
    `template`), which needs no context processor: the database may be what failed.
    """
    if request.path.startswith("/api/"):
        return JsonResponse(Problem(status, text).body(), status=status, content_type=MEDIA_TYPE)
    if is_part(request):
        return refused(text, status=status)
    page = render_to_string(template or f"errors/{status}.html", {"text": text, "status": status})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request itself was malformed."""
    return problem(request, 400, _("That request cannot be understood. Nothing was changed."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: the role may not."""
    return problem(request, 403, _("Your role may not do this. Nothing was changed."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: also for what belongs to others; the page never says which. A resident's link may be old or cut short."""
    if request.path.startswith(PREFIX) and not is_part(request):
        return problem(request, 404, _("This link does not work any more."), "errors/link.html")
    return problem(request, 404, _("There is nothing here that you can see."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the transaction was rolled back."""
    return problem(request, 500, _("Something went wrong. Nothing was changed, try again."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or stale, usually on a page that stood open over a sign-out: nothing was done."""
    return problem(request, 403, _("This page is too old. Load it again, then repeat."), "errors/csrf.html")
