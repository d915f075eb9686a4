"""What WSGI cannot say for itself and asgi.py puts right."""

import asyncio
from collections.abc import Iterable
from typing import Any

from servicedesk.asgi import Message, app, once, whole_body


def bodies(*parts: bytes) -> Iterable[Message]:
    for index, part in enumerate(parts):
        yield {"type": "http.request", "body": part, "more_body": index < len(parts) - 1}


def call(method: str, path: str = "/healthz/live", **scope: Any) -> list[Message]:
    """The messages that the application sends for one request."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    request = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        **scope,
    }
    asyncio.run(app(request, once({"type": "http.request", "body": b"", "more_body": False}), send))
    return sent


def status(messages: list[Message]) -> int:
    return int(messages[0]["status"])


def test_head_has_the_headers_of_get_and_no_body() -> None:
    assert status(call("HEAD")) == 200
    assert b"".join(message.get("body", b"") for message in call("HEAD")) == b""
    assert b"live" in b"".join(message.get("body", b"") for message in call("GET"))


def test_raw_bytes_in_a_query_are_not_an_error() -> None:
    assert status(call("GET", query_string=b"q=\xff\xfe\xe4\xb8\xad")) == 200


def test_a_body_in_chunks_is_put_together_up_to_the_limit() -> None:
    async def read(limit: int) -> bytes | None:
        messages = iter(bodies(b"ab", b"cd", b"e"))

        async def receive() -> Message:
            return next(messages)

        return await whole_body(receive, limit)

    assert asyncio.run(read(5)) == b"abcde"
    assert asyncio.run(read(4)) is None
