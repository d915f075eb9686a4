"""Which tests run beside which: files whole, the long ones first, those that wait for processes one after another."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# They start workers, servers or whole installations, and wait more than they work: one of them at a time, and beside
# it, always, tests that work.
WAITING = ("tests/processes/", "tests/ops/test_serve.py", "tests/journeys/test_evening.py")


class WholeFiles(LoadScopeScheduling):
    """A file's tests go to one worker, in the order of the collection; the waiting ones are one unit."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "waiting" if file.startswith(WAITING) else file


def rank(item: pytest.Item) -> int:
    """What takes long begins first, so that no worker is left alone with it at the end; and first of all what makes an
    installation of its own, as meanwhile the database of all others is migrated.
    """
    if item.nodeid.startswith("tests/ops/test_serve.py"):
        return -1
    if item.nodeid.startswith(WAITING):
        return 0
    if item.get_closest_marker("processes"):
        return 1
    return 2 if item.get_closest_marker("browser") else 3
