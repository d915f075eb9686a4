"""A refusal that no view caught still reaches the person in words, never as a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servicedesk.refusals import Refusal
from servicedesk.web.htmx import is_part, refused


class RefusalMiddleware:
    """Refusals from actions become answers: a toast to htmx, a page to others. Actions have undone themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a Refusal; None for anything else."""
        if not isinstance(exception, Refusal):
            return None
        if is_part(request):
            return refused(exception.message, status=exception.status)
        template = "errors/404.html" if exception.status == 404 else "errors/refused.html"
        return render(request, template, {"refusal": exception}, status=exception.status)
