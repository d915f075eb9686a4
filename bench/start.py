"""bin/serve as a person starts it, everything installed: the first start with its demo data, the next one, and the one
after a kill.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from bench.figures import report
from bench.http import free_port
from bench.servers import ROOT, answers_ready

GOAL_WARM_S = 10
# The servers of the bench itself are not the ones measured.
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DATA_DIR", "SECRET_KEY")


def run(*, quick: bool, data: Path) -> None:
    """`quick` starts without the demo data."""
    with tempfile.TemporaryDirectory(prefix="servicedesk-start-") as folder:
        place = Installation(Path(folder), ["--empty"] if quick else [])
        sizes = {"demo": not quick}
        report("start.first", sizes, {"seconds": place.start()})
        place.stop(signal.SIGTERM)
        report("start.next", sizes, {"seconds": place.start()}, goal_s=GOAL_WARM_S)
        place.stop(signal.SIGKILL)
        report("start.after_a_kill", sizes, {"seconds": place.start()})
        place.stop(signal.SIGTERM)


class Installation:
    """One data folder, started again and again."""

    def __init__(self, data: Path, options: list[str]) -> None:
        self.data, self.port = data, free_port()
        self.command = [str(ROOT / "bin" / "serve"), "--data", str(data), "--port", str(self.port), *options]
        self.serving: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it is ready."""
        environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
        began = time.monotonic()
        self.serving = subprocess.Popen(self.command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        while not self.ready():
            if self.serving.poll() is not None:
                raise RuntimeError("bin/serve ended by itself.")
            time.sleep(0.05)
        return round(time.monotonic() - began, 1)

    def ready(self) -> bool:
        """Whether this start, not an orphan of the one before, answers."""
        try:
            pid = json.loads((self.data / "serve.json").read_text())["pid"]
        except (OSError, ValueError):
            return False
        assert self.serving is not None
        ours = pid in {self.serving.pid, *(child.pid for child in psutil.Process(self.serving.pid).children())}
        return ours and answers_ready(f"http://127.0.0.1:{self.port}/healthz/ready")

    def stop(self, number: signal.Signals) -> None:
        """End it, politely or not."""
        assert self.serving is not None
        self.serving.send_signal(number)
        self.serving.wait(60)
