"""What a person reads when all is ready: the address, who may sign in, how to stop."""

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SLOW_SECONDS = 60
RULE = "─" * 72


@contextlib.contextmanager
def announced(environment: dict[str, str]) -> Iterator[None]:
    """Beside the processes: ask for readiness until it is there, then print the banner."""
    over = threading.Event()
    threading.Thread(target=wait_and_print, args=(environment, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def wait_and_print(environment: dict[str, str], over: threading.Event) -> None:
    """Poll /healthz/ready; when it takes long, say once what is missing."""
    host = environment["HOST"].replace("0.0.0.0", "127.0.0.1")
    began, told = time.monotonic(), False
    while not over.wait(0.3):
        ready, answer = ask(f"http://{host}:{environment['PORT']}/healthz/ready")
        if ready:
            print("\n".join(lines(environment)), flush=True)
            return
        if time.monotonic() - began > SLOW_SECONDS and not told:
            told = True
            print(f"Not ready after {SLOW_SECONDS} s: {answer}", flush=True)


def ask(url: str) -> tuple[bool, str]:
    """Whether it answers 200, and what it said."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200, ""
    except urllib.error.HTTPError as answer:
        return False, answer.read().decode(errors="replace")
    except OSError as error:
        return False, str(error)


def lines(environment: dict[str, str]) -> list[str]:
    """The banner."""
    file = Path(environment["DATA_DIR"]) / "demo.json"
    text = ["", RULE, f"  servicedesk is ready:  {environment['BASE_URL']}", ""]
    with contextlib.suppress(OSError, ValueError, KeyError):
        text += [*accounts(json.loads(file.read_text())), f"  All accounts and API keys: {file}", ""]
    return [*text, "  Ctrl-C stops everything; the data stays and the next start goes on with it.", RULE, ""]


def accounts(demo: dict[str, Any]) -> list[str]:
    """One account for each role of each demo tenant."""
    text = []
    for tenant in demo["tenants"]:
        text.append(f"  {tenant['name']} ({tenant['code']})")
        shown: set[str] = set()
        for user in tenant["users"]:
            if user["role"] not in shown:
                shown.add(user["role"])
                text.append(f"    {user['role']:<16} {user['username']:<24} {user['password']}")
        text.append("")
    return text
