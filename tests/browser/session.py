"""Signed-in browsers on the live server, at the size of a phone or of a desk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import Cast
from tests.support.answering import wait_for_silence
from tests.support.browser import running_chromium

PHONE, DESK = (390, 844), (1366, 768)
# Waiting longer costs nothing where all is well; tests run side by side on few cores.
expect.set_options(timeout=15_000)
# Opens a page of this person's session ('' for nobody's) at this size.
Opener = Callable[[str, tuple[int, int]], Page]


@contextmanager
def signed_in(base: str, cast: Cast, name: str, size: tuple[int, int]) -> Iterator[Page]:
    """One person's page. What went wrong in it is collected in `page.problems`."""
    with several(base, cast) as open_page:
        yield open_page(name, size)


@contextmanager
def several(base: str, cast: Cast) -> Iterator[Opener]:
    """One Chromium for many people, each with cookies of their own. Nothing may have gone wrong in any page."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(name: str, size: tuple[int, int]) -> Page:
        page = fresh_page(running_chromium(), base, session_of(cast, name), size, problems)
        contexts.append(page.context)
        return page

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
        wait_for_silence()
    assert not problems, problems


def session_of(cast: Cast, name: str) -> str:
    return cast.client(name).cookies["sessionid"].value if name else ""


def become(page: Page, cast: Cast, name: str) -> None:
    """Somebody else takes over this screen, with what the browser has cached."""
    base = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    page.context.add_cookies([{"name": "sessionid", "value": session_of(cast, name), "url": base}])


def fresh_page(browser: Browser, base: str, session: str, size: tuple[int, int], problems: list[str]) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", has_touch=size == PHONE, base_url=base
    )
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    # The live server is WSGI: it has no stream, and the pages do without.
    context.route("**/stream", lambda route: route.abort())
    page = context.new_page()
    page.problems = problems  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
    return page
