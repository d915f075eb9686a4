"""What a bad callback sets going, with real worker and beat processes: the notice's noon, the analysis's three working
days, a further callback (R26, R28, R30).
"""

import pytest

from servicedesk.journal.models import Event
from tests.cast import fresh
from tests.journeys.test_evening import Evening, autocommitting, evening
from tests.tickets.test_callbacks_page import in_callback
from tickets.callbacks.actions import attempt
from tickets.callbacks.analyses.actions import approve_analysis, write_analysis
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import answer_notice, issue_notice
from tickets.callbacks.schedules.actions import further_call, set_schedule
from tickets.enums import State
from tickets.models import Ticket

__all__ = ["evening"]
pytestmark = pytest.mark.processes


def breaches(ticket: Ticket) -> list[tuple[str, list[str], str]]:
    """(clock, who was told, when it was due) of each level after the deadline, in their order."""
    found = Event.objects.filter(subject_id=ticket.pk, payload__level__gte=1).order_by("id")
    return [(one.payload["kind"], one.payload["told"], f"{one.at:%m-%d %H:%M}") for one in found]


def test_a_bad_callback_is_followed_to_its_end_by_the_processes(evening: Evening) -> None:
    """R26, R28, R30: each clock fires once, at its time, and not after it was met."""
    cast = evening.cast
    with autocommitting(cast):
        evening.wait_until("2026-11-23 10:00")
        set_schedule(actor=cast.act("admin"), kind="household_repair", days=[3])
        late, good = in_callback(cast), in_callback(cast)
        clerk, said = cast.act("clerk"), Said("reached", "very_dissatisfied", "修了三次还漏")
        for ticket in (late, good):
            issue_notice(ticket_id=ticket.pk, actor=clerk, department_id=cast.engineering.pk, said=said)
        evening.wait_until("2026-11-23 15:00")
        answer_notice(ticket_id=good.pk, actor=cast.act("foreman"), done="重做接口", done_by="马志远")
        form = {"cause": "接口老化", "corrective_action": "更换", "preventive_action": "同楼排查"}
        write_analysis(ticket_id=good.pk, actor=cast.act("service_supervisor"), **form)
        approve_analysis(ticket_id=good.pk, actor=cast.act("manager"))
        attempt(ticket_id=good.pk, actor=clerk, outcome="reached", grade="satisfied")
        for minute in ("2026-11-23 20:00", "2026-11-24 12:00", "2026-11-26 17:30", "2026-11-27 17:30"):
            evening.wait_until(minute)
        assert breaches(late) == [
            ("opinion_handling", ["郑国栋"], "11-23 12:00"), ("opinion_notice", ["郑国栋"], "11-24 04:00"),
            ("complaint_analysis", ["韩梅", "梁敏"], "11-26 09:30"), ("complaint_analysis", ["周总"], "11-27 09:30"),
        ]  # fmt: skip
        assert fresh(good).state == State.CLOSED
        assert breaches(good) == [("follow_up", ["林晓雯"], "11-26 16:00"), ("follow_up", ["郑国栋"], "11-26 18:00")]
        assert further_call(ticket_id=good.pk, actor=clerk, said=Said("reached", "satisfied")).ended == "reached"
        assert fresh(late).state == State.CALLBACK
