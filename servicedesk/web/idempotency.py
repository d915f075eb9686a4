"""A form that a phone kept without network is sent later, perhaps twice: it is done once, and answered alike (R48)."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from servicedesk.api.models import Answer
from servicedesk.refusals import Invalid, Refusal
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from servicedesk.web.htmx import is_part, refused

HEADER = "Idempotency-Key"
LONGEST_KEY = 120
# What else than the body tells the page what happened.
KEPT_HEADERS = ("Content-Type", "HX-Trigger", "HX-Redirect", "HX-Refresh", "HX-Reswap", "HX-Retarget", "Location")

View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Decorator for a view that writes: a POST with an Idempotency-Key has its effect once per person and key.

    The answer is kept in the effect's own transaction and replayed, refusals too; failures (>= 500) are not kept.
    Raises Invalid when the key comes back with another request. Without a key the view runs as it is.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "").strip()
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise Invalid(_("An idempotency key has at most {n} characters.").format(n=LONGEST_KEY), rule="R48")
        with transaction.atomic():
            return answer_once(request, caller_of(request), key, lambda: attempt(view, request, *args, **kwargs))

    return guarded


def answer_once(request: HttpRequest, caller: str, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """The kept answer, or that of `run`, kept. Two at the same moment: the second waits and reads the first's."""
    one_at_a_time(f"{caller}:{key}")
    mark = fingerprint(request)
    kept = Answer.objects.filter(caller=caller, key=key).first()
    if kept is not None:
        if kept.fingerprint != mark:
            raise Invalid(_("This key was used for another request."), rule="R48")
        return replay(kept)
    response = run()
    if response.status_code < 500:
        Answer.objects.create(
            caller=caller, key=key, fingerprint=mark, status=response.status_code, body=dump(response), created_at=now()
        )
    return response


def attempt(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The view's answer; to htmx a refusal is one too, so that it can be kept."""
    try:
        with transaction.atomic():
            return view(request, *args, **kwargs)
    except Refusal as refusal:
        if not is_part(request):
            raise
        return refused(refusal.message, status=refusal.status)


def caller_of(request: HttpRequest) -> str:
    """Whose keys these are: one person's never meet another's."""
    actor = request.actor  # type: ignore[attr-defined]
    return f"{actor.kind}:{actor.staff_id or actor.name}"[:60]


def fingerprint(request: HttpRequest) -> str:
    """What was asked for: address, fields, files; not the form's token, which changes with the session."""
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    digest = hashlib.sha256(json.dumps([request.path, fields], ensure_ascii=False).encode())
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            digest.update(f"{name}:{upload.size}".encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def dump(response: HttpResponse) -> dict[str, Any]:
    """An answer as JSON can hold it."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return {"text": response.content.decode(), "headers": headers}


def replay(kept: Answer) -> HttpResponse:
    """The same answer again."""
    return HttpResponse(kept.body["text"], status=kept.status, headers=kept.body["headers"])
