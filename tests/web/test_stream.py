"""GET /stream: who may listen, what he hears, and that it survives what happens to Redis and to sessions."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
import redis
from django.conf import settings
from django.urls import reverse

from servicedesk.web import stream as module
from servicedesk.web.hints import publish
from tests.cast import Cast, build
from tests.support.clock import Clock

Event = tuple[str, dict[str, Any]]


class Browser:
    """The other end of a stream."""

    def __init__(self, cookie: str, method: str = "GET") -> None:
        headers = [(b"cookie", f"theme=dark; sessionid={cookie}".encode())]
        self.scope = {"type": "http", "method": method, "path": "/stream", "headers": headers}
        self.status = 0
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        for block in filter(None, message.get("body", b"").decode().split("\n\n")):
            name, data = block.split("\n")
            self.events.put_nowait((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))

    async def hint(self) -> dict[str, Any]:
        """The next hint; beats are passed over."""
        while True:
            name, data = await asyncio.wait_for(self.events.get(), 10)
            if name == "hint":
                return data

    async def subscribed(self) -> None:
        """Wait until Redis knows this listener."""
        for _try in range(100):
            if await asyncio.to_thread(listeners):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("nobody listens")


def server() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


def listeners() -> list[str]:
    """Ids of this process's subscribed connections."""
    found = server().client_list(_type="pubsub")
    return [one["id"] for one in found if one["name"] == f"stream-{os.getpid()}"]


def listen(cookie: str, story: Callable[[Browser], Awaitable[None]]) -> Browser:
    """Open a stream, play the story, leave; the stream must end by itself then."""

    async def play() -> Browser:
        browser = Browser(cookie)
        running = asyncio.create_task(module.stream(browser.scope, browser.receive, browser.send))
        try:
            await story(browser)
        finally:
            browser.left.set()
        await asyncio.wait_for(running, 10)
        return browser

    return asyncio.run(play())


def cookie_of(cast: Cast, name: str) -> str:
    return cast.client(name).cookies["sessionid"].value


async def nothing(browser: Browser) -> None:
    await asyncio.sleep(0.2)


@pytest.mark.parametrize("cookie", ["", "forged"])
def test_who_is_not_signed_in_hears_nothing(live_cast: Cast, cookie: str) -> None:
    assert listen(cookie, nothing).status == 403


def test_it_begins_with_the_databases_time_and_ends_when_the_browser_leaves(live_cast: Cast, clock: Clock) -> None:
    async def story(browser: Browser) -> None:
        name, data = await asyncio.wait_for(browser.events.get(), 5)
        assert name == "beat"
        assert abs(data["now"] / 1000 - clock.now().timestamp()) < 5

    assert listen(cookie_of(live_cast, "clerk"), story).status == 200


def test_one_hears_of_ones_own_estates_alone(live_cast: Cast) -> None:
    """Domain §1; nothing of another tenant, nothing of another estate."""
    twin = build("twin", "TW")
    tenant, mine, other = live_cast.tenant.pk, str(live_cast.estate.pk), str(live_cast.other_estate.pk)

    async def story(browser: Browser) -> None:
        await browser.subscribed()
        for where, estate, label in ((twin.tenant.pk, mine, "T-1"), (tenant, other, "O-1"), (tenant, mine, "M-1")):
            await asyncio.to_thread(publish, where, estate, label, "ticket.noted")
        assert await browser.hint() == {"ticket": "M-1", "estate": mine, "what": "ticket.noted"}

    listen(cookie_of(live_cast, "clerk"), story)


def test_it_goes_on_after_redis_was_away_and_says_that_something_may_be_missing(live_cast: Cast) -> None:
    async def story(browser: Browser) -> None:
        await browser.subscribed()
        for connection_id in listeners():
            server().client_kill_filter(_id=connection_id)
        assert (await browser.hint())["what"] == "missed"
        await browser.subscribed()
        await asyncio.to_thread(publish, live_cast.tenant.pk, str(live_cast.estate.pk), "M-2", "x")
        assert (await browser.hint())["ticket"] == "M-2"

    listen(cookie_of(live_cast, "clerk"), story)


def test_it_ends_when_the_session_does(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECHECK", 0.2)
    client = live_cast.client("clerk")
    cookie = client.cookies["sessionid"].value

    async def play() -> None:
        browser = Browser(cookie)
        running = asyncio.create_task(module.stream(browser.scope, browser.receive, browser.send))
        await asyncio.wait_for(browser.events.get(), 5)
        await asyncio.to_thread(client.post, reverse("sign-out"))
        await asyncio.wait_for(running, 5)

    asyncio.run(play())


def test_a_slow_browser_is_told_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> list[bytes]:
        line = module.Stream("", None, None, None)  # type: ignore[arg-type]
        for n in range(module.BACKLOG + 5):
            line.put("hint", {"n": n})
        found = []
        with suppress(asyncio.QueueEmpty):
            while True:
                found.append(line.waiting.get_nowait())
        return found

    told = asyncio.run(play())
    assert len(told) == module.BACKLOG
    assert b'"n": 204' in told[-1]


def test_a_plain_server_says_that_it_cannot_hold_it_open(cast: Cast) -> None:
    assert cast.client("clerk").get(reverse("stream")).status_code == 426
