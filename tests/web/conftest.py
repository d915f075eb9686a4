"""A browser for the browser tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.browser import launched


# For a module and no longer: while it lives, an event loop runs in this thread, which other tests cannot bear.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser
