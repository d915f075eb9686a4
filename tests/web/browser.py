"""Chromium on pages that need no server: markup from a function, files from disk, the product's own policy on top."""

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

ORIGIN = "http://desk.test"
DIRECTIVES = cast(dict[str, list[str]], settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
POLICY = "; ".join(f"{name} {' '.join(values)}" for name, values in DIRECTIVES.items())
Markup = Callable[[str, str], str]


@contextmanager
def fresh_page(browser: Browser, markup: Markup, width: int = 1366, height: int = 768) -> Iterator[Page]:
    """A page with cookies and storage of its own; its address is /language/theme."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.route("**/*", lambda route: serve(route, markup))
    yield page
    context.close()


def serve(route: Route, markup: Markup) -> None:
    """The page, a static file, or nothing."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
    if isinstance(found, str):
        route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0] or "text/plain")
    elif path.count("/") == 2 and not path.startswith(settings.STATIC_URL):
        _, language, theme = path.split("/")
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=markup(language, theme), content_type="text/html; charset=utf-8", headers=headers)
    else:
        route.abort()


def problems_of(page: Page) -> list[str]:
    """What will go wrong from now on: scripts that fail, and what the policy refuses (told on the console only)."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
    return problems
