"""bin/serve as a person uses it, but for the installation: start, be killed, start again, stop."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from servicedesk.embedded.leftovers import gone_within, marked, working_in
from servicedesk.embedded.serve import MARK
from tests.support.processes import until

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR")
pytestmark = pytest.mark.processes


class Desk:
    """One installation in a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it and wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
        command = [sys.executable, "-P", "-m", "servicedesk.embedded.serve", "--empty"]
        command += ["--port", str(self.port), "--data", str(self.data)]
        serving = subprocess.Popen(command, env=environment | {"PYTHONPATH": str(ROOT)}, cwd=ROOT)
        self.started.append(serving)
        until(lambda: self.ready(serving), 300)
        return serving

    def ready(self, serving: "subprocess.Popen[bytes]") -> bool:
        """Whether this start has cleaned up, so that no orphan answers in its place, and is ready; it must not end."""
        assert serving.poll() is None
        try:
            if json.loads((self.data / "serve.json").read_text())["pid"] != serving.pid:
                return False
            with urlopen(f"http://127.0.0.1:{self.port}/healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> list[psutil.Process]:
        """All that belongs to it, servers included."""
        postgres = working_in(self.data / "postgres", "postgres")
        return [*marked(MARK, str(self.data)), *postgres, *working_in(self.data / "redis", "redis-server")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "run 数据")
    yield found
    for serving in found.started:
        with serving:
            serving.kill()
    for process in found.processes():
        process.kill()


def test_a_killed_start_is_mended_by_the_next_and_a_stopped_one_leaves_nothing(desk: Desk) -> None:
    first = desk.start()
    key = (desk.data / "secret-key").read_text()
    first.kill()
    first.wait()
    orphans = marked(MARK, str(desk.data))
    assert orphans, "web, worker and beat outlive a killed parent: that is what the next start must deal with"

    second = desk.start()
    assert not gone_within(orphans, 0)
    assert (desk.data / "secret-key").read_text() == key

    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert not gone_within(desk.processes(), 5)
