"""Consultation, the result told, amends, and what head office or the hotline is answered (R1, R5, R37, §7)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dispatch import actions as dispatch
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from servicedesk.timers.models import Timer
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.support.pictures import signature
from tests.tickets.complaints.steps import breached, complaint, corrected, handed, signed
from tickets.actions import answer
from tickets.complaints.actions import (
    consult,
    forward,
    hand_off,
    make_amends,
    reply_officially,
    return_handoff,
    tell_result,
)
from tickets.models import Amends, Ticket
from visits import actions as visits


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def due(ticket: Ticket, kind: str) -> Any:
    found = Timer.objects.filter(clock_id=ticket.pk, kind=kind, level=1, met_at=None, state="pending").first()
    return found.due_at if found else None


def minute(cast: Cast, ticket: Ticket, *people: str, **more: Any) -> Any:
    return consult(
        ticket_id=ticket.pk, actor=cast.act("clerk"), present_ids=[cast.people[name].pk for name in people],
        decided="工程部周三前完工", tasks="郑国栋：联系施工方；韩梅：回电业户", **more,
    )  # fmt: skip


def test_several_departments_meet_within_eight_hours_and_the_minute_meets_the_clock(cast: Cast, clock: Clock) -> None:
    """Domain §7."""
    ticket = handed(cast, "engineering", "service")
    assert due(ticket, "consultation") == at("2026-11-21 18:00")
    found = minute(cast, ticket, "supervisor", "service_supervisor")
    clock.set(at("2026-11-21 19:00"))
    engine.sweep()
    assert not breached(ticket, "consultation")
    assert found.present == ["郑国栋（工程维修部）", "韩梅（客服部）"]


def test_without_a_minute_the_estate_manager_hears_of_it(cast: Cast, clock: Clock) -> None:
    """Domain §7: meeting recorded, else estate manager."""
    ticket = handed(cast, "engineering", "service")
    clock.set(at("2026-11-21 18:00"))
    engine.sweep()
    assert "梁敏" in breached(ticket, "consultation")[0].payload["told"]


def test_one_department_alone_consults_with_nobody(cast: Cast) -> None:
    """R30: and where one of two returns the form the reason has gone."""
    ticket = handed(cast)
    assert due(ticket, "consultation") is None
    with pytest.raises(Conflict):
        minute(cast, ticket, "supervisor")
    hand_off(ticket_id=ticket.pk, actor=cast.act("clerk"), department_ids=[cast.service.pk])
    assert due(ticket, "consultation")
    return_handoff(ticket_id=ticket.pk, actor=cast.act("technician"), reason="不归我们")
    assert due(ticket, "consultation") is None


def test_each_department_concerned_took_part(cast: Cast) -> None:
    ticket = handed(cast, "engineering", "service")
    with pytest.raises(Invalid, match="客服部"):
        minute(cast, ticket, "supervisor", "foreman")
    with pytest.raises(NotFound):
        minute(cast, ticket, "supervisor", "outsider")
    with pytest.raises(Invalid):
        minute(cast, ticket, "supervisor", "cashier", held_at=at("2026-11-22 09:00"))


def tell(cast: Cast, ticket: Ticket, **more: Any) -> Any:
    return tell_result(ticket_id=ticket.pk, actor=cast.act("clerk"), means="phone", said="施工方已停工", **more)


def test_approved_measures_start_the_twelve_hours_and_the_telling_meets_them(cast: Cast, clock: Clock) -> None:
    """Domain §7: nobody was sent, so the work is done with the approval."""
    ticket = corrected(cast)
    assert due(ticket, "result_told") == at("2026-11-21 22:00")
    clock.set(at("2026-11-21 12:00"))
    told = tell(cast, ticket)
    assert (told.told_by_name, told.at, told.means) == ("林晓雯", at("2026-11-21 12:00"), "phone")
    assert due(ticket, "result_told") is None


def test_untold_the_owner_hears_of_it(cast: Cast, clock: Clock) -> None:
    """Domain §7."""
    ticket = corrected(cast)
    clock.set(at("2026-11-21 22:00"))
    engine.sweep()
    assert breached(ticket, "result_told")[0].payload["told"] == ["林晓雯"]


def test_told_in_time_and_written_down_late_is_in_time(cast: Cast, clock: Clock) -> None:
    """Decided by when it was told."""
    ticket = corrected(cast)
    clock.set(at("2026-11-21 23:00"))
    tell(cast, ticket, told_at=at("2026-11-21 21:30"), told_by_id=cast.technician.pk)
    breach = Timer.objects.get(clock_id=ticket.pk, kind="result_told", level=1)
    assert breach.met_at == at("2026-11-21 21:30") <= breach.due_at


def test_with_a_visit_the_twelve_hours_begin_at_the_sign_off_and_rework_ends_them(cast: Cast) -> None:
    """Domain §7: work finished."""
    ticket = signed(cast)
    dispatch.verbal(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("technician"))
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="叫停施工")
    assert due(ticket, "result_told") is None
    visits.sign_off(
        ticket_id=ticket.pk, actor=cast.act("technician"), signer_name="刘阿姨", signature=signature(), fee="free"
    )
    assert due(ticket, "result_told") == at("2026-11-21 22:00")
    visits.rework(ticket_id=ticket.pk, actor=cast.act("service_supervisor"), reason="还在施工")
    assert due(ticket, "result_told") is None


def amends(cast: Cast, ticket: Ticket, who: str, **more: Any) -> Amends:
    values = {"kind": "compensation", "amount": Decimal("200.00"), "what": "赔洗衣费", "reason": "漏水污损衣物", **more}
    return make_amends(ticket_id=ticket.pk, actor=cast.act(who), **values)


def test_a_compensation_is_the_managers_word_and_an_apology_anybodys_of_the_desk(cast: Cast) -> None:
    """R37: a reason and the right role."""
    ticket = complaint(cast)
    for who in ("clerk", "supervisor", "technician"):
        with pytest.raises(PermissionDenied):
            amends(cast, ticket, who)
    assert amends(cast, ticket, "manager").amount == Decimal("200.00")
    assert amends(cast, ticket, "director").agreed_by_name == "周总"
    assert amends(cast, ticket, "clerk", kind="apology", amount=None).amount is None


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal(-1), Decimal("1.005"), Decimal("NaN"), Decimal("1e9")])
def test_a_compensation_has_an_amount_of_money(cast: Cast, amount: Decimal | None) -> None:
    """R37, R39."""
    with pytest.raises(Invalid) as refused:
        amends(cast, complaint(cast), "manager", amount=amount)
    assert refused.value.field == "amount"


def test_an_apology_has_none_and_both_need_a_reason(cast: Cast) -> None:
    """R37."""
    ticket = complaint(cast)
    for wrong, field in (({"kind": "apology"}, "amount"), ({"reason": " "}, "reason"), ({"kind": "gift"}, "kind")):
        with pytest.raises(Invalid) as refused:
            amends(cast, ticket, "manager", **wrong)
        assert refused.value.field == field


def hotline(cast: Cast, **changes: Any) -> Ticket:
    values = {"channel": "hotline", "external_number": "12345-20261121-77", "external_deadline": at("2026-11-24 18:00")}
    return complaint(cast, **(values | changes))


def test_the_official_deadline_has_a_clock_beside_ours_that_warns(cast: Cast, clock: Clock) -> None:
    """R1: internal hour and official deadline run beside each other; at 80 % it warns (R32)."""
    ticket = hotline(cast)
    assert due(ticket, "official") == at("2026-11-24 18:00") and due(ticket, "handoff") == at("2026-11-21 11:00")
    clock.set(at("2026-11-24 03:00"))
    engine.sweep()
    warned = Timer.objects.get(clock_id=ticket.pk, kind="official", level=0)
    assert warned.state == "fired"
    clock.set(at("2026-11-24 18:00"))
    engine.sweep()
    assert "梁敏" in breached(ticket, "official")[0].payload["told"]


def test_the_reply_meets_it_and_is_kept_with_number_and_deadline(cast: Cast) -> None:
    """R1."""
    ticket = hotline(cast)
    with pytest.raises(PermissionDenied):
        reply_officially(ticket_id=ticket.pk, actor=cast.act("clerk"), text="已整改")
    made = reply_officially(ticket_id=ticket.pk, actor=cast.act("manager"), text="已整改")
    assert (made.number, made.deadline) == ("12345-20261121-77", at("2026-11-24 18:00"))
    assert due(ticket, "official") is None


def test_number_and_deadline_may_come_later_and_are_changed_with_a_reason(cast: Cast) -> None:
    """R1, R10."""
    ticket = complaint(cast, channel="head_office")
    with pytest.raises(Conflict):
        reply_officially(ticket_id=ticket.pk, actor=cast.act("manager"), text="已整改")
    given: dict[str, Any] = {"ticket_id": ticket.pk, "actor": cast.act("clerk"), "external_number": "ZB-9"}
    forward(external_deadline=at("2026-11-23 12:00"), **given)
    assert due(ticket, "official") == at("2026-11-23 12:00")
    with pytest.raises(Invalid) as refused:
        forward(external_deadline=at("2026-11-25 12:00"), **given)
    assert refused.value.field == "reason"
    forward(external_deadline=at("2026-11-25 12:00"), reason="总部同意延期", **given)
    assert due(ticket, "official") == at("2026-11-25 12:00") and fresh(ticket).external_number == "ZB-9"
    forward(external_deadline=None, reason="撤回督办", **given)
    assert due(ticket, "official") is None


def test_a_deadline_before_the_receipt_is_refused(cast: Cast) -> None:
    """R1."""
    with pytest.raises(Invalid) as refused:
        hotline(cast, external_deadline=at("2026-11-20 12:00"))
    assert refused.value.field == "external_deadline"


def test_the_official_deadline_outlives_the_tickets_end_until_it_is_replied_to(cast: Cast, clock: Clock) -> None:
    """R1: theirs does not end with our work; R30: all of ours do."""
    ticket = hotline(cast, validity="communicative")
    answer(ticket_id=ticket.pk, actor=cast.act("clerk"), text="已说明装修时间")
    assert due(ticket, "official") and due(ticket, "first_reply") is None and fresh(ticket).due_kind == "official"
    clock.set(at("2026-11-24 18:00"))
    engine.sweep()
    assert "梁敏" in breached(ticket, "official")[0].payload["told"]
    reply_officially(ticket_id=ticket.pk, actor=cast.act("manager"), text="已整改")
    assert fresh(ticket).due_kind == ""


def test_a_head_from_another_estate_sits_at_the_table_of_his_department(cast: Cast) -> None:
    """Domain §7: departments reach over estates, their heads with them."""
    cast.service.head = cast.outsider
    cast.service.save()
    ticket = handed(cast, "engineering", "service")
    assert minute(cast, ticket, "supervisor", "outsider").present[-1] == "吴外（客服部）"
