"""The cast's system clients."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.api.client import Api
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
    """A request through the real handler must not close the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
