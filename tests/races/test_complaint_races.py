"""A complaint's form under many hands at once (R11): the hour is met once, and one of two contrary answers stands."""

from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict
from servicedesk.timers.models import Timer
from tests.cast import Cast, fresh
from tests.races.test_races import refusals, together
from tests.tickets.complaints.steps import WORDS, complaint, handed, signed, written
from tickets.complaints.actions import (
    approve_correction,
    hand_off,
    return_handoff,
    send_back_correction,
    sign_handoff,
    write_correction,
)
from tickets.models import Correction, Handoff, Ticket


def handoff_met(ticket: Ticket) -> bool:
    breach = Timer.objects.get(clock_id=ticket.pk, kind="handoff", level=1)
    return breach.met_at is not None


def test_two_departments_that_sign_at_once_both_have_signed_and_the_hour_is_met(live_cast: Cast) -> None:
    """R5, R12."""
    with live_cast.scope():
        ticket = handed(live_cast, "engineering", "service")
        actors = [live_cast.act(name) for name in ("technician", "cashier")]
    outcomes = together(live_cast, *(lambda a=a: sign_handoff(ticket_id=ticket.pk, actor=a) for a in actors))
    assert not refusals(outcomes)
    with live_cast.scope():
        assert handoff_met(ticket) and Handoff.objects.exclude(signed_at=None).count() == 2
        assert Timer.objects.filter(clock_id=ticket.pk, kind="corrective", level=1).count() == 1


def test_of_two_who_sign_for_one_department_the_second_reads_who(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        ticket = handed(live_cast)
        actors = [live_cast.act(name) for name in ("technician", "foreman")]
    outcomes = together(live_cast, *(lambda a=a: sign_handoff(ticket_id=ticket.pk, actor=a) for a in actors))
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        winner = Handoff.objects.get().recipient_name
        assert isinstance(refused, Conflict) and winner in str(refused)
        assert Event.objects.filter(subject_id=ticket.pk, type="complaint.handoff_signed").count() == 1


def test_signed_while_it_is_being_returned_it_is_one_of_the_two(live_cast: Cast) -> None:
    """R11: and the hour is met exactly when it was signed."""
    with live_cast.scope():
        ticket = handed(live_cast)
        signer, giver = live_cast.act("technician"), live_cast.act("foreman")
    outcomes = together(
        live_cast,
        lambda: sign_handoff(ticket_id=ticket.pk, actor=signer),
        lambda: return_handoff(ticket_id=ticket.pk, actor=giver, reason="不归我们"),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        form = Handoff.objects.get()
        assert (form.signed_at is None) != (form.returned_at is None)
        assert handoff_met(ticket) == (form.signed_at is not None)
        assert (fresh(ticket).due_kind == "bounce") == (form.returned_at is not None)


def test_one_signs_while_the_other_returns_and_the_hour_is_met(live_cast: Cast) -> None:
    """R5: whichever comes first."""
    with live_cast.scope():
        ticket = handed(live_cast, "engineering", "service")
        signer, giver = live_cast.act("technician"), live_cast.act("cashier")
    outcomes = together(
        live_cast,
        lambda: sign_handoff(ticket_id=ticket.pk, actor=signer),
        lambda: return_handoff(ticket_id=ticket.pk, actor=giver, reason="不归我们"),
    )
    assert not refusals(outcomes)
    with live_cast.scope():
        # By the hour of the day the correction may be due before the reply; the ladder of a bounce must not run.
        assert handoff_met(ticket) and fresh(ticket).due_kind in ("first_reply", "corrective")


def test_two_who_hand_it_to_the_same_department_send_one_form(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        ticket, keys = complaint(live_cast), [live_cast.service.pk]
        actors = [live_cast.act(name) for name in ("clerk", "second_clerk")]
    outcomes = together(
        live_cast, *(lambda a=a: hand_off(ticket_id=ticket.pk, actor=a, department_ids=keys) for a in actors)
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Handoff.objects.count() == 1


def test_two_of_a_department_hand_in_one_set_of_findings(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        ticket = signed(live_cast)
        actors = [live_cast.act(name) for name in ("technician", "foreman")]
    outcomes = together(
        live_cast, *(lambda a=a: write_correction(ticket_id=ticket.pk, actor=a, **WORDS) for a in actors)
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Correction.objects.count() == 1


def test_approved_and_sent_back_at_once_is_one_of_the_two(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        ticket = written(live_cast)
        head, manager = live_cast.act("supervisor"), live_cast.act("manager")
    outcomes = together(
        live_cast,
        lambda: approve_correction(ticket_id=ticket.pk, actor=head),
        lambda: send_back_correction(ticket_id=ticket.pk, actor=manager, reason="太空"),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        found = Correction.objects.get()
        assert (found.approved_at is None) != (found.sent_back_at is None)
