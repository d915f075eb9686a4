"""One origin for pages and live streams.

Streams (server-sent events) run on the event loop and hold no thread and no database connection. Everything else runs
in a few threads through Django's WSGI handler, whose database connections persist: measured at 2.7 times the requests
per second of Django's own ASGI handler, which opens one per request.
"""

import string
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from django.conf import settings

from servicedesk.wsgi import application as wsgi

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STREAM_PATH = "/stream"
THREADS = 8

# Its own types name each kind of message; the plain ones of ASGI are enough here.
pages: Callable[[Message, Receive, Send], Awaitable[None]] = cast(Any, WSGIMiddleware)(wsgi, workers=THREADS)


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Streams to the event loop, all else to the threads."""
    if scope["type"] != "http":
        await pages(scope, receive, send)
    elif scope["path"] == STREAM_PATH:
        # Imported when first needed: the module uses Django, which wsgi.py sets up.
        from servicedesk.web.stream import stream

        await stream(scope, receive, send)
    else:
        await page(scope, receive, send)


async def page(scope: Message, receive: Receive, send: Send) -> None:
    """One request through WSGI, with what WSGI cannot say for itself put right first."""
    # Raw bytes in a query are against the standard, yet sent by some; WSGI wants them quoted.
    scope["query_string"] = quote(scope["query_string"], safe=string.printable).encode()
    if scope["method"] == "HEAD":
        send = without_body(send)
    headers = dict(scope["headers"])
    if b"transfer-encoding" in headers and b"content-length" not in headers:
        body = await whole_body(receive, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if body is None:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        scope["headers"] = [*scope["headers"], (b"content-length", str(len(body)).encode())]
        receive = once({"type": "http.request", "body": body, "more_body": False})
    await pages(scope, receive, send)


async def whole_body(receive: Receive, limit: int) -> bytes | None:
    """A body sent in chunks: WSGI reads nothing without a length. None if it is longer than `limit`."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            return None
    return bytes(body)


def once(message: Message) -> Receive:
    """A `receive` that hands over this one message, then tells that nothing more comes."""
    messages = [{"type": "http.disconnect"}, message]

    async def receive() -> Message:
        return messages.pop() if len(messages) > 1 else messages[0]

    return receive


def without_body(send: Send) -> Send:
    """HEAD is answered with the headers of GET and no body, which Django leaves to the server."""

    async def send_headers(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_headers
