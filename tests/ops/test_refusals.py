"""What cannot start says why in one sentence and exits non-zero, before it installs anything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.embedded import preflight

ROOT = Path(__file__).resolve().parents[2]


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable, **environment}
    command = [str(ROOT / "bin" / "serve"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


def assert_refused(result: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Installing" not in result.stdout


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert_refused(serve("--port", port, "--data", str(tmp_path / "run")), f"Port {port} is taken")


def test_a_folder_that_cannot_be_written_is_named() -> None:
    assert_refused(serve("--data", "/proc/servicedesk"), "Cannot write in /proc/servicedesk")


def test_a_file_in_place_of_the_data_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(serve("--data", str(tmp_path / "file")), "is not a folder")


def test_a_too_old_python_is_named(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3.9\n")
    old.chmod(0o755)
    assert_refused(serve(PYTHON=str(old)), "needs Python 3.11 or newer")


def test_a_second_start_on_the_same_folder_is_told_where_the_first_is(tmp_path: Path) -> None:
    options = preflight.parse(["--data", str(tmp_path)])
    options.run.write_text('{"pid": 77, "url": "http://127.0.0.1:8123"}')
    with preflight.take_lock(options):
        result = serve("--data", str(tmp_path))
    assert_refused(result, "already runs")
    assert "http://127.0.0.1:8123" in result.stderr


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_a_senseless_port_is_a_usage_error(port: str) -> None:
    assert serve("--port", port).returncode == 2
