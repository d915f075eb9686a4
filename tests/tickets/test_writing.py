"""What an action writes of its ticket (R12)."""

from datetime import timedelta

from tests.cast import Cast, fresh
from tests.support.clock import Clock
from tickets.actions.steps import lock, write
from tickets.models import Ticket


def test_only_what_it_has_changed(cast: Cast) -> None:
    ticket = lock(cast.ticket().pk, cast.act("clerk"))
    Ticket.objects.filter(pk=ticket.pk).update(contact_name="王先生")
    ticket.place, ticket.urgent, ticket.assignee = "3-2-1201 卫生间", True, cast.technician
    write(ticket)
    found = fresh(ticket)
    assert (found.place, found.urgent, found.assignee_id) == (ticket.place, True, cast.technician.pk)
    assert found.contact_name == "王先生"


def test_each_time_anew_and_back_to_what_it_was(cast: Cast) -> None:
    ticket = lock(cast.ticket(place="厨房").pk, cast.act("clerk"))
    before = ticket.place
    for place in ("阳台", before):
        ticket.place = place
        write(ticket)
        assert fresh(ticket).place == place


def test_it_counts_as_changed_even_where_only_an_event_was_added(cast: Cast, clock: Clock) -> None:
    """R47: other systems ask what changed since."""
    ticket = lock(cast.ticket().pk, cast.act("clerk"))
    clock.move(timedelta(minutes=1))
    write(ticket)
    assert fresh(ticket).updated_at > ticket.updated_at


def test_a_ticket_that_was_not_locked_here_is_written_whole(cast: Cast) -> None:
    ticket = fresh(cast.ticket())
    ticket.place = "阳台"
    write(ticket)
    assert fresh(ticket).place == "阳台"
