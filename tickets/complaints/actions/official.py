"""Forwarded by head office or the government hotline: their number, their deadline, our reply (R1)."""

from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Change, Drop, Meet
from tickets.actions.registration import check_deadline
from tickets.actions.steps import finish, lock, need
from tickets.clock import OFFICIAL
from tickets.complaints import rules
from tickets.complaints.events import Forwarded, OfficiallyReplied
from tickets.models import OfficialReply, Ticket
from tickets.states import not_now


@atomic
def forward(
    *, ticket_id: UUID, actor: Principal, external_number: str, external_deadline: datetime | None = None,
    reason: str = "",
) -> Ticket:  # fmt: skip
    """Write down the official number and deadline, or change them with a reason; the deadline's own clock follows."""
    ticket = lock(ticket_id, actor, rules.forward)
    if not ticket.is_open:
        raise Conflict(not_now(ticket), rule="R11", field="state")
    number = need(external_number, "external_number", "R1")[:60]
    was_number, was_deadline = ticket.external_number, ticket.external_deadline
    if (number, external_deadline) == (was_number, was_deadline):
        raise Invalid(_("Nothing was changed."), rule="R1")
    if was_number or was_deadline:
        reason = need(reason, "reason", "R10")[:500]
    ticket.external_number = number
    if external_deadline != was_deadline:
        # A new deadline asks for a reply of its own.
        ticket.external_replied_at = None
    ticket.external_deadline = check_deadline(external_deadline, ticket.received_at)
    event = Forwarded(number, iso(ticket.external_deadline), was_number, iso(was_deadline), reason)
    changes = changed(ticket) if external_deadline != was_deadline else []
    return finish(ticket, event, *changes, actor=actor)


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def changed(ticket: Ticket) -> list[Change]:
    """The clock of the deadline, from the receipt on; none without a deadline."""
    if ticket.external_deadline is None:
        return [Drop((OFFICIAL,))]
    return [Arm(OFFICIAL, ticket.received_at, ticket.external_deadline)]


@atomic
def reply_officially(*, ticket_id: UUID, actor: Principal, text: str) -> OfficialReply:
    """The words that go back to head office or the hotline; they are printed, and the deadline is met.

    Also of a closed ticket: their deadline does not end with our work.
    """
    ticket = lock(ticket_id, actor, rules.reply_officially)
    if not ticket.external_number:
        raise Conflict(_("It has no official number."), rule="R1", field="external_number")
    made = OfficialReply.objects.create(
        ticket=ticket, number=ticket.external_number, deadline=ticket.external_deadline,
        text=need(text, "text", "R1")[:2000], at=now(), by_name=actor.name,
    )  # fmt: skip
    ticket.external_replied_at = made.at
    finish(ticket, OfficiallyReplied(made.number, made.text), Meet(OFFICIAL, made.at), actor=actor)
    return made
