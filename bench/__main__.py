"""bin/bench, once the requirements are there."""

import argparse
import os
import signal
import sys
from types import FrameType

# Clocks first: the other benches leave tickets behind whose clocks strike later.
BENCHES = ("timers", "board", "intake", "list", "billing", "start")


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the service desk on this machine.")
    parser.add_argument("bench", choices=(*BENCHES, "all"))
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it runs, not how fast")
    return parser.parse_args(arguments)


def stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Each bench on servers of its own. Lines of JSON on the standard output, progress on the other."""
    wanted = options(arguments)
    signal.signal(signal.SIGTERM, stop)
    from bench.servers import servers

    names: tuple[str, ...] = BENCHES if wanted.bench == "all" else (wanted.bench,)
    if wanted.quick and len(names) > 1:
        # Three starts take a minute whatever the size, and tests/ops starts it too.
        names = tuple(name for name in names if name != "start")
    # Whether it runs is seen on one pair of servers as well; for figures each bench begins on empty ones.
    for together in [names] if wanted.quick else [(name,) for name in names]:
        with servers() as running:
            for name in together:
                run(name, quick=wanted.quick, data=running.folders.data)
    return 0


def run(name: str, **given: object) -> None:
    """Import the bench only now: the settings are read from the environment that the servers made."""
    import importlib

    module = importlib.import_module(f"bench.{'lists' if name == 'list' else name}")
    module.run(**given)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    sys.exit(main(sys.argv[1:]))
