"""On site: knocks, work, signature, review (R20–R24, R31)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dispatch import actions as dispatch
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from servicedesk.timers.actions import create_policy
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_on_site, to_signed_off
from tests.support.clock import Clock
from tests.support.pictures import signature
from tickets.enums import State, SuspendReason
from tickets.models import Ticket
from visits import actions as visits
from visits.models import SignOff, Visit


def sign(cast: Cast, ticket: Ticket, **changes: Any) -> SignOff:
    values: dict[str, Any] = {"signer_name": "刘阿姨", "signature": signature(), "fee": "free"}
    return visits.sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), **(values | changes))


def test_no_access_only_after_two_knocks_five_minutes_apart(cast: Cast, clock: Clock) -> None:
    """R20."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_on_site(cast)
    actor = cast.act("technician")
    visits.knock(ticket_id=ticket.pk, actor=actor)
    clock.set(at("2026-11-21 10:04:59"))
    with pytest.raises(Invalid, match="10:05:00"):
        visits.knock(ticket_id=ticket.pk, actor=actor)
    with pytest.raises(Invalid):
        visits.no_access(ticket_id=ticket.pk, actor=actor)
    clock.set(at("2026-11-21 10:05"))
    visits.knock(ticket_id=ticket.pk, actor=actor)
    visits.no_access(ticket_id=ticket.pk, actor=actor)
    ticket = fresh(ticket)
    assert (ticket.state, ticket.suspended, ticket.no_access_count) == ("registered", SuspendReason.NO_ACCESS, 1)
    told = Message.objects.filter(what="visit.no_access").values_list("staff__name", flat=True)
    assert set(told) == {"郑国栋", "林晓雯"}


def test_the_company_says_how_long_one_waits_between_the_knocks(cast: Cast, clock: Clock) -> None:
    """R20: five minutes are the default of a setting; for urgent ones two here."""
    create_policy(actor=cast.act("admin"), kind="knock", urgent=True, duration="PT2M")
    clock.set(at("2026-11-21 10:00"))
    plain = to_on_site(cast)
    urgent = to_on_site(cast)
    Ticket.objects.filter(pk=urgent.pk).update(urgent=True)
    actor = cast.act("technician")
    for ticket in (plain, urgent):
        visits.knock(ticket_id=ticket.pk, actor=actor)
    clock.set(at("2026-11-21 10:02"))
    assert visits.knock(ticket_id=urgent.pk, actor=actor).second_knock_at == at("2026-11-21 10:02")
    with pytest.raises(Invalid, match="10:05:00"):
        visits.knock(ticket_id=plain.pk, actor=actor)


def test_who_was_let_in_has_met_somebody(cast: Cast, clock: Clock) -> None:
    """R20, R21: with both knocks recorded it is no "no access" any more, and no third knock."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_on_site(cast)
    actor = cast.act("technician")
    for minute in ("10:00", "10:05"):
        clock.set(at(f"2026-11-21 {minute}"))
        visits.knock(ticket_id=ticket.pk, actor=actor)
    visits.let_in(ticket_id=ticket.pk, actor=actor, by="刘阿姨")
    for act in (visits.no_access, visits.knock):
        with pytest.raises(Conflict) as refused:
            act(ticket_id=ticket.pk, actor=actor)
        assert refused.value.rule == "R21"
    assert (fresh(ticket).state, fresh(ticket).no_access_count) == (State.ON_SITE, 0)


def test_the_price_stands_before_work_and_work_before_the_signature(cast: Cast) -> None:
    """R22, R23."""
    ticket = to_on_site(cast)
    with pytest.raises(Invalid) as refused:
        sign(cast, ticket)
    assert refused.value.field == "work_done"
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换软管")
    with pytest.raises(Invalid) as refused:
        sign(cast, ticket, fee="")
    assert (refused.value.field, fresh(ticket).state) == ("fee", State.ON_SITE)


def test_findings_parts_and_helpers_are_kept(cast: Cast) -> None:
    """R22."""
    ticket = to_on_site(cast)
    visits.record_work(
        ticket_id=ticket.pk, actor=cast.act("technician"), findings="角阀老化", cause="年久", work_done="换角阀",
        helpers="何鹏", parts=[visits.PartUsed("角阀", Decimal(2), Decimal("25.00"))],
    )  # fmt: skip
    visit = Visit.objects.get(ticket=ticket)
    assert (visit.findings, visit.helpers, visit.parts.get().unit_price) == ("角阀老化", "何鹏", Decimal("25.00"))


@pytest.mark.parametrize(("quantity", "price"), [("0", "1"), ("-1", "1"), ("1", "-0.01")])
def test_a_part_has_a_quantity_and_no_negative_price(cast: Cast, quantity: str, price: str) -> None:
    ticket = to_on_site(cast)
    part = visits.PartUsed("角阀", Decimal(quantity), Decimal(price))
    with pytest.raises(Invalid):
        visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="x", parts=[part])


def test_a_missing_signature_needs_a_reason(cast: Cast) -> None:
    """R23."""
    ticket = to_on_site(cast)
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换软管")
    with pytest.raises(Invalid) as refused:
        sign(cast, ticket, signature=None)
    assert refused.value.field == "unsigned_reason"
    assert sign(cast, ticket, signature=None, unsigned_reason="业户外出").signature is None


def test_a_signature_is_kept_as_a_picture_with_the_signers_name(cast: Cast) -> None:
    """R23."""
    ticket = to_signed_off(cast)
    signed = SignOff.objects.get(ticket=ticket)
    assert signed.signer_name == "刘阿姨" and signed.signature is not None
    assert signed.signature.file.size > 100


def test_signing_twice_is_refused(cast: Cast) -> None:
    """R11."""
    ticket = to_signed_off(cast)
    with pytest.raises(Conflict):
        sign(cast, ticket)


def test_only_a_leader_reviews_and_only_once(cast: Cast) -> None:
    """R24, R11."""
    ticket = to_signed_off(cast)
    with pytest.raises(PermissionDenied):
        visits.review(ticket_id=ticket.pk, actor=cast.act("technician"))
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    with pytest.raises(Conflict, match="郑国栋"):
        visits.review(ticket_id=ticket.pk, actor=cast.act("manager"))


def test_without_the_automatic_callback_the_review_waits_for_its_start(cast: Cast) -> None:
    """Domain §3: start callback by approval, or automatic per setting."""
    cast.estate.automatic_callback = False
    cast.estate.save()
    ticket = to_signed_off(cast)
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    assert fresh(ticket).state == State.SIGNED_OFF


def test_an_unreviewed_sign_off_reaches_the_supervisor_and_the_manager(cast: Cast, clock: Clock) -> None:
    """R24: 4 h; domain §7: then the estate manager."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_signed_off(cast)
    for hour in ("14:00", "16:00"):
        clock.set(at(f"2026-11-21 {hour}"))
        engine.sweep()
    told = Message.objects.filter(subject_id=ticket.pk, what="timer.breach").order_by("created_at")
    assert [message.staff.name for message in told if message.staff] == ["郑国栋", "梁敏"]


def test_rework_goes_back_to_whoever_did_it_and_is_counted(cast: Cast) -> None:
    """R24."""
    ticket = to_signed_off(cast)
    visits.rework(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="接口还渗")
    ticket = fresh(ticket)
    assert (ticket.state, ticket.assignee, ticket.rework_count) == (State.DISPATCHED, cast.technician, 1)
    assert SignOff.objects.get(ticket=ticket).approved is False


def test_suspended_work_comes_back_on_its_date(cast: Cast, clock: Clock) -> None:
    """R31: the desk is prompted when the parts are there."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_on_site(cast)
    visits.suspend(
        ticket_id=ticket.pk,
        actor=cast.act("technician"),
        reason="parts",
        resume_at=at("2026-11-23 09:00"),
        remark="等主板",
    )
    ticket = fresh(ticket)
    assert (ticket.state, ticket.due_kind, ticket.due_at) == ("registered", "resume", at("2026-11-23 09:00"))
    clock.set(at("2026-11-23 09:00"))
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert fresh(ticket).suspended == ""


def test_somebody_elses_job_is_not_touched(cast: Cast) -> None:
    ticket = to_on_site(cast)
    with pytest.raises(PermissionDenied):
        visits.record_work(ticket_id=ticket.pk, actor=cast.act("second_technician"), work_done="x")


def test_a_second_visit_after_no_access_is_a_visit_of_its_own(cast: Cast, clock: Clock) -> None:
    """R20: several visits per ticket."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_on_site(cast)
    actor = cast.act("technician")
    visits.knock(ticket_id=ticket.pk, actor=actor)
    clock.move(timedelta(minutes=5))
    visits.knock(ticket_id=ticket.pk, actor=actor)
    visits.no_access(ticket_id=ticket.pk, actor=actor)
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    visits.arrive(ticket_id=ticket.pk, actor=actor)
    assert [visit.state for visit in Visit.objects.order_by("arrived_at")] == ["no_access", "arrived"]


def nobody(cast: Cast, clock: Clock) -> Ticket:
    """Both knocks, nobody."""
    clock.set(at("2026-11-21 10:00"))
    ticket, him = to_on_site(cast), cast.act("technician")
    for _n in range(2):
        visits.knock(ticket_id=ticket.pk, actor=him)
        clock.move(timedelta(minutes=5))
    visits.no_access(ticket_id=ticket.pk, actor=him)
    return fresh(ticket)


def test_after_no_access_the_desk_calls_by_a_time_and_the_resident_has_a_link(cast: Cast, clock: Clock) -> None:
    """R20: the follow-up comes by itself."""
    ticket = nobody(cast, clock)
    assert (ticket.due_kind, ticket.due_at) == ("no_access_call", at("2026-11-21 10:40"))
    text = Message.objects.get(what="reporter.no_access")
    assert text.params["number"] == ticket.number and text.params["link"].endswith("/time")
    assert "联系业户" in cast.client("clerk").get("/desk").content.decode()
    clock.set(at("2026-11-21 10:40"))
    engine.sweep()
    assert Message.objects.filter(what="timer.breach", staff=cast.clerk).exists()


def test_the_call_after_no_access_ends_with_the_next_dispatch_or_time(cast: Cast, clock: Clock) -> None:
    """R30: a timer whose reason has gone never fires."""
    ticket = nobody(cast, clock)
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    clock.set(at("2026-11-21 12:00"))
    engine.sweep()
    fired = Message.objects.filter(what="timer.breach", params__kind="no_access_call")
    assert not fired.exists()


def test_the_notice_at_the_door_says_when_we_knocked_and_where_to_choose(cast: Cast, clock: Clock) -> None:
    """R20, domain §11."""
    ticket = nobody(cast, clock)
    page = cast.client("technician").get(f"/tickets/{ticket.number}/print/no-access").content.decode()
    assert "到访未遇通知单" in page and "10:00" in page and "10:05" in page and "<svg" in page
