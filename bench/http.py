"""A client that keeps its connection and counts the seconds of each answer."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

# The server closes a connection on which nothing was asked for two seconds.
IDLE_SECONDS = 1.0


class Browser:
    """One keep-alive connection with headers of its own."""

    def __init__(self, base: str, **headers: str) -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._last = 0.0
        self._headers = {"Accept-Language": "zh-hans", **headers}

    def get(self, path: str) -> tuple[float, int, bytes]:
        """(seconds, status, body)."""
        return self._ask("GET", path, None, self._headers)

    def post(self, path: str, body: Any, **headers: str) -> tuple[float, int, bytes]:
        """The body as JSON."""
        content = json.dumps(body).encode()
        return self._ask("POST", path, content, self._headers | {"Content-Type": "application/json"} | headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[float, int, bytes]:
        if time.perf_counter() - self._last > IDLE_SECONDS:
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._last = time.perf_counter()
        return self._last - began, answer.status, content

    def close(self) -> None:
        self._connection.close()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def at_once(clients: int, work: Callable[[int], list[float]]) -> tuple[float, list[float]]:
    """Run the work of so many clients beside each other. (seconds for all, seconds of each request)."""
    results: list[list[float]] = [[] for _n in range(clients)]
    failures: list[BaseException] = []

    def run(nth: int) -> None:
        try:
            results[nth] = work(nth)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    if failures:
        raise failures[0]
    return seconds, [one for result in results for one in result]
