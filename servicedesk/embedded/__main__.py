"""`python -m servicedesk.embedded up|env|down|restart-postgres --data DIR`: the servers from a shell."""

import argparse
import shlex
import shutil
import signal
import sys
from pathlib import Path

from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.folders import locate
from servicedesk.embedded.postgres import Postgres
from servicedesk.embedded.redis import Redis
from servicedesk.embedded.servers import Servers, attach, start


def exports(servers: Servers) -> str:
    """Lines for `eval "$(… up …)"`."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in servers.env.items())


def guard(data: Path) -> None:
    """Wait until whoever started us is gone, then stop the servers in `data` and remove it."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    folders = locate(data)
    Servers(folders, Postgres(folders, durable=False), Redis(folders)).stop()
    shutil.rmtree(data, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m servicedesk.embedded", description=__doc__)
    parser.add_argument("command", choices=["up", "env", "down", "restart-postgres", "guard"])
    parser.add_argument("--data", type=Path, default=Path(".run"), help="data folder (default .run)")
    parser.add_argument("--test", action="store_true", help="fast and not durable: for tests and benchmarks only")
    options = parser.parse_args()
    try:
        if options.command == "up":
            print(exports(start(options.data, durable=not options.test)))
        elif options.command == "env":
            print(exports(attach(options.data)))
        elif options.command == "down":
            attach(options.data).stop()
        elif options.command == "restart-postgres":
            attach(options.data).restart_postgres()
        else:
            guard(options.data)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
