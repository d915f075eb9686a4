"""What axe finds wrong with a page (WCAG 2.1 AA)."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# What a theme can break: all rules that look at colours.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def wrongs(page: Page, rules: dict[str, Any] = WCAG) -> list[tuple[str, str]]:
    """(rule, the first element that breaks it). Skips the test where axe is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci --include=dev)")
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    # Without preloading axe puts no style elements of its own into the page, which the policy would refuse.
    options = {"runOnly": rules, "preload": False}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
