"""A signed-in browser on the live server, at the size of a phone or of a desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.cast import Cast
from tests.support.browser import chromium

PHONE, DESK = (390, 844), (1366, 768)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def signed_in(
    base: str, cast: Cast, name: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """A page of this person's session ('' for nobody's). What went wrong in it is collected in `page.problems`."""
    # Playwright keeps an event loop in this thread; the test's own queries are synchronous all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    session = cast.client(name).cookies["sessionid"].value if name else ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        # The live server is WSGI: it has no stream, and the pages do without.
        context.route("**/stream", lambda route: route.abort())
        page = context.new_page()
        problems: list[str] = []
        page.problems = problems  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
        yield page
        browser.close()
    assert problems == []
