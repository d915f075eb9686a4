"""Whether there is a Chromium for the browser tests."""

import os
import shutil

# Among them is the browser's own address bar, drawn as a page for each window: it took more time than the pages that
# are looked at. The list takes the place of Playwright's own, so what matters of that is named again.
FEATURES = (
    "SpareRendererForSitePerProcess", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup", "DestroyProfileOnBrowserClose",
    "HttpsUpgrades", "MediaRouter", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
)  # fmt: skip
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--disable-features={','.join(FEATURES)}"
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "NO CHROMIUM: browser tests skipped (install the package `chromium`, or set CHROMIUM to its path)"


def chromium() -> str | None:
    """The path of the browser, None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
