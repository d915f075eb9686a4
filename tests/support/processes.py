"""Real worker and beat processes on the test's database, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"CELERY_SKIP_CHECKS": "1"}


class Process:
    """One celery process and its children, in a process group of its own."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "--app", "servicedesk", *arguments]
        self.popen = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)

    def kill(self) -> None:
        """As the out-of-memory killer does: the whole group, at once."""
        self.signal(signal.SIGKILL)
        self.popen.wait()

    def kill_child(self) -> None:
        """Only the process that works on the batch; its parent starts another."""
        for child in psutil.Process(self.popen.pid).children():
            child.kill()

    def stop(self) -> None:
        self.signal(signal.SIGTERM)
        try:
            self.popen.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def worker(env: dict[str, str], concurrency: int = 1) -> Process:
    """Without Django's checks, which take as long as the rest of a start; tests/ops starts workers by the Procfile."""
    return Process(
        env | QUICK, "worker", "--queues", "timers,messages", "--concurrency", str(concurrency), "--loglevel", "ERROR",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip


def beat(env: dict[str, str], folder: Path) -> Process:
    """As in the Procfile: Django's checks would load every page, and beat shows none."""
    return Process(env | QUICK, "beat", "--schedule", str(folder / "beat"), "--pidfile=", "--loglevel", "ERROR")


@contextmanager
def running(*processes: Process) -> Iterator[None]:
    """Stop them all at the end, whatever happened."""
    try:
        yield
    finally:
        for process in processes:
            process.kill()


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for a condition; the limit only ends a test that has failed, it measures nothing."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError("it did not happen")
        time.sleep(0.1)
