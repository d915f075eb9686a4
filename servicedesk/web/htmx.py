"""Helpers for views that serve a page, or one part of it, or a line of news after a write."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh, trigger_client_event

Level = Literal["done", "refused"]


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; a restored history entry wants the whole page."""
    details: Any = getattr(request, "htmx", None)
    return bool(details and not details.history_restore_request)


def render_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The fragment `part` to htmx, the page that includes it to everybody else: one view, one context."""
    return render(request, part if is_part(request) else page, context, status=status)


def toast(
    response: HttpResponse, text: Any, *, level: Level = "done", undo_url: str = "", href: str = ""
) -> HttpResponse:
    """Say `text` in a line at the bottom right. `undo_url` is POSTed by Undo within 8 s; `href` is where Look leads."""
    detail = {"text": str(text), "level": level, "undo_url": undo_url, "href": href}
    return trigger_client_event(response, "toast", detail)


def refused(text: Any, *, status: int = 409, href: str = "") -> HttpResponse:
    """A refusal that swaps nothing: the page stays as it is and says why, e.g. who was first (R11)."""
    response = HttpResponse(status=status)
    response["HX-Reswap"] = "none"
    return toast(response, text, level="refused", href=href)


def done(text: Any = "", *, undo_url: str = "", events: tuple[str, ...] = ()) -> HttpResponse:
    """204 after a write: a toast, and client events that other parts of the page listen to."""
    response = HttpResponse(status=204)
    for event in events:
        trigger_client_event(response, event, {})
    return toast(response, text, undo_url=undo_url) if text else response


def go(request: HttpRequest, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect, in the manner the asker understands."""
    response = redirect(to, *args, **kwargs)
    return HttpResponseClientRedirect(response["Location"]) if is_part(request) else response


def reload() -> HttpResponse:
    """Tell htmx to load the page anew."""
    return HttpResponseClientRefresh()
