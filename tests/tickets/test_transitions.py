"""Every transition by its page's URL: done, refused beside its field, by state, by role, by estate, by tenant."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.actions_menu import VERBS
from tickets.enums import Fee, State
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def url(verb: str, ticket: Ticket) -> str:
    return reverse(f"ticket-{verb}", args=[ticket.number])


def post(client: Client, verb: str, ticket: Ticket, **values: Any) -> Any:
    return client.post(url(verb, ticket), values, **HTMX)


def accepted(cast: Cast, clock: Clock) -> Ticket:
    """A ticket that the technician has accepted."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
    return ticket


def test_every_registered_verb_has_its_url(cast: Cast) -> None:
    """One URL per transition (R11, R47)."""
    ticket = cast.ticket()
    assert [verb.name for verb in VERBS.values() if not verb.url(ticket)] == []


def test_a_clerk_dispatches_and_htmx_reads_toast_and_event(cast: Cast, clock: Clock) -> None:
    ticket = cast.ticket()
    answer = post(cast.client("clerk"), "dispatch", ticket, staff=cast.technician.pk)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "ticket-changed" in answer["HX-Trigger"] and "undo-dispatch" in answer["HX-Trigger"]
    assert fresh(ticket).state == State.DISPATCHED


def test_without_htmx_a_transition_redirects_to_the_ticket(cast: Cast) -> None:
    ticket = cast.ticket()
    answer = cast.client("clerk").post(url("note", ticket), {"text": "业户来电催"})
    assert (answer.status_code, answer["Location"]) == (302, f"/tickets/{ticket.number}")
    assert history(ticket).last().data.text == "业户来电催"  # type: ignore[union-attr]


def test_wrong_input_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    """R19: without the skill only with a reason."""
    ticket = cast.ticket()
    answer = post(cast.client("clerk"), "dispatch", ticket, staff=cast.second_technician.pk)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="step-reason-error"' in page and f'value="{cast.second_technician.pk}"' in page and "checked" in page
    assert fresh(ticket).state == State.REGISTERED


def test_the_candidates_come_with_their_reasons_and_the_best_one_is_recommended(cast: Cast) -> None:
    """R19."""
    page = cast.client("clerk").get(url("dispatch", cast.ticket()), **HTMX).content.decode()
    assert page.count('data-fit="best"') == 1 and 'data-fit="unskilled"' in page


def test_a_step_that_does_not_follow_is_a_conflict_and_changes_nothing(cast: Cast) -> None:
    """R11."""
    ticket = cast.ticket()
    events = history(ticket).count()
    answer = post(cast.client("clerk"), "recall", ticket, reason="派错了")
    assert answer.status_code == 409 and "refused" in answer["HX-Trigger"]
    assert (fresh(ticket).state, history(ticket).count()) == (State.REGISTERED, events)


def test_nobody_of_another_estate_or_tenant_reaches_a_verb(cast: Cast) -> None:
    """Domain §1: another's ticket does not exist; the wrong role reads that first."""
    ticket, twin = cast.ticket(), build("twin", "TW")
    for client, answers in ((cast.client("outsider"), (403, 404, 405)), (twin.client("manager"), (404, 405))):
        for verb in VERBS:
            for method in ("get", "post"):
                answer = getattr(client, method)(url(verb, ticket))
                assert answer.status_code in answers, (verb, method)
                assert ticket.place.encode() not in answer.content
    assert fresh(ticket).state == State.REGISTERED


@pytest.mark.parametrize("verb", ["dispatch", "cancel", "correct", "review", "hand-over", "unreachable"])
def test_a_technician_may_not_do_the_desks_work(cast: Cast, verb: str) -> None:
    ticket = cast.ticket()
    assert post(cast.client("technician"), verb, ticket).status_code == 403
    assert cast.client("technician").get(url(verb, ticket)).status_code in (403, 405)


def test_the_desk_takes_a_ticket_from_arrival_to_closed(cast: Cast, clock: Clock) -> None:
    """Domain §3: each step by its own URL."""
    ticket = accepted(cast, clock)
    clerk, lead = cast.client("clerk"), cast.client("supervisor")
    assert post(clerk, "arrive", ticket, at="2026-11-21T10:00").status_code == 200
    assert post(lead, "let-in", ticket, by="刘阿姨").status_code == 200
    work = {"findings": "角阀裂", "work_done": "换角阀", "parts": "角阀, 1, 45\n生料带 2 3.5"}
    assert post(lead, "record-work", ticket, **work).status_code == 200
    price = {"payer": "resident", "name_1": "换角阀", "quantity_1": "1", "price_1": "45"}
    assert post(clerk, "charge", ticket, **price).status_code == 200
    assert post(lead, "review-fee", ticket, verdict="approve", price_1="45", version="1").status_code == 200
    agreed = {"means": "phone", "name": "刘阿姨", "version": "1"}
    assert post(clerk, "consent", ticket, **agreed).status_code == 200
    assert post(clerk, "pay", ticket, amount="45.00", method="wechat").status_code == 200
    assert fresh(ticket).fee == Fee.SETTLED
    assert post(lead, "sign-off", ticket, result="done", unsigned_reason="业户外出").status_code == 200
    assert post(lead, "review", ticket).status_code == 422
    assert post(lead, "review-unsigned", ticket, approve_unsigned="on").status_code == 200
    answer = post(clerk, "attempt", ticket, outcome="reached", grade="satisfied", means="phone")
    assert (answer.status_code, fresh(ticket).state) == (200, State.CLOSED)
    assert [part.name for part in ticket.visits.get().parts.order_by("name")] == ["生料带", "角阀"]


def test_so_so_needs_the_true_reason_and_reopens(cast: Cast, clock: Clock) -> None:
    """R25."""
    test_the_desk_takes_a_ticket_from_arrival_to_closed(cast, clock)
    ticket = Ticket.objects.latest("registered_at")
    clerk = cast.client("clerk")
    assert post(clerk, "reopen-in-warranty", ticket, reason="又漏了").status_code == 200
    assert fresh(ticket).rework_count == 1


@pytest.mark.parametrize(
    ("verb", "values", "field"),
    [
        ("reschedule", {"appointment_at": "2026-11-20T09:00", "resident_agreed": "on"}, "appointment_at"),
        ("reschedule", {"appointment_at": "2026-11-22T09:00"}, "resident_agreed"),
        ("reschedule", {"appointment_at": "whenever"}, "appointment_at"),
        ("merge", {"into": "HJ-20261121-9999"}, "into"),
        ("cancel", {"resolution": "done", "reason": "x"}, "resolution"),
        ("note", {"text": ""}, "text"),
        ("correct", {"place": "3-2-1201", "contact_phone": "123"}, "contact_phone"),
        ("verbal", {"staff": "nobody"}, "staff"),
        ("verbal", {"accepted_at": "2027-01-01T09:00"}, "staff"),
        ("hand-over", {"to": "not-a-uuid"}, "to"),
        ("charge", {"payer": "resident"}, "item_1"),
        ("charge", {"payer": "resident", "name_1": "x", "price_1": "-1"}, "price_1"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, clock: Clock, verb: str, values: dict[str, str], field: str) -> None:
    clock.set(at("2026-11-21 10:00"))
    answer = post(cast.client("clerk"), verb, cast.ticket(), **values)
    assert answer.status_code == 422
    assert f'id="step-{field}-error"' in answer.content.decode() or f"step-{field}" in answer.content.decode()


def test_a_new_time_is_agreed_and_stands_on_the_ticket(cast: Cast, clock: Clock) -> None:
    """R16."""
    ticket = accepted(cast, clock)
    values = {"appointment_at": "2026-11-22T09:00", "resident_agreed": "on", "appointee": str(cast.technician.pk)}
    assert post(cast.client("clerk"), "reschedule", ticket, **values).status_code == 200
    ticket = fresh(ticket)
    assert (ticket.state, ticket.appointment_at) == (State.REGISTERED, at("2026-11-22 09:00"))


def test_another_person_is_sent_with_both_names_on_record(cast: Cast, clock: Clock) -> None:
    """R10: taken back from one and sent to the other, both or neither."""
    ticket = accepted(cast, clock)
    clerk = cast.client("clerk")
    assert post(clerk, "reassign", ticket, staff=cast.foreman.pk).status_code == 422
    assert post(clerk, "reassign", ticket, staff=cast.foreman.pk, reason="他走不开").status_code == 200
    assert [event.type for event in history(ticket)][-2:] == ["dispatch.recalled", "dispatch.offered"]


def test_a_refusal_says_who_is_asked_next(cast: Cast, clock: Clock) -> None:
    """R15."""
    clock.set(at("2026-11-21 10:00"))
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    answer = post(cast.client("technician"), "refuse", ticket, reason="手上有活")
    assert answer.status_code == 200
    assert ticket.assignments.get(state="offered").staff == cast.foreman


def test_looking_at_the_whole_number_is_an_event(cast: Cast) -> None:
    ticket = cast.ticket()
    answer = post(cast.client("clerk"), "reveal-phone", ticket)
    assert "+8613800005678" in answer.content.decode() and answer["Cache-Control"] == "no-store"
    assert history(ticket).last().type == "ticket.phone_revealed"  # type: ignore[union-attr]


def test_undo_takes_the_offer_back(cast: Cast, clock: Clock) -> None:
    ticket = cast.ticket()
    clerk = cast.client("clerk")
    post(clerk, "dispatch", ticket, staff=cast.technician.pk)
    clock.move(timedelta(seconds=5))
    assert post(clerk, "undo-dispatch", ticket).status_code == 200
    assert fresh(ticket).state == State.REGISTERED


def test_two_clerks_dispatch_at_once_one_wins_the_other_reads_who_was_first(live_cast: Cast) -> None:
    """R11."""
    with live_cast.scope():
        ticket = live_cast.ticket()
    clients = [live_cast.client("clerk"), live_cast.client("second_clerk")]
    people = [live_cast.technician, live_cast.foreman]
    gate, answers = threading.Barrier(2), []

    def send(n: int) -> None:
        gate.wait()
        answers.append(post(clients[n], "dispatch", ticket, staff=people[n].pk))
        connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    with live_cast.scope():
        assignment = ticket.assignments.select_related("staff").get()
    toast = loser["HX-Trigger"].encode().decode("unicode_escape")
    assert assignment.offered_by in toast and assignment.staff is not None and assignment.staff.name in toast
