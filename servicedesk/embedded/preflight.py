"""What bin/serve checks before it spends a minute on installing. Standard library only: there may be no .venv yet.

Also the options of bin/serve, so that they are said once.
"""

import argparse
import fcntl
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    port: int
    data: Path
    empty: bool

    @property
    def lock(self) -> Path:
        return self.data / "serve.lock"

    @property
    def run(self) -> Path:
        """There while serving; found at a start it tells that the last one was killed."""
        return self.data / "serve.json"


class Refusal(Exception):
    """Why it cannot start: one clear sentence."""


def parse(arguments: list[str]) -> Options:
    """The options; a usage error ends the program with code 2 as usual."""
    parser = argparse.ArgumentParser(
        prog="bin/serve",
        description="Install what is needed, start PostgreSQL, Redis, web, worker and beat, and say where to look.",
        epilog="DATABASE_URL with DATABASE_OWNER_URL, and REDIS_URL, in the environment: use those servers instead.",
    )
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT", "8000"), help="default 8000")
    parser.add_argument("--data", type=Path, default=ROOT / ".run", metavar="DIR", help="data folder, default .run/")
    parser.add_argument("--empty", action="store_true", help="no demo data")
    found = parser.parse_args(arguments)
    return Options(found.port, found.data.expanduser().resolve(), found.empty)


def port_number(text: str) -> int:
    """A TCP port a program may take."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 65535")
    return number


def require_writable(folder: Path) -> None:
    """Make `folder` (0700) if need be, and write in it; Refusal if that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except FileExistsError:
        raise Refusal(f"{folder} is not a folder.") from None
    except OSError as error:
        raise Refusal(f"Cannot write in {folder}: {error.strerror or error}.") from None


def require_free_port(port: int) -> None:
    """Refusal if another program listens on `port`."""
    host = os.environ.get("HOST", "127.0.0.1")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refusal(f"Port {port} is reserved for root: choose one above 1023 with --port.") from None
        except OSError:
            raise Refusal(f"Port {port} is taken by another program: choose another with --port.") from None


def take_lock(options: Options) -> IO[str]:
    """Hold the data folder while the returned file is open; the system lets go of it however we end."""
    handle = options.lock.open("a")
    try:
        # lockf, not flock: a fork does not inherit it, so honcho's wrappers do not hold it after our death.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        run = last_run(options)
        where = f" at {run['url']} (process {run['pid']})" if run else ""
        raise Refusal(f"servicedesk already runs on {options.data}{where}.") from None
    return handle


def last_run(options: Options) -> dict[str, Any]:
    """What the running or killed start wrote about itself; {} after a clean end."""
    try:
        return dict(json.loads(options.run.read_text()))
    except (OSError, ValueError):
        return {}


def check(options: Options) -> None:
    """All of it; Refusal says the first thing that is wrong."""
    require_writable(options.data)
    take_lock(options).close()
    # After a kill our own orphans may hold the port; they are ended later, and then it is asked again.
    if not last_run(options):
        require_free_port(options.port)


if __name__ == "__main__":
    try:
        check(parse(sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(str(refusal))
