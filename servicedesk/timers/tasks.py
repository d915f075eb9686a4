"""Beat says "look now"; it may say so twice, late, or never."""

import time

from celery import shared_task

from servicedesk.timers.engine import BATCH, sweep
from servicedesk.timers.health import forget_old_pulses

# Leave before the next ticks pile up; whoever comes next goes on.
BUDGET_SECONDS = 5.0


@shared_task(name="servicedesk.timers.tasks.tick")
def tick() -> int:
    """Sweep until nothing is due or the budget is spent. Returns the number of clocks fired."""
    began, fired = time.monotonic(), 0
    while time.monotonic() - began < BUDGET_SECONDS:
        swept = sweep()
        fired += swept
        if swept < BATCH:
            break
    forget_old_pulses()
    return fired
