"""GET /stream: server-sent events for one browser. Hints say what changed, beats say that the page is still right.

Runs on the event loop and holds neither a thread nor a database connection: who listens is asked at the start and once
a minute in a short thread. What a hint is about is fetched by the page through its normal, authorised address.
"""

import asyncio
import json
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django_otp import DEVICE_ID_SESSION_KEY
from redis import asyncio as redis
from redis.exceptions import RedisError

from servicedesk.people import sessions
from servicedesk.people.principal import Principal
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now
from servicedesk.web.hints import channel

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger(__name__)
BEAT, RECHECK, RETRY = 8.0, 60.0, 1.0
# A browser that reads slower than this many hints arrive is told the newest ones only.
BACKLOG = 200
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True)
class Listener:
    """Who listens, and to what: hints of one tenant, of these estates (None: all of them)."""

    user_id: UUID
    tenant_id: UUID
    estate_ids: frozenset[str] | None
    database_ms: float
    asked_at: float

    def hears(self, hint: dict[str, Any]) -> bool:
        """Whether a hint is about an estate of his."""
        return self.estate_ids is None or hint.get("estate") in self.estate_ids

    def now_ms(self) -> int:
        """The database's clock, carried on by this process's own steady one."""
        return round(self.database_ms + (time.monotonic() - self.asked_at) * 1000)


class Asker:
    """As much of a request as the session's own checks look at; a stream is not a person at the keys."""

    def __init__(self, key: str) -> None:
        self.session: Any = import_module(settings.SESSION_ENGINE).SessionStore(key)
        self.headers = {sessions.UNATTENDED: "1"}


def listener_of(key: str) -> Listener | None:
    """Who a session belongs to, None when it is over. For a thread; leaves no connection behind."""
    try:
        asker: Any = Asker(key)
        user: Any = get_user(asker)
        if not user.is_authenticated or not user.tenant_id or sessions.over(asker) or half_signed_in(asker.session):
            return None
        with tenant_scope(user.tenant_id):
            if user.staff is None or not user.tenant.active:
                return None
            actor = Principal.of_staff(user.staff)
            estates = None if actor.estate_ids is None else frozenset(map(str, actor.estate_ids))
            return Listener(user.pk, user.tenant_id, estates, now().timestamp() * 1000, time.monotonic())
    finally:
        connection.close()


def half_signed_in(session: Any) -> bool:
    """The second factor is still owed."""
    return bool(session.get(sessions.HAS_FACTOR)) and DEVICE_ID_SESSION_KEY not in session


def session_key(scope: Message) -> str:
    """The session's cookie; '' when there is none."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            with suppress(CookieError):
                jar.load(value.decode("latin-1"))
    return jar[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in jar else ""


async def stream(scope: Message, receive: Receive, send: Send) -> None:
    """The ASGI application of one stream; returns when the browser has gone or its session is over."""
    key = session_key(scope)
    listener = await asyncio.to_thread(listener_of, key) if key and scope["method"] == "GET" else None
    if listener is None:
        await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await Stream(key, listener, receive, send).run()


class Stream:
    """One open stream and its three jobs: to hear, to beat, to ask again who listens."""

    def __init__(self, key: str, listener: Listener, receive: Receive, send: Send) -> None:
        self.key, self.listener, self.receive, self.send = key, listener, receive, send
        self.waiting: asyncio.Queue[bytes] = asyncio.Queue(BACKLOG)

    async def run(self) -> None:
        """Until one job ends: the browser has gone, or the session is over."""
        jobs = [asyncio.ensure_future(job()) for job in (self.gone, self.recheck, self.hear, self.beat, self.write)]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await stop(jobs)
        for job in jobs:
            if not job.cancelled() and (wrong := job.exception()) and not isinstance(wrong, OSError):
                log.warning("stream ended: %r", wrong)
        with suppress(Exception):
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def recheck(self) -> None:
        """Once a minute; a database that is away leaves things as they are."""
        while True:
            await asyncio.sleep(RECHECK)
            try:
                again = await asyncio.to_thread(listener_of, self.key)
            except Exception as reason:
                log.warning("stream not rechecked: %s", reason)
                continue
            if again is None:
                return
            self.listener = again

    async def beat(self) -> None:
        while True:
            self.put("beat", {"now": self.listener.now_ms()})
            await asyncio.sleep(BEAT)

    async def hear(self) -> None:
        """Hints from Redis; when it was away, the page is told that something may have been missed."""
        missed = False
        while True:
            try:
                async with subscribed(channel(self.listener.tenant_id)) as hints:
                    if missed:
                        self.put("hint", {"ticket": "", "estate": "", "what": "missed"})
                    async for hint in hints:
                        if self.listener.hears(hint):
                            self.put("hint", hint)
            except (RedisError, OSError) as reason:
                log.info("hints away: %s", reason)
            missed = True
            await asyncio.sleep(RETRY)

    async def write(self) -> None:
        while True:
            body = await self.waiting.get()
            await self.send({"type": "http.response.body", "body": body, "more_body": True})

    def put(self, event: str, data: dict[str, Any]) -> None:
        """Queue one event; the oldest gives way when the browser does not keep up."""
        if self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())


async def stop(jobs: Iterable[asyncio.Future[None]]) -> None:
    """End them all; asked again each second, for a library may take one cancellation for a time-out of its own."""
    running: set[asyncio.Future[None]] = set(jobs)
    while running:
        for job in running:
            job.cancel()
        _done, running = await asyncio.wait(running, timeout=1)


@asynccontextmanager
async def subscribed(name: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The hints of a channel, over a connection of its own. Raises RedisError when Redis is away."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, health_check_interval=15, client_name=f"stream-{os.getpid()}"
    )
    try:
        async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(name)
            yield read(pubsub)
    finally:
        await client.aclose()


async def read(pubsub: Any) -> AsyncIterator[dict[str, Any]]:
    while True:
        message = await pubsub.get_message(timeout=BEAT)
        if message is None:
            continue
        with suppress(ValueError):
            yield json.loads(message["data"])
