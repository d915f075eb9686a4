"""Errors as RFC 9457 problems with the field and the rule (R48).

{"type": "urn:servicedesk:problem:conflict", "title": …, "status": 409, "detail": …, "rule": "R11",
 "errors": [{"field": "state", "rule": "R11", "detail": …}]}
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg2 import errorcodes
from rest_framework import exceptions
from rest_framework.response import Response

from servicedesk.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
# Nobody waits longer than the database does: the client tries again.
BUSY = {errorcodes.LOCK_NOT_AVAILABLE, errorcodes.DEADLOCK_DETECTED, errorcodes.QUERY_CANCELED}
# status: (last word of the type, title)
KINDS: dict[int, tuple[str, Any]] = {
    400: ("malformed", gettext_lazy("The request cannot be understood.")),
    401: ("unauthenticated", gettext_lazy("A valid key is needed.")),
    403: ("forbidden", gettext_lazy("This key may not do this.")),
    404: ("not-found", gettext_lazy("There is no such thing for this key.")),
    405: ("method", gettext_lazy("This address does not take this method.")),
    409: ("conflict", gettext_lazy("The present state does not allow it.")),
    413: ("too-large", gettext_lazy("The request is too large.")),
    415: ("media-type", gettext_lazy("The body is not of a type that is taken here.")),
    422: ("invalid", gettext_lazy("An input is missing or wrong.")),
    503: ("busy", gettext_lazy("Busy: try again.")),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong; nothing was changed."""

    status: int
    detail: str
    rule: str = "R48"
    errors: list[dict[str, str]] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        slug, title = KINDS.get(self.status, ("error", gettext_lazy("Something went wrong.")))
        return {
            "type": f"urn:servicedesk:problem:{slug}",
            "title": str(title),
            "status": self.status,
            "detail": self.detail,
            "rule": self.rule,
            "errors": self.errors,
        }


class BadInput(Exception):
    """Fields of a request are missing or wrong. `errors` are DRF's, nested; `rule` is the domain's number."""

    def __init__(self, errors: Any, *, rule: str = "R48") -> None:
        super().__init__(str(errors))
        self.errors, self.rule = errors, rule


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: a problem for everything a client can cause; None (and so a 500) for the rest."""
    problem = problem_of(error)
    return None if problem is None else answer(problem, headers_of(error))


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The problem as a response."""
    return Response(problem.body(), status=problem.status, headers=headers, content_type=MEDIA_TYPE)


def headers_of(error: Exception) -> dict[str, str]:
    """WWW-Authenticate with 401 (RFC 9110)."""
    challenge = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": challenge} if challenge else {}


def problem_of(error: Exception) -> Problem | None:
    """The problem behind an exception, None for one that is our own mistake."""
    return next((make(error) for kinds, make in MAKERS if isinstance(error, kinds)), None)


def refused(error: Any) -> Problem:
    """What an action said: 422, 409 or 404, with its rule and field."""
    detail = str(error.message)
    errors = [{"field": error.field, "rule": error.rule, "detail": detail}] if error.field else []
    return Problem(error.status, detail, error.rule, errors)


def bad_input(error: Any) -> Problem:
    errors = list(flat(error.errors, error.rule))
    if not errors:
        return Problem(422, _("The input is wrong."), error.rule)
    where = f"{errors[0]['field']}: " if errors[0]["field"] else ""
    return Problem(422, where + errors[0]["detail"], error.rule, errors)


def flat(errors: Any, rule: str, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested errors, one entry per complaint, the field as a path such as `parts.0.quantity`."""
    if isinstance(errors, dict):
        for name, inner in errors.items():
            yield from flat(inner, rule, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    elif isinstance(errors, list | tuple):
        for item in errors:
            yield from flat(item, rule, path)
    elif errors:
        yield {"field": writable(path), "rule": rule, "detail": writable(errors)}


def writable(text: Any) -> str:
    """What a client sent may come back in a complaint, but half a surrogate pair cannot be written as UTF-8."""
    return str(text).encode("utf-8", "replace").decode()


def forbidden(error: Any) -> Problem:
    """The rule is named, so that the key's owner knows which scope to ask for."""
    rule = str(error) if isinstance(error, PermissionDenied) and str(error) else "R47"
    return Problem(403, _("The rule “{rule}” does not allow this to this key.").format(rule=rule), rule)


def locked(error: Any) -> Problem | None:
    """A lock that was not to be had, or a deadlock undone: the client may repeat."""
    code = getattr(error.__cause__, "pgcode", None)
    return Problem(503, _("Others are at work on the same thing: try again."), "R12") if code in BUSY else None


def plain(status: int, *, rule: str = "R48") -> Callable[[Any], Problem]:
    """A maker for errors that carry their own sentence."""
    return lambda error: Problem(status, str(getattr(error, "detail", "")) or str(KINDS[status][1]), rule)


def validation(error: Any) -> Problem:
    errors = getattr(error, "message_dict", None) or getattr(error, "messages", None)
    return bad_input(BadInput(errors or error.detail))


MAKERS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Problem | None]], ...] = (
    ((Refusal,), refused),
    ((BadInput,), bad_input),
    ((exceptions.ValidationError, ValidationError), validation),
    ((PermissionDenied, exceptions.PermissionDenied), forbidden),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), plain(401, rule="R47")),
    ((Http404, exceptions.NotFound), lambda error: Problem(404, str(KINDS[404][1]), "R9")),
    ((exceptions.MethodNotAllowed,), plain(405)),
    ((exceptions.UnsupportedMediaType,), plain(415)),
    ((RequestDataTooBig,), lambda error: Problem(413, str(KINDS[413][1]))),
    ((exceptions.ParseError,), plain(400)),
    ((SuspiciousOperation, UnreadablePostError), lambda error: Problem(400, str(KINDS[400][1]))),
    ((OperationalError,), locked),
    ((exceptions.APIException,), lambda error: Problem(error.status_code, str(error.detail))),
)
