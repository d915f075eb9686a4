"""PostgreSQL and Redis from PyPI wheels, on private Unix sockets: the default of `bin/serve` and of the tests.

`start(data, durable=...)` brings both up and returns `Servers`; `temporary()` gives throw-away ones that end with this
process, however it ends. `python -m servicedesk.embedded` does the same from a shell. Nothing listens on TCP.
"""

from servicedesk.embedded.errors import EmbeddedError
from servicedesk.embedded.servers import Servers, attach, start, temporary

__all__ = ["EmbeddedError", "Servers", "attach", "start", "temporary"]
