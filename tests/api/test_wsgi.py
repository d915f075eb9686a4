"""Requests as a server hands them over, past Django's test client."""

import io
import json
from typing import Any

import pytest

from servicedesk.wsgi import application
from tests.cast import Cast


def call(cast: Cast, body: bytes, **environ: Any) -> tuple[str, Any]:
    """(status line, JSON answer) of a POST to /api/v1/tickets."""
    told: list[str] = []
    request = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/tickets", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json", "QUERY_STRING": "",
        "HTTP_AUTHORIZATION": f"Bearer {cast.api_key}", "HTTP_HOST": "localhost", **environ,
    }  # fmt: skip
    answer: Any = lambda status, headers: told.append(status)  # noqa: E731
    content = b"".join(application(request, answer))
    return told[0], json.loads(content)


@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-16", "no-such", "zlib"])
def test_a_charset_that_is_none_is_not_believed(cast: Cast, one_connection: None, charset: str) -> None:
    """A JSON body is UTF-8 (RFC 8259); Django itself would fail on the query of such a request."""
    kind = f"application/json; charset={charset}"
    status, problem = call(cast, b"{}", CONTENT_TYPE=kind, QUERY_STRING="x=1")
    assert status.startswith("422") and problem["errors"]


def test_what_django_itself_refuses_is_a_problem_too(cast: Cast, one_connection: None) -> None:
    """R48: also before any endpoint is reached."""
    status, problem = call(cast, b"{}", HTTP_HOST="evil.example")
    assert (status[:3], problem["type"]) == ("400", "urn:servicedesk:problem:malformed")


def test_a_body_shorter_than_promised_is_malformed(cast: Cast, one_connection: None) -> None:
    status, problem = call(cast, b'{"estate"', CONTENT_LENGTH="500")
    assert status.startswith("400") and problem["status"] == 400


def test_a_body_longer_than_allowed_is_not_read(cast: Cast, one_connection: None) -> None:
    status, _problem = call(cast, b"{}", CONTENT_LENGTH=str(10**9))
    assert status.startswith("413")
