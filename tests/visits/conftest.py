"""What the tests of visits share."""

import pytest

from tests.api.client import Api
from tests.cast import Cast


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.api_key)
