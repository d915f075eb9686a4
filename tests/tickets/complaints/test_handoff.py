"""Handoff to one or several departments: signatures, returns, the hour, the ladder of a bounce (R5, domain §1, §7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from servicedesk.people.models import Department
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import also_of, breached, complaint, handed, told
from tickets.complaints.actions import hand_off, return_handoff, sign_handoff
from tickets.models import Handoff, Ticket


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def sign(cast: Cast, ticket: Ticket, name: str) -> Handoff:
    return sign_handoff(ticket_id=ticket.pk, actor=cast.act(name))


def give_back(cast: Cast, ticket: Ticket, name: str) -> Ticket:
    return return_handoff(ticket_id=ticket.pk, actor=cast.act(name), reason="不归我们")


def due(ticket: Ticket) -> tuple[str, object]:
    return fresh(ticket).due_kind, fresh(ticket).due_at


def later(clock: Clock, minute: str) -> None:
    clock.set(at(f"2026-11-21 {minute}"))
    engine.sweep()


def test_the_hour_is_met_when_the_last_of_several_departments_has_signed(cast: Cast, clock: Clock) -> None:
    """R5, domain §7: a signature each."""
    ticket = handed(cast, "engineering", "service")
    clock.set(at("2026-11-21 10:20"))
    sign(cast, ticket, "technician")
    assert due(ticket) == ("handoff", at("2026-11-21 11:00"))
    clock.set(at("2026-11-21 10:50"))
    sign(cast, ticket, "cashier")
    later(clock, "11:30")
    assert not breached(ticket, "handoff") and fresh(ticket).due_kind == "first_reply"


def test_unsigned_the_heads_of_all_that_wait_hear_of_it_then_the_estate_manager(cast: Cast, clock: Clock) -> None:
    """Domain §7: department head, then estate manager."""
    ticket = handed(cast, "engineering", "service")
    later(clock, "11:00")
    later(clock, "11:30")
    levels = [set(event.payload["told"]) for event in breached(ticket, "handoff")]
    assert levels == [{"林晓雯", "郑国栋", "韩梅"}, {"梁敏"}]


def test_only_heads_that_still_wait_are_told(cast: Cast, clock: Clock) -> None:
    ticket = handed(cast, "engineering", "service")
    sign(cast, ticket, "technician")
    later(clock, "11:00")
    assert set(breached(ticket, "handoff")[0].payload["told"]) == {"林晓雯", "韩梅"}


def test_a_return_tells_the_head_and_starts_the_ladder_but_not_the_hour(cast: Cast, clock: Clock) -> None:
    """Domain §1: the hour does not start again; §7: then the estate manager."""
    ticket = handed(cast)
    clock.set(at("2026-11-21 10:25"))
    give_back(cast, ticket, "technician")
    assert due(ticket) == ("bounce", at("2026-11-21 10:55"))
    assert told(ticket, "complaint.bounced") == {"郑国栋"} and told(ticket, "complaint.returned") == {"林晓雯"}
    later(clock, "10:56")
    assert breached(ticket, "bounce")[0].payload["told"] == ["林晓雯", "梁敏"]
    later(clock, "11:01")
    assert breached(ticket, "handoff")[0].at == at("2026-11-21 11:00")


def test_handed_on_the_ladder_ends_and_the_same_hour_runs_on(cast: Cast, clock: Clock) -> None:
    """Domain §1."""
    ticket = handed(cast)
    give_back(cast, ticket, "technician")
    clock.set(at("2026-11-21 10:20"))
    hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[cast.service.pk])
    assert due(ticket) == ("handoff", at("2026-11-21 11:00"))
    later(clock, "10:50")
    assert not breached(ticket, "bounce")


def test_a_second_return_does_not_begin_the_ladder_anew(cast: Cast, clock: Clock) -> None:
    ticket = handed(cast, "engineering", "service")
    give_back(cast, ticket, "technician")
    clock.set(at("2026-11-21 10:20"))
    give_back(cast, ticket, "cashier")
    assert due(ticket) == ("bounce", at("2026-11-21 10:30"))
    assert fresh(ticket).department is None


def test_a_return_where_the_others_have_signed_meets_the_hour(cast: Cast) -> None:
    """Met when every department that has not returned has signed, and at least one has."""
    ticket = handed(cast, "engineering", "service")
    sign(cast, ticket, "technician")
    give_back(cast, ticket, "cashier")
    assert fresh(ticket).due_kind == "first_reply" and fresh(ticket).department == cast.engineering
    assert told(ticket, "complaint.bounced") == {"韩梅"}


def test_all_returned_is_not_met(cast: Cast) -> None:
    ticket = handed(cast, "engineering", "service")
    give_back(cast, ticket, "technician")
    give_back(cast, ticket, "cashier")
    assert not Handoff.objects.filter(returned_at=None).exists() and fresh(ticket).due_kind == "bounce"


def test_a_department_that_has_the_form_is_not_sent_a_second_one(cast: Cast) -> None:
    """R11: who was first is named."""
    ticket = handed(cast)
    for name in ("林晓雯", "孙海涛"):
        with pytest.raises(Conflict, match=name):
            hand_off(ticket_id=ticket.pk, actor=cast.act("second_clerk"), department_ids=[cast.engineering.pk])
        if name == "林晓雯":
            sign(cast, ticket, "technician")


def test_one_that_returned_it_may_be_sent_it_again(cast: Cast) -> None:
    ticket = handed(cast)
    give_back(cast, ticket, "technician")
    hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[cast.engineering.pk])
    sign(cast, ticket, "technician")
    assert ticket.handoffs.count() == 2


def test_a_further_department_after_all_have_signed_has_an_hour_of_its_own(cast: Cast, clock: Clock) -> None:
    ticket = handed(cast)
    sign(cast, ticket, "technician")
    clock.set(at("2026-11-21 10:30"))
    hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[cast.service.pk])
    assert due(ticket) == ("handoff", at("2026-11-21 11:30"))


def test_only_a_member_of_the_department_signs_for_it(cast: Cast) -> None:
    """R5: the desk names a recipient; he must belong to it."""
    ticket = handed(cast)
    with pytest.raises(Invalid) as refused:
        sign(cast, ticket, "clerk")
    assert refused.value.field == "recipient"
    sign_handoff(ticket_id=ticket.pk, actor=cast.act("clerk"), recipient_id=cast.foreman.pk)
    assert Handoff.objects.get().recipient_name == "马志远"


def test_a_technician_neither_signs_for_a_colleague_nor_returns_what_is_not_his(cast: Cast) -> None:
    ticket = handed(cast, "service")
    with pytest.raises(PermissionDenied):
        sign_handoff(ticket_id=ticket.pk, actor=cast.act("technician"), recipient_id=cast.cashier.pk)
    with pytest.raises(PermissionDenied):
        give_back(cast, ticket, "technician")


def test_who_belongs_to_both_says_for_which_he_signs(cast: Cast) -> None:
    ticket = handed(cast, "engineering", "service")
    also_of(cast, "technician", cast.service)
    with pytest.raises(Invalid) as refused:
        sign(cast, ticket, "technician")
    assert refused.value.field == "department"
    actor = cast.act("technician")
    sign_handoff(ticket_id=ticket.pk, actor=actor, department_id=cast.service.pk)
    assert [one.department for one in Handoff.objects.exclude(signed_at=None)] == [cast.service]


def test_the_desk_says_which_of_several_returned_it(cast: Cast) -> None:
    ticket = handed(cast, "engineering", "service")
    return_handoff(
        ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="客服的事", department_id=cast.engineering.pk
    )
    assert Handoff.objects.exclude(returned_at=None).get().department == cast.engineering


def test_what_is_signed_for_is_not_returned_and_who_signed_is_named(cast: Cast) -> None:
    """R11."""
    ticket = handed(cast)
    sign(cast, ticket, "technician")
    with pytest.raises(Conflict, match="孙海涛"):
        give_back(cast, ticket, "foreman")
    with pytest.raises(Conflict, match="孙海涛"):
        sign(cast, ticket, "foreman")


def test_neither_nobody_nor_another_estates_department_is_handed_anything(cast: Cast) -> None:
    elsewhere = Department.objects.create(name="云栖客服", trade="customer_service")
    ticket = complaint(cast)
    with pytest.raises(Invalid):
        hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[])
    with pytest.raises(NotFound):
        hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[elsewhere.pk])


def test_a_communicative_complaint_and_a_repair_are_not_handed_off(cast: Cast) -> None:
    """R5."""
    for ticket in (complaint(cast, validity="communicative"), cast.ticket()):
        with pytest.raises(Conflict):
            hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[cast.service.pk])


def test_each_department_has_its_line_in_the_history(cast: Cast) -> None:
    """R10."""
    ticket = handed(cast, "engineering", "service")
    events = fresh(ticket).handoffs.count()
    from servicedesk.journal.record import history

    lines = [event.data.department for event in history(ticket) if event.type == "complaint.handed_off"]
    assert events == 2 and sorted(lines) == sorted(["工程维修部", "客服部"])


def test_a_return_while_the_form_is_late_is_told_all_the_same(cast: Cast, clock: Clock) -> None:
    ticket = handed(cast)
    clock.set(at("2026-11-21 11:00") + timedelta(minutes=10))
    give_back(cast, ticket, "technician")
    assert len(breached(ticket, "handoff")) == 1 and told(ticket, "complaint.bounced") == {"郑国栋"}


def test_who_belongs_to_the_department_in_another_estate_does_not_sign_here(cast: Cast) -> None:
    """Domain §1: staff work in their estates."""
    ticket = handed(cast, "service")
    with pytest.raises(Invalid):
        sign_handoff(ticket_id=ticket.pk, actor=cast.act("clerk"), recipient_id=cast.outsider.pk)
