"""Python's garbage collector, told what kind of process this is.

A page or a sweep makes tens of thousands of objects and drops nearly all at once, without cycles; looking for cycles
every 700 objects took a third of a page's time (docs/measuring.md).
"""

import gc

YOUNG, OLDER, OLDEST = 50_000, 20, 20


def collect_rarely() -> None:
    """For a process that serves for long, once its code is loaded: keep that out of every collection, look seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
