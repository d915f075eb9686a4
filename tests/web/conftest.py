"""A browser for the browser tests of this folder."""

import pytest
from playwright.sync_api import Browser

from tests.support.browser import running_chromium


@pytest.fixture(scope="module")
def browser() -> Browser:
    return running_chromium()
