"""bin/serve, once the requirements are there: servers, schema, demo data, then the Procfile under honcho."""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from servicedesk.embedded import leftovers, preflight
from servicedesk.embedded.banner import announced
from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.folders import Folders, prepare
from servicedesk.embedded.postgres import Postgres
from servicedesk.embedded.processes import kept_alive, run_procfile
from servicedesk.embedded.progress import step
from servicedesk.embedded.redis import Redis

# In the environment of every process of one start: the next start knows the orphans of a killed one by it.
MARK = "SERVICEDESK_RUN"
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
Server = Postgres | Redis


class Stop(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM before the processes ran."""


def main(arguments: list[str]) -> int:
    """Serve until told to stop. 0 after Ctrl-C or SIGTERM, 1 with one sentence when something is wrong."""
    for number in SIGNALS:
        signal.signal(number, stop)
    options = preflight.parse(arguments)
    try:
        preflight.require_writable(options.data)
        with preflight.take_lock(options):
            return serve(options)
    except (preflight.Refusal, EmbeddedError) as refusal:
        print(refusal, file=sys.stderr)
    except subprocess.CalledProcessError:
        print("The database could not be prepared: see the lines above.", file=sys.stderr)
    except Stop:
        return 0
    return 1


def stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def serve(options: preflight.Options) -> int:
    """One run from clean-up to clean-up; the exit code."""
    folders = prepare(options.data)
    orphans = leftovers.marked(MARK, str(folders.data))
    if orphans:
        with step("Ending what a killed start left running"):
            leftovers.end(orphans, patience=8)
    preflight.require_free_port(options.port)
    try:
        with running(folders) as (servers, found):
            environment = {**os.environ, **found, **application_settings(options, folders)}
            options.run.write_text(json.dumps({"pid": os.getpid(), "url": environment["BASE_URL"]}))
            fill(environment, options)
            with announced(environment), kept_alive(servers):
                code = run_procfile(environment)
    finally:
        options.run.unlink(missing_ok=True)
    if code:
        print("A process ended by itself, so all were stopped: see the lines above.", file=sys.stderr)
    return code


@contextmanager
def running(folders: Folders) -> Iterator[tuple[list[Server], dict[str, str]]]:
    """The embedded servers that the environment does not replace, and what the settings need to reach them."""
    servers: list[Server] = []
    found: dict[str, str] = {}
    if "DATABASE_URL" not in os.environ:
        postgres = Postgres(folders, durable=True)
        found["DATABASE_URL"] = postgres.url("servicedesk_app")
        found["DATABASE_OWNER_URL"] = postgres.url("servicedesk_owner")
        servers.append(postgres)
    elif "DATABASE_OWNER_URL" not in os.environ:
        raise EmbeddedError("DATABASE_URL is set, so DATABASE_OWNER_URL must be too: migrations need the owner.")
    if "REDIS_URL" not in os.environ:
        redis = Redis(folders)
        found["REDIS_URL"] = redis.url
        servers.append(redis)
    try:
        for server in servers:
            with step(f"Starting {type(server).__name__}"):
                server.start()
        yield servers, found
    finally:
        # Whoever is impatient now would leave servers behind.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for server in reversed(servers):
            server.stop()
        print("Stopped.", flush=True)


def application_settings(options: preflight.Options, folders: Folders) -> dict[str, str]:
    """What settings.py and the Procfile read, beside the servers."""
    base_url = os.environ.get("BASE_URL", f"http://127.0.0.1:{options.port}")
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(folders),
        "HOST": os.environ.get("HOST", "127.0.0.1"),
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{urlsplit(base_url).hostname}"),
        "PORT": str(options.port),
        "BASE_URL": base_url,
        "DATA_DIR": str(folders.data),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(preflight.ROOT),
        "PYTHONUNBUFFERED": "1",
        # On one's own machine root is a choice, not news; Celery says it at every start.
        "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "ignore:You're running the worker with superuser"),
        MARK: str(folders.data),
    }


def secret_key(folders: Folders) -> str:
    """This installation's own key: made once, so that sessions outlive a restart."""
    file = folders.data / "secret-key"
    if not file.exists():
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(file)
    return file.read_text()


def fill(environment: dict[str, str], options: preflight.Options) -> None:
    """Schema, translations and demo data, in a process of its own: none of Django stays in this one."""
    command = [sys.executable, "-P", "-m", "servicedesk.embedded.fill", *(["--empty"] if options.empty else [])]
    # A session of its own: Ctrl-C comes to us alone, and we end it.
    subprocess.run(command, env=environment, cwd=preflight.ROOT, check=True, start_new_session=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
