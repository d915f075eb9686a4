"""The cast's system clients."""

from collections.abc import Iterator

import pytest

from tests.api.client import Api, keeping_the_connection
from tests.cast import Cast, build


@pytest.fixture
def api(cast: Cast) -> Api:
    """A client that may work on tickets."""
    return Api(cast.api_key)


@pytest.fixture
def admin(cast: Cast) -> Api:
    """A client that may change settings too."""
    return Api(cast.admin_key)


@pytest.fixture
def twin(cast: Cast) -> Cast:
    """Another company with the same codes."""
    return build("twin")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """For requests through the real handler."""
    with keeping_the_connection():
        yield
