"""A policy's new terms reach running clocks by the workers that run, and by beat after an outage (R32)."""

from pathlib import Path

import pytest

from servicedesk.timers.actions import create_policy
from servicedesk.timers.models import Rollout, Timer
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.processes import beat, running, until, worker

pytestmark = pytest.mark.processes


def test_workers_that_were_down_carry_a_rollout_out_when_they_come_back(
    live_cast: Cast, clock: Clock, process_env: dict[str, str], tmp_path: Path
) -> None:
    """The request is a row: whatever became of the nudge, beat finds it."""
    with live_cast.scope():
        tickets = [live_cast.ticket() for _n in range(3)]
        create_policy(actor=live_cast.act("admin"), kind="dispatch", duration="PT2H", running=True)

    def finished() -> bool:
        with live_cast.scope():
            return Rollout.objects.filter(finished_at__isnull=False, changed=3).exists()

    with running(worker(process_env), beat(process_env, tmp_path)):
        until(finished)
    with live_cast.scope():
        rows = Timer.objects.filter(clock_id__in=[one.pk for one in tickets], kind="dispatch", level=1, state="pending")
        assert {row.duration for row in rows} == {"PT2H"} and len(rows) == 3
