"""The standing cast, committed once for all the tests that begin with it and roll back what they did to it."""

import pickle

import pytest
from django.core.cache import cache
from django.db import connections

from tests.cast import Cast, build
from tests.support import snapshot
from tests.support.database import empty_all_tables

# Tests that ask for one of these know that the company is there.
CASTS = {"cast", "live_cast"}
DATABASES = {"db", "transactional_db"}


class Standing:
    """Whether the company is in this worker's database. Building it anew for each test cost a third of their time."""

    def __init__(self) -> None:
        # Pickled: each test is given a copy, and this is the quicker way to one.
        self._cast = b""
        self._here = False

    def cast(self) -> Cast:
        """A copy of it, as a test may change what it holds. Within a transaction that has begun: one for that alone."""
        if not self._here:
            if connections["default"].in_atomic_block:
                return build()
            self.arrive()
        # What earlier tests of this company counted (sign-ins, attempts) is none of the next one's business.
        cache.clear()
        copy: Cast = pickle.loads(self._cast)
        return copy

    def arrive(self) -> None:
        """Into the database: built, or put back as it was built."""
        if self._cast and snapshot.possible():
            snapshot.put_back()
        else:
            self._cast = pickle.dumps(build())
            if snapshot.possible():
                snapshot.take()
        self._here = True

    def make_way(self, item: pytest.Item) -> None:
        """For a test that asks for a database without a company in it: an empty one."""
        fixtures = set(getattr(item, "fixturenames", ()))
        asks = fixtures & DATABASES or item.get_closest_marker("django_db")
        if self._here and asks and not fixtures & CASTS:
            self.leave()

    def leave(self) -> None:
        """Out of the database, with all that has been written around it."""
        if snapshot.possible():
            snapshot.clear()
        else:
            empty_all_tables()
        self._here = False
