"""One Chromium for the browser tests of a module."""

import os
from collections.abc import Iterator

import pytest

from tests.browser.session import put_away


@pytest.fixture(scope="module", autouse=True)
def one_chromium() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the tests' own queries are synchronous all the same."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    put_away()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
