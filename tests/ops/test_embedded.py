"""The embedded servers must survive whatever happens to them, and leave nothing behind."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from servicedesk.embedded import EmbeddedError, Servers, attach, start
from servicedesk.embedded.folders import prepare
from servicedesk.embedded.leftovers import working_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Durable ones, under a path with a space, capitals and Chinese characters."""
    started = start(tmp_path_factory.mktemp("Own Data 数据"), durable=True)
    yield started
    started.stop()
    assert not working_in(started.folders.postgres, "postgres")
    assert not working_in(started.folders.redis, "redis-server")


def rows(servers: Servers, query: str, role: str = "postgres") -> list[tuple[object, ...]]:
    with closing(servers.postgres.connect(role)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_what_was_committed_outlives_a_kill_of_postgres(servers: Servers) -> None:
    rows(servers, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    servers.restart_postgres(signal.SIGKILL)
    assert rows(servers, "SELECT n FROM kept") == [(7,)]


def test_a_second_start_takes_over_what_still_runs(servers: Servers) -> None:
    before = (servers.folders.postgres / "postmaster.pid").read_text().split()[0]
    again = start(servers.folders.data, durable=True)
    assert (again.folders.postgres / "postmaster.pid").read_text().split()[0] == before
    assert attach(servers.folders.data).env == servers.env


def test_the_application_role_is_bound_by_row_level_security(servers: Servers) -> None:
    flags = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert rows(servers, flags, "servicedesk_app") == [(False, False, False, False)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(servers, "CREATE TABLE mine (n int)", "servicedesk_app")


def test_nothing_listens_on_tcp_and_the_folders_are_closed(servers: Servers) -> None:
    assert rows(servers, "SHOW listen_addresses") == [("",)]
    assert servers.redis.client().config_get("port") == {"port": "0"}
    for folder in (servers.folders.data, servers.folders.sockets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_redis_loses_all_and_comes_back(servers: Servers) -> None:
    servers.redis.client().set("a", 1)
    servers.restart_redis()
    assert servers.redis.client().get("a") is None


def test_a_path_too_long_for_a_socket_gets_a_short_folder(tmp_path: Path) -> None:
    folders = prepare(tmp_path / ("long " * 25))
    assert folders.sockets.parent != folders.data
    assert stat.S_IMODE(folders.sockets.stat().st_mode) == 0o700
    folders.sockets.rmdir()


@pytest.mark.parametrize("place", [Path(tempfile.gettempdir()), ROOT, Path("/")])
def test_folders_that_others_live_in_are_refused(place: Path) -> None:
    with pytest.raises(EmbeddedError, match="not a folder to keep data in"):
        prepare(place)


@pytest.mark.processes
def test_temporary_servers_end_with_a_killed_owner() -> None:
    script = "from servicedesk.embedded import temporary; print(temporary().folders.data, flush=True); input()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    owner = subprocess.Popen([sys.executable, "-c", script], text=True, env=environment, **pipes)
    with owner:
        assert owner.stdout is not None
        data = Path(owner.stdout.readline().strip())
        assert working_in(data / "postgres", "postgres")
        owner.kill()
    deadline = time.monotonic() + 20
    while data.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not data.exists()
    assert not working_in(data / "postgres", "postgres")
