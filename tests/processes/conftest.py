"""Servers that a test may break."""

import os
from collections.abc import Iterator

import environ
import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from servicedesk.embedded import Servers, temporary

ALIASES = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}


@pytest.fixture
def own_servers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Servers]:
    """PostgreSQL and Redis for this test alone, migrated, with both connections pointing there."""
    servers = temporary()
    before = {alias: dict(connections[alias].settings_dict) for alias in ALIASES}
    # Whatever happens, the tests that follow in this worker find the servers they know.
    try:
        with django_db_blocker.unblock():
            for alias, variable in ALIASES.items():
                connections[alias].close()
                connections[alias].settings_dict.update(environ.Env.db_url_config(servers.env[variable]))
            call_command("migrate", database="owner", verbosity=0)
            yield servers
    finally:
        with django_db_blocker.unblock():
            for alias, settings in before.items():
                connections[alias].close()
                connections[alias].settings_dict.update(settings)
        servers.stop()


def environment_on(servers: Servers) -> dict[str, str]:
    """The environment for real processes on these servers."""
    return os.environ | servers.env | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings"}
