"""Cause, corrective and preventive action: written by the department, approved by its head, the same day (R5, §7)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers import engine
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import WORDS, breached, corrected, handed, signed, told, written
from tickets.complaints.actions import approve_correction, send_back_correction, sign_handoff, write_correction
from tickets.models import Correction, Ticket


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def write(cast: Cast, ticket: Ticket, by: str, **more: object) -> Correction:
    return write_correction(ticket_id=ticket.pk, actor=cast.act(by), **WORDS, **more)  # type: ignore[arg-type]


def approve(cast: Cast, ticket: Ticket, by: str) -> Correction:
    return approve_correction(ticket_id=ticket.pk, actor=cast.act(by))


def due(ticket: Ticket, kind: str) -> object:
    from servicedesk.timers.models import Timer

    return Timer.objects.filter(clock_id=ticket.pk, kind=kind, level=1, met_at=None, state="pending").get().due_at


def test_the_signature_starts_the_days_clock_and_the_approval_meets_it(cast: Cast, clock: Clock) -> None:
    """Domain §7: same day, until the desk closes."""
    ticket = signed(cast)
    assert due(ticket, "corrective") == at("2026-11-21 20:00")
    write(cast, ticket, "technician")
    approve(cast, ticket, "supervisor")
    clock.set(at("2026-11-21 21:00"))
    engine.sweep()
    assert not breached(ticket, "corrective")


def test_written_but_not_approved_the_head_hears_of_it_then_the_estate_manager(cast: Cast, clock: Clock) -> None:
    """Domain §7."""
    ticket = written(cast)
    for minute in ("2026-11-21 20:00", "2026-11-22 10:00"):
        clock.set(at(minute))
        engine.sweep()
    assert [event.payload["told"] for event in breached(ticket, "corrective")] == [["郑国栋"], ["梁敏"]]


def test_of_two_departments_both_must_be_approved(cast: Cast) -> None:
    ticket = signed(cast, "engineering", "service")
    write(cast, ticket, "technician")
    write(cast, ticket, "cashier")
    approve(cast, ticket, "supervisor")
    assert due(ticket, "corrective")
    approve(cast, ticket, "service_supervisor")
    assert due(ticket, "result_told") and fresh(ticket).corrections.exclude(approved_at=None).count() == 2


def test_a_department_that_signs_later_begins_a_clock_of_its_own(cast: Cast, clock: Clock) -> None:
    ticket = handed(cast, "engineering", "service")
    sign_handoff(ticket_id=ticket.pk, actor=cast.act("technician"))
    write(cast, ticket, "technician")
    approve(cast, ticket, "supervisor")
    clock.set(at("2026-11-22 09:00"))
    sign_handoff(ticket_id=ticket.pk, actor=cast.act("cashier"))
    assert due(ticket, "corrective") == at("2026-11-22 20:00")


def test_who_wrote_it_does_not_approve_it_then_the_estate_manager_does(cast: Cast) -> None:
    """No self-approval; the head who writes himself is judged one step up."""
    ticket = written(cast, "supervisor")
    assert told(ticket, "complaint.written") == {"梁敏"}
    with pytest.raises(Conflict):
        approve(cast, ticket, "supervisor")
    assert approve(cast, ticket, "manager").judge_name == "梁敏"


def test_who_typed_it_in_for_another_does_not_approve_it_either(cast: Cast) -> None:
    ticket = signed(cast)
    write(cast, ticket, "supervisor", writer_id=cast.technician.pk)
    with pytest.raises(Conflict):
        approve(cast, ticket, "supervisor")


@pytest.mark.parametrize("who", ["foreman", "clerk", "service_supervisor", "director"])
def test_nobody_but_the_head_and_the_estate_manager_approves(cast: Cast, who: str) -> None:
    ticket = written(cast)
    with pytest.raises(PermissionDenied):
        approve(cast, ticket, who)


def test_the_database_too_refuses_self_approval(cast: Cast) -> None:
    """The last guard of the rule."""
    written(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(judge_id=cast.technician.pk)


def test_sent_back_the_writer_reads_why_and_the_clock_runs_on(cast: Cast) -> None:
    ticket = written(cast)
    send_back_correction(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="预防措施太空")
    assert told(ticket, "complaint.sent_back") == {"孙海涛"} and due(ticket, "corrective")
    write(cast, ticket, "technician")
    approve(cast, ticket, "supervisor")
    assert Correction.objects.count() == 2


def test_judged_once_the_second_reads_who_was_first(cast: Cast) -> None:
    """R11."""
    ticket = corrected(cast)
    with pytest.raises(Conflict, match="郑国栋"):
        approve(cast, ticket, "manager")


def test_only_a_department_that_signed_hands_in_and_only_by_its_own_people(cast: Cast) -> None:
    """R5."""
    ticket = handed(cast, "engineering", "service")
    with pytest.raises(Conflict):
        write(cast, ticket, "technician")
    sign_handoff(ticket_id=ticket.pk, actor=cast.act("technician"))
    with pytest.raises(Invalid):
        write(cast, ticket, "cashier")
    with pytest.raises(Invalid):
        write(cast, ticket, "clerk", department_id=cast.service.pk)
    assert write(cast, ticket, "clerk", writer_id=cast.foreman.pk).writer_name == "马志远"


def test_while_one_waits_for_approval_a_second_is_refused_by_name(cast: Cast) -> None:
    """R11."""
    ticket = written(cast)
    with pytest.raises(Conflict, match="孙海涛"):
        write(cast, ticket, "foreman")


@pytest.mark.parametrize("missing", list(WORDS))
def test_none_of_the_three_words_may_be_missing(cast: Cast, missing: str) -> None:
    ticket = signed(cast)
    with pytest.raises(Invalid) as refused:
        write_correction(ticket_id=ticket.pk, actor=cast.act("technician"), **(WORDS | {missing: "  "}))
    assert refused.value.field == missing
