"""Registration (R1–R10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from servicedesk.messaging.models import Message
from servicedesk.refusals import Invalid, NotFound
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.actions import hand_over, register
from tickets.enums import Channel, Kind, State
from tickets.models import Ticket
from visits import actions as visits


def test_what_was_said_is_kept_to_the_minute(cast: Cast, clock: Clock) -> None:
    """R2."""
    clock.set(at("2026-11-21 10:42"))
    ticket = fresh(cast.ticket(received_at=at("2026-11-21 10:40"), wished_at=at("2026-11-21 15:00")))
    assert (ticket.place, ticket.contact_phone, ticket.contact_last4) == ("3-2-1201", "+8613800005678", "5678")
    assert (ticket.received_at, ticket.wished_at) == (at("2026-11-21 10:40"), at("2026-11-21 15:00"))
    assert (ticket.received_by, ticket.owner) == ("林晓雯", cast.clerk)


def test_numbers_run_by_estate_and_day_of_the_estates_zone(cast: Cast, clock: Clock) -> None:
    """R9: half past midnight in Shanghai is still yesterday in UTC."""
    clock.set(at("2026-11-21 23:59"))
    assert [cast.ticket().number for _ in range(2)] == ["HJ-20261121-0001", "HJ-20261121-0002"]
    clock.set(at("2026-11-22 00:30"))
    assert cast.ticket().number == "HJ-20261122-0001"


def test_an_urgent_report_needs_a_place_and_a_phone_and_nothing_else(cast: Cast) -> None:
    """R6: and the supervisor hears of it at the same moment."""
    ticket = cast.ticket(urgent=True, description="", contact_name="", skill="", reporter_id=None)
    told = Message.objects.filter(what="ticket.urgent", subject_id=ticket.pk).values_list("staff__name", flat=True)
    assert list(told) == ["郑国栋"]


def test_a_major_complaint_reaches_both_managers_at_once(cast: Cast) -> None:
    """R5."""
    ticket = cast.ticket(kind="complaint", description="保安打人", major=True)
    told = Message.objects.filter(what="complaint.major", subject_id=ticket.pk).values_list("staff__name", flat=True)
    assert set(told) == {"梁敏", "周总"}


def test_a_valid_complaint_has_the_hour_and_no_dispatch_clock(cast: Cast) -> None:
    """Domain §7."""
    ticket = cast.ticket(kind="complaint", description="楼上装修噪音")
    assert (ticket.due_kind, ticket.due_at) == ("handoff", ticket.registered_at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"description": " "}, "description", "R2"),
        ({"description": "长" * 1001}, "description", "R2"),
        ({"contact_phone": "1380000567"}, "contact_phone", "R2"),
        ({"contact_phone": ""}, "contact_phone", "R2"),
        ({"unit_id": None}, "place", "R2"),
        ({"place": "x" * 200}, "place", "R2"),
        ({"kind": "party"}, "kind", "R4"),
        ({"channel": "pigeon"}, "channel", "R1"),
        ({"channel": Channel.HOTLINE}, "external_number", "R1"),
        ({"received_at": at("2030-01-01 00:00")}, "received_at", "R2"),
        ({"received_at": at("2020-01-01 00:00")}, "received_at", "R2"),
        ({"wished_at": at("2020-01-01 00:00")}, "wished_at", "R2"),
    ],
)
def test_a_wrong_input_is_named_with_its_rule_and_nothing_is_written(
    cast: Cast, clock: Clock, changes: dict[str, Any], field: str, rule: str
) -> None:
    clock.set(at("2026-11-21 10:00"))
    with pytest.raises(Invalid) as refused:
        cast.ticket(**changes)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("channel", Channel.values)
def test_every_kind_comes_over_every_channel(cast: Cast, kind: str, channel: str) -> None:
    """R1, R4."""
    ticket = cast.ticket(kind=kind, channel=channel, external_number="12345-1")
    assert ticket.state == State.REGISTERED


def test_a_clerk_of_another_estate_registers_nothing_here(cast: Cast) -> None:
    with pytest.raises(NotFound):
        register(actor=cast.act("outsider"), report=cast.report())


def test_a_place_of_another_tenant_does_not_exist(cast: Cast) -> None:
    twin = build("twin", "TW")
    with pytest.raises(NotFound):
        cast.ticket(unit_id=twin.unit.pk)


def test_the_owner_stays_until_handed_over_with_both_names(cast: Cast) -> None:
    """R3."""
    ticket = cast.ticket()
    hand_over(ticket_id=ticket.pk, actor=cast.act("clerk"), to_id=cast.second_clerk.pk, reason="交班")
    assert fresh(ticket).owner == cast.second_clerk
    with pytest.raises(NotFound):
        hand_over(ticket_id=ticket.pk, actor=cast.act("clerk"), to_id=cast.outsider.pk)


def test_a_cashier_reviews_nothing(cast: Cast) -> None:
    """Domain §1: each role the rights it needs and no more."""
    ticket = cast.ticket()
    with pytest.raises(PermissionDenied):
        visits.review(ticket_id=ticket.pk, actor=cast.act("cashier"))
