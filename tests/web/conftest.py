"""A browser for all browser tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.browser import launched


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser
