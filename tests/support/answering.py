"""Whether the live server is still answering: a browser that went away leaves its last requests behind."""

import threading
import time
from typing import Any

from django.core.signals import request_finished, request_started

SILENT_LOOKS, BETWEEN_LOOKS, LIMIT = 3, 0.02, 15.0
_lock = threading.Lock()
_answering: set[int] = set()


def begun(**kwargs: Any) -> None:
    with _lock:
        _answering.add(threading.get_ident())


def ended(**kwargs: Any) -> None:
    with _lock:
        _answering.discard(threading.get_ident())


request_started.connect(begun, dispatch_uid="answering")
request_finished.connect(ended, dispatch_uid="answering")


def wait_for_silence() -> None:
    """Until no other thread answers a request, several looks long, as one may just be arriving."""
    limit, silent = time.monotonic() + LIMIT, 0
    while silent < SILENT_LOOKS:
        with _lock:
            silent = 0 if _answering - {threading.get_ident()} else silent + 1
        if time.monotonic() > limit:
            raise AssertionError("The live server still answers a request of a browser that is gone.")
        time.sleep(BETWEEN_LOOKS)
