"""Whether there is a Chromium for the browser tests."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "NO CHROMIUM: browser tests skipped (install the package `chromium`, or set CHROMIUM to its path)"


def chromium() -> str | None:
    """The path of the browser, None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
