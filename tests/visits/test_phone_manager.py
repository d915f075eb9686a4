"""The estate manager's phone: asked last, he may say that nobody can be sent (R15, R16)."""

from typing import Any

import pytest
from django.urls import reverse

from dispatch import actions as dispatch
from servicedesk.messaging.models import Message
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_offered
from tests.support.clock import Clock
from tests.visits.phone import Phone, offered
from tickets.enums import State
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def climbed(cast: Cast) -> Ticket:
    """Refused all the way up, and now offered to the manager."""
    ticket = to_offered(cast, "technician")
    for name in ("technician", "foreman", "supervisor"):
        dispatch.refuse(ticket_id=ticket.pk, actor=cast.act(name), reason="走不开")
    ticket = fresh(ticket)
    assert ticket.assignee == cast.manager
    return ticket


def nobody(phone: Phone, ticket: Ticket, **fields: str) -> Any:
    return phone.post(ticket, "nobody-can-go", **fields)


def test_the_managers_answer_leads_the_desk_to_a_new_time(cast: Cast) -> None:
    """R16."""
    ticket, phone = climbed(cast), Phone(cast, "manager")
    assert f"/phone/{ticket.number}/nobody-can-go" in phone.get(f"{ticket.number}/").content.decode()
    assert nobody(phone, ticket, nobody="all_busy")["HX-Redirect"] == "/phone/"
    ticket = fresh(ticket)
    assert (ticket.state, ticket.assignee, ticket.due_kind) == (State.DISPATCHED, None, "dispatch")
    word = ticket.assignments.get(nobody_can_go=True)
    assert (word.staff, word.reason) == (cast.manager, "人手都在更急的活上")
    desk = cast.client("clerk").get(reverse("desk-choose", args=[ticket.number]), headers={"HX-Request": "true"})
    assert reverse("ticket-reschedule", args=[ticket.number]) in desk.content.decode()
    told = Message.objects.filter(subject_id=ticket.pk, what="dispatch.nobody_can_go")
    assert {message.staff for message in told} == {cast.clerk}


def test_the_desk_is_not_told_what_it_wrote_down_itself(cast: Cast) -> None:
    ticket = climbed(cast)
    dispatch.nobody_can_go(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="全员抢修水泵")
    assert not Message.objects.filter(what="dispatch.nobody_can_go").exists()


@pytest.mark.parametrize("fields", [{}, {"nobody": "own", "nobody_words": " "}, {"nobody": "whim"}])
def test_he_says_why(cast: Cast, fields: dict[str, str]) -> None:
    ticket = climbed(cast)
    refused = nobody(Phone(cast, "manager"), ticket, **fields)
    assert refused.status_code == 422 and 'id="nobody" open' in refused.content.decode()
    assert fresh(ticket).assignee == cast.manager


def test_who_is_not_the_last_cannot_give_up(cast: Cast) -> None:
    ticket, phone = offered(cast, "foreman"), Phone(cast, "foreman")
    assert "nobody-can-go" not in phone.get(f"{ticket.number}/").content.decode()
    assert nobody(phone, ticket, nobody="all_busy").status_code == 403
    assert fresh(ticket).assignee == cast.foreman


def test_once_he_has_accepted_it_is_too_late(cast: Cast) -> None:
    """R11."""
    ticket = climbed(cast)
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("manager"))
    assert nobody(Phone(cast, "manager"), ticket, nobody="all_busy").status_code == 409
    assert fresh(ticket).accepted_at is not None
