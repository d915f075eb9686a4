"""Two people at once: one succeeds, the other is told who was first (R11); nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from billing.actions import pay
from billing.models import Receipt
from billing.quotes.lines import Line
from dispatch import actions as dispatch
from dispatch.models import Assignment, JobLimit
from servicedesk.journal.models import Event
from servicedesk.people.models import Posting, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Refusal
from servicedesk.timers import engine
from servicedesk.timers.now import now
from servicedesk.web import links
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_offered, to_on_site, to_signed_off
from tests.support.clock import Clock
from tests.support.pictures import signature
from tests.support.prices import charge
from tickets.actions import merge
from tickets.incidents.actions import gather
from tickets.models import Ticket
from visits import actions as visits
from visits.models import Appointment, SignOff, Visit
from visits.paper import actions as paper
from visits.windows import actions as windows

Outcome = Any


def together(cast: Cast, *doings: Callable[[], Any]) -> list[Outcome]:
    """Start them all at the same moment, each in a transaction of its own; results, or refusals."""
    gate = Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> Outcome:
        try:
            gate.wait()
            with cast.scope():
                return doing()
        except (Refusal, PermissionDenied) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def refusals(outcomes: list[Outcome]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_of_two_clerks_dispatching_one_wins_and_the_other_reads_who(live_cast: Cast) -> None:
    with live_cast.scope():
        ticket = live_cast.ticket()
        clerks = [live_cast.act(name) for name in ("clerk", "second_clerk")]
    people = (live_cast.technician.pk, live_cast.foreman.pk)
    outcomes = together(
        live_cast,
        *(
            lambda actor=actor, person=person: dispatch.offer(ticket_id=ticket.pk, actor=actor, staff_id=person)
            for actor, person in zip(clerks, people, strict=True)
        ),
    )
    (refused,) = refusals(outcomes)
    with live_cast.scope():
        winner = Assignment.objects.get(ticket=ticket)
        assert winner.offered_by in str(refused) and Event.objects.filter(type="dispatch.offered").count() == 1


def test_accepting_while_the_offer_expires_ends_with_one_of_them(live_cast: Cast, clock: Clock) -> None:
    with live_cast.scope():
        ticket = to_offered(live_cast)
        actor = live_cast.act("technician")
    clock.move(timedelta(minutes=5))
    together(live_cast, lambda: dispatch.accept(ticket_id=ticket.pk, actor=actor), engine.sweep)
    engine.sweep()
    with live_cast.scope():
        live = Assignment.objects.get(ticket=ticket, state__in=("offered", "accepted"))
        assert live.staff == live_cast.foreman and fresh(ticket).assignee == live_cast.foreman


def crew(cast: Cast, many: int) -> list[Principal]:
    """So many plumbers on shift."""
    people = StaffMember.objects.bulk_create(
        StaffMember(name=f"师傅{n}", employee_no=f"9{n:03d}", phone="+8613700000000", role="technician",
                    skills=["plumbing"]) for n in range(many)
    )  # fmt: skip
    Posting.objects.bulk_create(Posting(staff=one, estate=cast.estate, department=cast.engineering) for one in people)
    return [Principal.of_staff(one) for one in people]


def test_of_fifty_who_claim_at_once_one_has_it_and_49_read_who(live_cast: Cast) -> None:
    """R11, R13."""
    with live_cast.scope():
        ticket = live_cast.ticket()
        actors = crew(live_cast, 50)
        dispatch.offer_group(ticket_id=ticket.pk, actor=live_cast.act("clerk"), group="skill")
    outcomes = together(live_cast, *(lambda a=a: dispatch.claim(ticket_id=ticket.pk, actor=a) for a in actors))
    (won,) = [one for one in outcomes if isinstance(one, Assignment)]
    with live_cast.scope():
        winner = fresh(ticket).assignee
        assert winner and winner.pk == won.staff_id
        assert Event.objects.filter(subject_id=ticket.pk, type="dispatch.accepted").count() == 1
    assert len(refusals(outcomes)) == 49
    assert all(isinstance(one, Conflict) and winner.name in str(one) for one in refusals(outcomes))


def test_two_claims_of_one_person_at_once_do_not_pass_his_limit(live_cast: Cast) -> None:
    """R13: each claim locks another ticket, but the same person."""
    with live_cast.scope():
        JobLimit.objects.create(most=1)
        tickets = [live_cast.ticket(), live_cast.ticket()]
        actor = live_cast.act("technician")
        for ticket in tickets:
            dispatch.offer_group(ticket_id=ticket.pk, actor=live_cast.act("clerk"), group="skill")
    outcomes = together(live_cast, *(lambda t=t: dispatch.claim(ticket_id=t.pk, actor=actor) for t in tickets))
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Ticket.objects.filter(assignee=live_cast.technician).count() == 1


def test_a_claim_while_the_pool_expires_ends_with_one_of_them(live_cast: Cast, clock: Clock) -> None:
    """R15, R30: at the deadline it has climbed, whoever came first to the lock."""
    with live_cast.scope():
        ticket = live_cast.ticket()
        dispatch.offer_group(ticket_id=ticket.pk, actor=live_cast.act("clerk"), group="skill")
        actor = live_cast.act("technician")
    clock.move(timedelta(minutes=5))
    together(live_cast, lambda: dispatch.claim(ticket_id=ticket.pk, actor=actor), engine.sweep)
    engine.sweep()
    with live_cast.scope():
        live = Assignment.objects.get(ticket=ticket, state__in=("offered", "accepted"))
        assert live.staff == fresh(ticket).assignee == live_cast.supervisor


def test_an_appointment_moved_while_its_redispatch_fires_ends_with_one_of_them(live_cast: Cast, clock: Clock) -> None:
    """R17, R30: what was due has fired, whoever came first to the lock; then the new time holds and nobody is asked."""
    with live_cast.scope():
        ticket, actor = live_cast.ticket(), live_cast.act("clerk")
        agreed: dict[str, Any] = {"ticket_id": ticket.pk, "actor": actor, "resident_agreed": True}
        dispatch.reschedule(appointment_at=now() + timedelta(hours=1), appointee_id=live_cast.technician.pk, **agreed)
    clock.move(timedelta(minutes=31))
    later = now() + timedelta(hours=5)
    outcomes = together(live_cast, lambda: dispatch.reschedule(appointment_at=later, **agreed), engine.sweep)
    engine.sweep()
    assert not refusals(outcomes)
    with live_cast.scope():
        found = fresh(ticket)
        assert (found.state, found.appointment_at, found.due_kind) == ("registered", later, "redispatch")
        assert not Assignment.objects.filter(ticket=ticket, state__in=("offered", "accepted")).exists()
        assert Assignment.objects.get(ticket=ticket).mode == "redispatch"


def test_opposite_merges_cannot_both_succeed_nor_deadlock(live_cast: Cast) -> None:
    """R7."""
    with live_cast.scope():
        first, second = live_cast.ticket(), live_cast.ticket()
        actor = live_cast.act("clerk")
    outcomes = together(
        live_cast,
        lambda: merge(ticket_id=first.pk, into_id=second.pk, actor=actor),
        lambda: merge(ticket_id=second.pk, into_id=first.pk, actor=actor),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Ticket.objects.filter(merged_into__isnull=False).count() == 1


def test_two_who_gather_the_same_tickets_do_not_deadlock_and_one_is_told(live_cast: Cast) -> None:
    """R7, R11: opposite leads at the same moment."""
    with live_cast.scope():
        tickets = [live_cast.ticket() for _nth in range(4)]
        actor, keys = live_cast.act("clerk"), [ticket.pk for ticket in tickets]
    outcomes = together(
        live_cast,
        *(lambda lead=lead: gather(lead_id=lead, ticket_ids=keys, actor=actor) for lead in (keys[0], keys[3])),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Ticket.objects.open().count() == 1


def test_two_reviews_start_one_callback(live_cast: Cast) -> None:
    with live_cast.scope():
        ticket = to_signed_off(live_cast)
        actors = [live_cast.act(name) for name in ("supervisor", "manager")]
    outcomes = together(live_cast, *(lambda a=a: visits.review(ticket_id=ticket.pk, actor=a) for a in actors))
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Event.objects.filter(subject_id=ticket.pk, type="callback.started").count() == 1


def test_twenty_registrations_at_once_get_twenty_numbers_in_a_row(live_cast: Cast) -> None:
    """R9: never twice, and no gap."""
    with live_cast.scope():
        live_cast.act("clerk")
    tickets = together(live_cast, *(lambda: live_cast.ticket() for _ in range(20)))
    assert sorted(int(ticket.number[-4:]) for ticket in tickets) == list(range(1, 21))


def test_one_debt_is_paid_once_however_often_it_is_clicked(live_cast: Cast) -> None:
    """R35."""
    with live_cast.scope():
        ticket = live_cast.ticket()
        actor = live_cast.act("cashier")
        charge(ticket_id=ticket.pk, actor=actor, lines=[Line(name="换阀", unit_price=Decimal("45"))])
    outcomes = together(
        live_cast,
        *(lambda: pay(ticket_id=ticket.pk, actor=actor, amount=Decimal("45"), method="cash") for _ in range(5)),
    )
    assert len(refusals(outcomes)) == 4
    with live_cast.scope():
        assert Receipt.objects.count() == 1


@pytest.mark.parametrize("sweepers", [4])
def test_many_sweepers_fire_each_timer_once(live_cast: Cast, clock: Clock, sweepers: int) -> None:
    """R30."""
    with live_cast.scope():
        for _ in range(30):
            live_cast.ticket()
    clock.move(timedelta(minutes=20))
    together(live_cast, *(engine.sweep for _ in range(sweepers)))
    while engine.sweep():
        pass
    with live_cast.scope():
        assert Event.objects.filter(payload__kind="dispatch", timer_id__isnull=False).count() == 90


def test_of_two_who_sign_off_at_once_one_hands_in_and_the_other_reads_so(live_cast: Cast) -> None:
    """R11, R23: the technician on his phone, the supervisor for him at the desk."""
    with live_cast.scope():
        ticket = to_on_site(live_cast)
        him, lead = live_cast.act("technician"), live_cast.act("supervisor")
        visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀")
    said: dict[str, Any] = {"signer_name": "刘阿姨", "fee": "free"}
    outcomes = together(
        live_cast,
        *(
            lambda actor=actor: visits.sign_off(ticket_id=ticket.pk, actor=actor, signature=signature(), **said)
            for actor in (him, lead)
        ),
    )
    (refused,) = refusals(outcomes)
    assert isinstance(refused, Conflict)
    with live_cast.scope():
        assert SignOff.objects.count() == 1 and ticket.photos.count() == 1
        assert Event.objects.filter(subject_id=ticket.pk, type="visit.signed_off").count() == 1


def test_a_paper_order_and_its_recall_at_once_end_with_one_of_them(live_cast: Cast) -> None:
    """R11: who arrives by a paper that is being taken back either is there, or reads that it has ended."""
    with live_cast.scope():
        ticket = to_offered(live_cast)
        (assignment,) = Assignment.objects.filter(ticket=ticket)
        clerk = live_cast.act("clerk")
    outcomes = together(
        live_cast,
        lambda: paper.arrive(assignment=assignment, name="王师傅"),
        lambda: dispatch.recall(ticket_id=ticket.pk, actor=clerk, reason="换人"),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert fresh(ticket).state == ("on_site" if Visit.objects.exists() else "registered")


def test_the_window_moved_by_clerk_and_resident_at_once_is_one_window(live_cast: Cast, clock: Clock) -> None:
    """R16: both may succeed, one after the other; one window stands, and it is the appointment."""
    clock.set(at("2026-11-21 10:00"))
    with live_cast.scope():
        ticket = live_cast.ticket()
        clerk = live_cast.act("clerk")
    home = links.resident("刘阿姨", ticket.estate_id, ticket.pk)
    wishes = ((clerk, at("2026-11-21 14:00")), (home, at("2026-11-22 10:00")))
    together(
        live_cast,
        *(
            lambda actor=actor, when=when: windows.agree(ticket_id=ticket.pk, actor=actor, starts_at=when)
            for actor, when in wishes
        ),
    )
    with live_cast.scope():
        live = Appointment.objects.get(ticket=ticket, superseded_at=None)
        assert live.starts_at == fresh(ticket).appointment_at
