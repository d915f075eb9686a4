"""Processes of an earlier start that was killed: find them by what cannot be faked by a re-used pid, and end them."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil


def alive(process: psutil.Process) -> bool:
    """Whether it still runs; a zombie nobody has reaped does not count."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def working_in(folder: Path, name: str) -> list[psutil.Process]:
    """Processes called `name` whose working directory is `folder`: a server of ours, its children included."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == name and alive(process) and Path(process.cwd()) == folder:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def marked(variable: str, value: str) -> list[psutil.Process]:
    """Processes started with this environment variable, without ourselves and our parents."""
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid not in own and alive(process) and process.environ().get(variable) == value:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end(processes: Iterable[psutil.Process], *, patience: float, first: signal.Signals = signal.SIGTERM) -> None:
    """Ask them to stop, wait up to `patience` seconds, then kill what is left."""
    waiting = list(processes)
    for how, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
        for process in waiting:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(how)
        waiting = gone_within(waiting, seconds)


def gone_within(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait until none is alive or the time is over; return those that still are."""
    deadline = time.monotonic() + seconds
    rest = [process for process in processes if alive(process)]
    while rest and time.monotonic() < deadline:
        time.sleep(0.02)
        rest = [process for process in rest if alive(process)]
    return rest
