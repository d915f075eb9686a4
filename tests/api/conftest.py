"""The cast's system clients."""

import pytest

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
