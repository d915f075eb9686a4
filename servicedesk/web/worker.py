"""The service worker's script: it must come from the root, or it could not serve /phone/ without network."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from servicedesk.people.rules import public

SCRIPT = Path(__file__).parent / "static" / "js" / "sw.js"


@public
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script, the same for everybody."""
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
