"""What every test may ask for: the database (made by the owner, used as the application's role), clock, processes."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer

from servicedesk.garbage import collect_rarely
from tests.cast import Cast, scoped
from tests.support.browser import MISSING, chromium, put_away
from tests.support.clock import Clock
from tests.support.database import create_test_database, environment_of_processes
from tests.support.order import WholeFiles, rank
from tests.support.standing import Standing

STANDING = Standing()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Browser tests need a browser: skipped with one loud line where there is none, failed in CI."""
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    if not item.get_closest_marker("browser"):
        put_away()
    # A request leaves its language behind in the thread, and the next test would read the first one's.
    translation.deactivate()
    STANDING.make_way(item)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    config.option.loadscopereorder = False
    return WholeFiles(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """All code is loaded: from here on as in the product's own processes."""
    collect_rarely()


def pytest_sessionfinish(session: pytest.Session) -> None:
    put_away()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"*** {MISSING} ***", red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """In place of pytest-django's: one database per worker, reached through two roles."""
    verbosity = request.config.option.verbose
    original = connections["owner"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        create_test_database(verbosity=verbosity, keep=django_db_keepdb and not django_db_createdb)
        Clock().begin()
    # The application's role may not TRUNCATE; and content types need no re-creation, as they are kept.
    TransactionTestCase._fixture_teardown = lambda self: STANDING.leave()  # type: ignore[attr-defined]
    yield
    put_away()
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connections.close_all()
            connections["owner"].creation.destroy_test_db(original, verbosity)


@pytest.fixture
def clock(django_db_setup: None) -> Iterator[Clock]:
    """The movable clock, back at the real time afterwards."""
    movable = Clock()
    yield movable
    movable.reset()


@pytest.fixture
def process_env(django_db_setup: None) -> dict[str, str]:
    """The environment for real processes (worker, beat, web) on this test's database."""
    return environment_of_processes()


@pytest.fixture
def standing(clock: Clock, django_db_blocker: DjangoDbBlocker) -> Cast:
    """The standing cast, committed before the test's transaction begins."""
    with django_db_blocker.unblock():
        return STANDING.cast()


@pytest.fixture
def cast(standing: Cast, db: None) -> Iterator[Cast]:
    """The standing cast with its tenant in scope; what the test does to it is rolled back."""
    with scoped(standing) as company:
        yield company


@pytest.fixture
def live_cast(standing: Cast, transactional_db: None) -> Cast:
    """The standing cast for tests with threads, processes or browsers, whose writes stay until the tables are emptied
    after them; enter `live_cast.scope()`.
    """
    return standing
