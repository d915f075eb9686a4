"""The stage of a whole evening: one desk and one phone that pass from hand to hand, and the clock of the processes."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from servicedesk.timers.models import Clock as ClockRow
from tests.browser.session import DESK, PHONE, Opener, become
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.processes import until


class Stage:
    """Who is at which screen, and what time it is. Few screens, because a browser's cache saves most of the time."""

    def __init__(self, cast: Cast, clock: Clock, opener: Opener) -> None:
        self.cast, self.clock, self._open = cast, clock, opener
        self._screens: dict[tuple[int, int], tuple[Page, str]] = {}

    def desk(self, name: str, path: str) -> Page:
        """The desk's screen in this person's session, at this address."""
        return self._at(name, DESK, path)

    def phone(self, name: str, path: str = "/phone/") -> Page:
        """The phone in this person's session, at this address."""
        return self._at(name, PHONE, path)

    def _at(self, name: str, size: tuple[int, int], path: str) -> Page:
        page, who = self._screens.get(size) or (self._open(name, size), name)
        if who != name:
            become(page, self.cast, name)
        self._screens[size] = page, name
        page.goto(path)
        return page

    def becomes(self, minute: str) -> None:
        """It becomes this minute, and the worker process does whatever is due."""
        moment = at(minute)
        self.clock.set(moment)
        until(lambda: not self.asks(lambda: ClockRow.objects.filter(next_due_at__lte=moment).exists()))

    def asks(self, question: Callable[[], Any]) -> Any:
        """What the database says now."""
        with self.cast.scope():
            return question()

    def does(self, act: Callable[..., Any], who: str, **values: Any) -> Any:
        """Somebody does something that a browser test of its own shows already."""
        with self.cast.scope():
            return act(actor=self.cast.act(who), **values)


def big(page: Page, words: str) -> Locator:
    """One of the phone's big buttons."""
    return page.locator(".bigbar .btn", has_text=words)


def draw(page: Page) -> None:
    """Two strokes on the pad."""
    page.wait_for_selector("canvas[data-ready]")
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    for y in (40, 80):
        page.mouse.move(box["x"] + 40, box["y"] + y)
        page.mouse.down()
        page.mouse.move(box["x"] + 220, box["y"] + y + 20, steps=8)
        page.mouse.up()
    page.wait_for_function("document.getElementById('signature').value.startsWith('data:image/png')")


def wait_for_kept(page: Page, store: str, ending: str) -> None:
    """Until the service worker has kept an address that ends so (the strict policy forbids wait_for_function)."""
    for _n in range(100):
        kept = page.evaluate(
            "(name) => caches.open(name).then((c) => c.keys()).then((all) => all.map((r) => r.url))", store
        )
        if any(url.endswith(ending) for url in kept):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{ending} was not kept")
