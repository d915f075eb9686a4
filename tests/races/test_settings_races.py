"""Two who write the same setting at once: it is there once, with one event (R10, R48)."""

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.actions.limits import limit_jobs
from servicedesk.estates.actions import add_estate
from servicedesk.journal.models import Event
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from tests.cast import Cast
from tests.races.test_races import refusals, together
from tickets.phrasebook.actions import keep_phrase
from visits.catalogue.actions import keep
from visits.models import Cause
from visits.windows.lengths import set_windows

CAUSE = {"code": "C1", "name": "老化", "skill": "", "active": True}
ESTATE: dict[str, Any] = {
    "code": "XY", "name": "新悦府", "address": "", "desk_phone": "", "desk_hours": "08:00-20:00",
    "warranty_days": 30, "incident_reports": 3, "incident_minutes": 120,
    "automatic_callback": True, "manager_id": None,
}  # fmt: skip
Write = Callable[[Principal], Any]


@pytest.mark.parametrize(
    ("event", "write", "refused"),
    [
        ("phrase.kept", lambda actor: keep_phrase(actor=actor, kind="greeting", name="开场", words="您好"), 3),
        ("catalogue.added", lambda actor: keep(actor=actor, model=Cause, values=CAUSE), 3),
        ("estate.added", lambda actor: add_estate(actor=actor, **ESTATE), 3),
        # Saying again what holds already is no mistake, and no change.
        ("dispatch.limit_changed", lambda actor: limit_jobs(actor=actor, most=3), 0),
        ("visit.window_notice", lambda actor: set_windows(actor=actor, notice="PT1H"), 0),
    ],
)
def test_of_several_who_write_the_same_new_thing_one_does(
    live_cast: Cast, event: str, write: Write, refused: int
) -> None:
    """No name is looked up before the other one has it."""
    admin = live_cast.act("admin")
    outcomes = together(live_cast, *[lambda: write(admin)] * 4)
    assert [type(one) for one in refusals(outcomes)] == [Invalid] * refused
    with live_cast.scope():
        assert Event.objects.filter(type=event).count() == 1
