"""Both servers of one data folder together."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.folders import Folders, locate, prepare
from servicedesk.embedded.postgres import Postgres
from servicedesk.embedded.redis import Redis

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Servers:
    """Running servers. `env` is what settings.py needs to reach them."""

    folders: Folders
    postgres: Postgres
    redis: Redis
    _guard: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def env(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url("servicedesk_app"),
            "DATABASE_OWNER_URL": self.postgres.url("servicedesk_owner"),
            "REDIS_URL": self.redis.url,
            "DATA_DIR": str(self.folders.data),
        }

    def start(self) -> None:
        """Bring both up and remember how, so that another process can find them by the data folder alone."""
        self.postgres.start()
        self.redis.start()
        state = {"durable": self.postgres.durable, "settings": self.postgres.settings}
        self.folders.state.write_text(json.dumps(state))

    def stop(self) -> None:
        """End both, wherever they were started from; temporary ones take their folder with them."""
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait()
            # The guard ended our children; asking after them is what takes them off the system's list.
            self.postgres.ended()
            self.redis.ended()
            return
        self.redis.stop()
        self.postgres.stop(signal.SIGINT if self.postgres.durable else signal.SIGQUIT)
        if self.folders.sockets.parent != self.folders.data:
            shutil.rmtree(self.folders.sockets, ignore_errors=True)

    def restart_postgres(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop (SIGINT: fast, SIGQUIT: immediate, SIGKILL: as a crash) and start with the same settings."""
        self.postgres.stop(how)
        self.postgres.start()

    def restart_redis(self) -> None:
        """Stop and start Redis: empty afterwards."""
        self.redis.stop()
        self.redis.start()

    def flush_redis(self) -> None:
        """Lose all that Redis holds."""
        self.redis.flush()


def start(data: Path, *, durable: bool, settings: Mapping[str, str] | None = None) -> Servers:
    """Bring both servers up in `data`; `settings` are further PostgreSQL settings. EmbeddedError says what is wrong."""
    folders = prepare(data)
    servers = Servers(folders, Postgres(folders, durable=durable, settings=settings), Redis(folders))
    servers.start()
    return servers


def attach(data: Path) -> Servers:
    """The servers that another process started in `data`."""
    folders = locate(data)
    try:
        state = json.loads(folders.state.read_text())
    except (OSError, ValueError) as error:
        raise EmbeddedError(f"No servers were ever started in {folders.data}.") from error
    postgres = Postgres(folders, durable=state["durable"], settings=state["settings"])
    return Servers(folders, postgres, Redis(folders))


def temporary(settings: Mapping[str, str] | None = None) -> Servers:
    """Servers for tests: not durable, and gone with their folder when this process ends, even by SIGKILL.

    A guard process waits on a pipe that the system closes when we die; it then stops the servers.
    """
    data = Path(tempfile.mkdtemp(prefix="servicedesk-"))
    command = [sys.executable, "-m", "servicedesk.embedded", "guard", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, cwd=ROOT, env=environment)
    try:
        servers = start(data, durable=False, settings=settings)
    except BaseException:
        guard.communicate()
        raise
    servers._guard = guard
    return servers
