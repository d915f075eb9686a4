"""The Procfile's processes under honcho, and the servers below them kept alive."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

import honcho.environ
import honcho.manager

from servicedesk.embedded.preflight import ROOT

# How long web waits for open requests (live streams never end by themselves) ...
GRACEFUL_SECONDS = 3
# ... and how long honcho waits for all, a tick of the clock included, before it kills.
PATIENCE_SECONDS = 15


class Server(Protocol):
    """What `kept_alive` needs of PostgreSQL and Redis."""

    def ended(self) -> bool: ...

    def start(self) -> None: ...


class LeadersOnly:
    """Ask only the leader of each process group to stop, and it ends its children in order.

    honcho would ask the whole group at once, and a child of Celery that is asked directly drops its task.
    """

    def terminate(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)

    def kill(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def run_procfile(environment: dict[str, str]) -> int:
    """Run all until one ends or we are told to stop. 0 if we were told to, else 1."""
    # honcho's wrappers must be forks of this process: they share its queue.
    multiprocessing.set_start_method("fork", force=True)
    honcho.manager.KILL_WAIT = PATIENCE_SECONDS
    manager = honcho.manager.Manager()
    manager._procmgr = LeadersOnly()
    environment = {"GRACEFUL_TIMEOUT": str(GRACEFUL_SECONDS), **environment}
    procfile = honcho.environ.parse_procfile((ROOT / "Procfile").read_text())
    for name, command in procfile.processes.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT))
    # A closed terminal is a request to stop like any other; honcho knows the other two.
    signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    told = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if told else 1


@contextlib.contextmanager
def kept_alive(servers: Sequence[Server], every_seconds: float = 1.0) -> Iterator[None]:
    """Start a server again when it dies under us: web and workers reconnect by themselves."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(every_seconds):
            for server in servers:
                if server.ended():
                    print(f"{type(server).__name__} has died and is started again.", flush=True)
                    server.start()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
