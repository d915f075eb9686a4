"""What axe finds wrong with a page (WCAG 2.1 AA)."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


def wrongs(page: Page) -> list[tuple[str, str]]:
    """(rule, the first element that breaks it). Skips the test where axe is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci --include=dev)")
    page.evaluate(AXE.read_text())
    # Without preloading axe puts no style elements of its own into the page, which the policy would refuse.
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False}
    found = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", rules)
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
