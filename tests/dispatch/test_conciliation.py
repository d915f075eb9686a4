"""Nobody can go: the manager's word, the resident's consent or complaint, and the conciliation (R15, R16)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dispatch import actions as dispatch
from dispatch.models import Conciliation
from servicedesk.messaging.models import Message
from servicedesk.people.models import StaffMember
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from tests.api.client import Api
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_accepted, to_offered
from tests.support.clock import Clock
from tickets.enums import State
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def given_up(cast: Cast) -> Ticket:
    ticket = to_offered(cast)
    dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("manager"), reason="全员抢修水泵")
    return fresh(ticket)


def complained(cast: Cast, **values: Any) -> tuple[Ticket, Conciliation]:
    ticket = given_up(cast)
    found = dispatch.complain(ticket_id=ticket.pk, actor=cast.act("clerk"), complaint="等了三天还要改期", **values)
    return fresh(ticket), found


def told(ticket: Ticket, what: str) -> list[StaffMember | None]:
    return [message.staff for message in Message.objects.filter(subject_id=ticket.pk, what=what)]


def moved(cast: Cast, ticket: Ticket, minute: str, **values: Any) -> Ticket:
    return dispatch.reschedule(
        ticket_id=ticket.pk, actor=cast.act("clerk"), appointment_at=at(minute), resident_agreed=True, **values
    )


def test_the_managers_word_ends_the_asking_and_leads_to_a_new_time(cast: Cast) -> None:
    """R16: no second consent is asked of him when the clerk reschedules."""
    ticket = given_up(cast)
    assert (ticket.state, ticket.assignee, ticket.due_kind) == (State.DISPATCHED, None, "dispatch")
    assert ticket.assignments.filter(staff=cast.manager, nobody_can_go=True).count() == 1
    assert "定下一步" in cast.client("clerk").get(reverse("desk")).content.decode()
    page = cast.client("clerk").get(reverse("desk-choose", args=[ticket.number]), **HTMX).content.decode()
    assert reverse("ticket-reschedule", args=[ticket.number]) in page
    assert reverse("ticket-complain", args=[ticket.number]) in page
    moved(cast, ticket, "2026-11-22 09:00")
    assert fresh(ticket).state == State.REGISTERED


def test_the_desk_records_the_managers_word_but_a_technician_cannot_speak_it(cast: Cast) -> None:
    ticket = to_offered(cast)
    with pytest.raises(PermissionDenied):
        dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("technician"), reason="不想去")
    with pytest.raises(Invalid):
        dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("clerk"), reason=" ")
    dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="经理电话里说的")
    assert fresh(ticket).assignee is None


def test_once_somebody_has_accepted_nobody_can_say_so(cast: Cast) -> None:
    ticket = to_accepted(cast)
    with pytest.raises(Conflict, match="孙海涛"):
        dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("manager"), reason="派不出人")


def test_a_complaint_goes_to_another_colleague_than_the_owner_with_its_own_clock(cast: Cast) -> None:
    """R16."""
    ticket, found = complained(cast)
    assert ticket.owner == cast.clerk and found.colleague not in (cast.clerk, None)
    assert told(ticket, "conciliation.opened") == [found.colleague]
    assert ticket.due_kind == "dispatch"
    moved(cast, ticket, "2026-11-22 09:00")
    assert (fresh(ticket).due_kind, fresh(ticket).due_at) == ("conciliation", at("2026-11-21 12:00"))


def test_the_owner_himself_cannot_conciliate(cast: Cast) -> None:
    ticket = given_up(cast)
    for person in (cast.clerk, cast.technician, cast.outsider):
        with pytest.raises(Invalid) as refused:
            dispatch.complain(
                ticket_id=ticket.pk, actor=cast.act("second_clerk"), complaint="太慢", colleague_id=person.pk
            )
        assert (refused.value.rule, refused.value.field) == ("R16", "colleague")
    assert not Conciliation.objects.exists()


def test_its_clock_warns_breaches_and_escalates(cast: Cast, clock: Clock) -> None:
    """R16, R32: 2 hours; the colleague and the supervisor, an hour later the estate manager."""
    ticket, found = complained(cast, colleague_id=cast.second_clerk.pk)
    moved(cast, ticket, "2026-11-22 09:00")
    for minute in ("11:36", "12:00", "13:00"):
        clock.set(at(f"2026-11-21 {minute}"))
        engine.sweep()
    told_of = {
        what: {one.staff for one in Message.objects.filter(what=what, params__kind="conciliation")}
        for what in ("timer.warning", "timer.breach")
    }
    assert told_of["timer.warning"] == {cast.second_clerk, cast.supervisor}
    assert told_of["timer.breach"] == {cast.second_clerk, cast.supervisor, cast.manager}
    assert found.colleague == cast.second_clerk


def test_its_outcome_ends_the_clock_and_stands_on_the_timeline(cast: Cast, clock: Clock) -> None:
    ticket, _found = complained(cast)
    dispatch.conclude(ticket_id=ticket.pk, actor=cast.act("second_clerk"), outcome="settled", result="接受明早九点")
    assert "已谈妥" in cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    clock.move(timedelta(hours=5))
    engine.sweep()
    assert not Message.objects.filter(params__kind="conciliation").exists()
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "接受明早九点" in page and "等了三天还要改期" in page
    with pytest.raises(Conflict):
        dispatch.conclude(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="settled", result="又一次")


def test_not_settled_the_estate_manager_hears_of_it(cast: Cast) -> None:
    ticket, _found = complained(cast)
    dispatch.conclude(ticket_id=ticket.pk, actor=cast.act("second_clerk"), outcome="not_settled", result="要投诉到总部")
    assert told(ticket, "conciliation.unsettled") == [cast.manager]


def test_it_is_the_colleagues_turn_at_the_desk_and_not_the_owners(cast: Cast) -> None:
    ticket, _found = complained(cast, colleague_id=cast.second_clerk.pk)
    moved(cast, ticket, "2026-11-22 09:00")

    def mine(name: str) -> bool:
        page = cast.client(name).get(reverse("desk"), {"tab": "mine"}, **HTMX).content.decode()
        return f"desk/chosen/{ticket.number}" in page

    assert mine("second_clerk") and not mine("clerk")


def test_a_new_time_and_the_complaint_about_it_are_one_step(cast: Cast) -> None:
    """R16: both or neither."""
    ticket = given_up(cast)
    with pytest.raises(Invalid):
        moved(cast, ticket, "2026-11-22 09:00", complaint="太晚", colleague_id=cast.clerk.pk)
    assert fresh(ticket).state == State.DISPATCHED
    moved(cast, ticket, "2026-11-22 09:00", complaint="太晚")
    assert fresh(ticket).state == State.REGISTERED and Conciliation.objects.get().complaint == "太晚"


def test_for_the_same_day_a_technician_is_noted_and_told(cast: Cast) -> None:
    """R16; for another day nobody is unless he was named."""
    ticket = to_offered(cast)
    moved(cast, ticket, "2026-11-21 17:00")
    noted = fresh(ticket).appointee
    assert noted is not None and told(ticket, "dispatch.appointed") == [noted]
    moved(cast, ticket, "2026-11-22 09:00")
    assert fresh(ticket).appointee is None


def test_over_rest_the_same(cast: Cast) -> None:
    """R47."""
    api, number = Api(cast.api_key), to_offered(cast).number
    api.step(number, "nobody-can-go", reason="停电抢修")
    api.step(number, "complain", complaint="太慢", colleague=cast.second_clerk.employee_no)
    api.step(number, "conclude", outcome="settled", result="谈好了")
    assert Conciliation.objects.get().ended_by.startswith("HJ")
