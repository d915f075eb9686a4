"""The Chromium of the browser tests, if there is one: started once for as many of them as follow each other.

The one that is made without windows comes first, as nobody looks at them.
"""

import os
import shutil
from dataclasses import dataclass

from django.db import connections
from playwright.sync_api import Browser, Playwright, sync_playwright

# Among them is the browser's own address bar, drawn as a page for each window: it took more time than the pages that
# are looked at. The list takes the place of Playwright's own, so what matters of that is named again.
FEATURES = (
    "SpareRendererForSitePerProcess", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup", "DestroyProfileOnBrowserClose",
    "HttpsUpgrades", "MediaRouter", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
)  # fmt: skip
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--disable-features={','.join(FEATURES)}"
]  # fmt: skip
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "NO CHROMIUM: browser tests skipped (install the package `chromium`, or set CHROMIUM to its path)"


def chromium() -> str | None:
    """The path of the browser, None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Running:
    """Playwright and its Chromium: starting them is what costs."""

    playwright: Playwright
    browser: Browser


_running: list[Running] = []


def running_chromium() -> Browser:
    """Started by the first test that needs it; `put_away` ends it before a test that is none of a browser's."""
    if not _running:
        # Playwright keeps an event loop in this thread; the tests' own queries are synchronous all the same.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        playwright = sync_playwright().start()
        _running.append(Running(playwright, playwright.chromium.launch(executable_path=chromium(), args=ARGS)))
    return _running[0].browser


def put_away() -> None:
    """End Chromium and the event loop that Playwright keeps in this thread, which other tests cannot bear."""
    while _running:
        running = _running.pop()
        running.browser.close()
        # Beneath an event loop Django opens connections of their own, which nobody else would close.
        connections.close_all()
        running.playwright.stop()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
