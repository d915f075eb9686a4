"""Beat says "look now"; it may say so twice, late, or never."""

import time
from uuid import UUID

from celery import shared_task

from servicedesk.timers.engine import BATCH, sweep
from servicedesk.timers.health import forget_old_pulses
from servicedesk.timers.rollouts import carry_on, tenants_waiting

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


@shared_task(name="servicedesk.timers.tasks.roll_out")
def roll_out(tenant_id: str | None = None) -> int:
    """Let running clocks follow changed policies (R32): of one company, or of all that wait. Returns how many."""
    tenants = [UUID(tenant_id)] if tenant_id else tenants_waiting()
    return sum(carry_on(one) for one in tenants)
