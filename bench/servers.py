"""PostgreSQL and Redis for one bench, durable as in production, and the processes of the Procfile on them."""

import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servicedesk.embedded import Servers, start

ROOT = Path(__file__).resolve().parents[1]
# When a row could be seen is asked of the database itself; a crash-safe log is never switched off here.
SETTINGS = {"track_commit_timestamp": "on", "max_wal_size": "4GB"}


def say(line: str) -> None:
    """Progress, beside the results."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def servers() -> Iterator[Servers]:
    """Both servers in a temporary folder, the schema in place, and this process's environment pointing to them."""
    data = Path(tempfile.mkdtemp(prefix="servicedesk-bench-"))
    running = None
    try:
        running = start(data, durable=True, settings=SETTINGS)
        os.environ.update(
            running.env
            | {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "servicedesk.settings",
            }
        )
        manage("migrate", "--database", "owner", "--verbosity", "0")
        manage("messages", "--compile")
        set_up()
        yield running
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(data, ignore_errors=True)


def manage(*arguments: str) -> None:
    """A command of manage.py, in a process of its own."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=sys.stderr)


def set_up() -> None:
    """Django in this process, once; the second bench of `all` points it to the new servers."""
    import django
    import environ
    from django.conf import settings
    from django.db import connections

    django.setup()
    for alias, variable in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        connections[alias].close()
        connections[alias].settings_dict.update(environ.Env.db_url_config(os.environ[variable]))
    settings.REDIS_URL = os.environ["REDIS_URL"]


def command_of(name: str) -> str:
    """The Procfile's command of a process."""
    for line in (ROOT / "Procfile").read_text().splitlines():
        key, _colon, command = line.partition(": ")
        if key == name:
            return command
    raise KeyError(name)


@contextmanager
def process(name: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """One process of the Procfile, in a group of its own, ended with its children."""
    scripts = str(Path(sys.executable).parent)
    env = {**os.environ, **environment, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    env["PYTHONWARNINGS"] = "ignore"
    child = subprocess.Popen(
        ["bash", "-c", command_of(name)], cwd=ROOT, env=env, start_new_session=True, stdout=sys.stderr
    )
    try:
        yield child
    finally:
        end(child)


def end(child: "subprocess.Popen[bytes]") -> None:
    """Ask the leader, then make sure of the group."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def web(port: int, workers: int = 2) -> Iterator[str]:
    """The web process as the Procfile starts it. Its address, once it is ready."""
    base = f"http://127.0.0.1:{port}"
    with process("web", PORT=str(port), HOST="127.0.0.1", WEB_CONCURRENCY=str(workers), BASE_URL=base) as child:
        deadline = time.monotonic() + 60
        while not answers(f"{base}/healthz/live"):
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The web process did not start: {shlex.quote(command_of('web'))}")
            time.sleep(0.2)
        yield base


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def answers_ready(url: str) -> bool:
    """Whether it answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
