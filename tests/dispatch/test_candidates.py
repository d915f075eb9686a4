"""Who to send: ranked, with the reasons, in one query (R19)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import actions as dispatch
from dispatch.queries import best_candidate, candidates
from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Posting, Shift, StaffMember
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from tests.cast import Cast
from tests.dispatch.steps import to_signed_off
from tickets.models import Ticket


def first(ticket: Ticket) -> str:
    return candidates(ticket)[0].staff.name


def crew(cast: Cast, many: int) -> None:
    made = StaffMember.objects.bulk_create(
        StaffMember(name=f"师傅{n}", employee_no=f"9{n:03d}", phone="+8613700000000", role="technician",
                    skills=["plumbing"]) for n in range(many)
    )  # fmt: skip
    Posting.objects.bulk_create(Posting(staff=one, estate=cast.estate, department=cast.engineering) for one in made)


def test_the_list_is_one_query_with_5_people_and_with_500(cast: Cast) -> None:
    """Issue: no N+1."""
    ticket = cast.ticket()
    for many in (0, 495):
        crew(cast, many)
        with CaptureQueriesContext(connection) as captured:
            found = candidates(ticket)
            assert all(one.reasons() for one in found)
        # The second is the database's clock.
        assert len(captured) <= 2
    assert len(found) == 500


def test_who_was_here_before_is_named_and_goes_first_among_equals(cast: Cast) -> None:
    to_signed_off(cast)
    ticket = cast.ticket()
    best = candidates(ticket)[0]
    assert best.staff == cast.technician and best.last_here is not None
    assert any("来过" in reason or "here before" in reason for reason in best.reasons())


def test_of_the_same_standing_the_less_laden_goes_first(cast: Cast) -> None:
    dispatch.offer(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk)
    assert first(cast.ticket()) == "孙海涛"


def test_an_emergency_takes_the_stand_by_order(cast: Cast) -> None:
    """R19: whoever is nearest the top of the duty roster, before those on an ordinary shift."""
    at = now()
    Shift.objects.filter(staff__in=[cast.supervisor, cast.technician]).delete()
    for place, person in ((2, cast.technician), (1, cast.supervisor)):
        Shift.objects.create(
            staff=person, estate=cast.estate, kind=ShiftKind.STANDBY, standby_order=place,
            starts_at=at - timedelta(hours=2), ends_at=at + timedelta(hours=4),
        )  # fmt: skip
    assert [one.staff.name for one in candidates(cast.ticket(urgent=True))][:3] == ["郑国栋", "孙海涛", "马志远"]
    assert first(cast.ticket()) == "马志远"
    assert best_candidate(cast.ticket(urgent=True)) == cast.supervisor


def test_who_refused_it_is_sent_again_only_with_a_reason(cast: Cast) -> None:
    """R19: the clerk may override."""
    ticket = cast.ticket()
    clerk = cast.act("clerk")
    dispatch.offer(ticket_id=ticket.pk, actor=clerk, staff_id=cast.technician.pk)
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("technician"), reason="走不开")
    dispatch.recall(ticket_id=ticket.pk, actor=clerk, reason="重派")
    with pytest.raises(Invalid) as refused:
        dispatch.offer(ticket_id=ticket.pk, actor=clerk, staff_id=cast.technician.pk)
    assert (refused.value.rule, refused.value.field) == ("R19", "reason")
    again = dispatch.offer(ticket_id=ticket.pk, actor=clerk, staff_id=cast.technician.pk, reason="他现在有空了")
    assert again.why == "他现在有空了"
