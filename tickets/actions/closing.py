"""Ways a ticket ends before any work, and how it comes back within the warranty."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.messaging import texts
from servicedesk.messaging.notify import tell_reporter
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import rules, states
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.schedules.planning import at_closing, at_reopening
from tickets.clock import CALLBACK, DISPATCH, FIRST_REPLY, all_others, once
from tickets.enums import ANSWERABLE, CANCELLED, Kind, Resolution, State, Validity
from tickets.events import Answered, Cancelled, Merged, ReopenedInWarranty, Replied
from tickets.incidents.reporters import keep_reporters
from tickets.models import Ticket

texts.add({"reporter.merged": gettext_lazy("Your report {number} and others are one fault. We are on it, as {lead}.")})
# What apps downstream do when a ticket ends without work: whoever was sent is taken back (filled when they start).
ENDINGS: list[Callable[[Ticket, Principal], object]] = []


@atomic
def answer(*, ticket_id: UUID, actor: Principal, text: str) -> Ticket:
    """An inquiry or communicative complaint, answered on the spot, is closed on the spot (R8)."""
    ticket = lock(ticket_id, actor, rules.answer)
    text = need(text, "answer", "R8")
    communicative = ticket.kind == Kind.COMPLAINT and ticket.complaint.validity == Validity.COMMUNICATIVE
    if ticket.kind not in ANSWERABLE and not communicative:
        raise Conflict(
            _("Only an inquiry, a suggestion, praise or a communicative complaint is closed with an answer."), rule="R8"
        )
    states.answer(ticket)
    at = now()
    ticket.answer, ticket.resolution, ticket.closed_at = text, Resolution.ANSWERED, at
    later = at_closing(ticket, at)
    return finish(ticket, Answered(text), Meet(FIRST_REPLY, at), all_others(), *later, actor=actor)


@atomic
def reply(*, ticket_id: UUID, actor: Principal, text: str) -> Ticket:
    """The reporter was told how things stand: the first reply is given (domain §7)."""
    ticket = lock(ticket_id, actor, rules.note)
    if not ticket.is_open:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    return finish(ticket, Replied(need(text, "text", "R2")), Meet(FIRST_REPLY, now()), actor=actor)


@atomic
def cancel(*, ticket_id: UUID, actor: Principal, resolution: str, reason: str) -> Ticket:
    """Withdrawn by the reporter, a duplicate, or not ours; the reason is kept (domain §3)."""
    ticket = lock(ticket_id, actor, rules.cancel)
    if resolution not in CANCELLED:
        raise Invalid(
            _("“{value}” is not one of: {choices}.").format(value=resolution, choices=", ".join(sorted(CANCELLED))),
            rule="R10",
            field="resolution",
        )
    return shut(ticket, actor, resolution, need(reason, "reason", "R10"))


def shut(ticket: Ticket, actor: Principal, resolution: str, reason: str, into: str = "") -> Ticket:
    """Close a locked ticket without work; all its timers end but an official deadline that is not replied to."""
    states.cancel(ticket)
    for end in ENDINGS:
        end(ticket, actor)
    at = now()
    ticket.resolution, ticket.closed_at = resolution, at
    ticket.assignee = None
    # Sent again after a bad callback and now given up: the department's answer is wanted no more (R30).
    ticket.opinion_notices.filter(ended_at=None).update(ended_at=at)
    ended = at_reopening(ticket, at)
    return finish(ticket, Cancelled(resolution, reason, into), all_others(), *ended, actor=actor)


@atomic
def merge(*, ticket_id: UUID, into_id: UUID, actor: Principal) -> Ticket:
    """One fault, two calls: this ticket ends in the other, whose callback now includes this reporter (R7).

    Both clocks are locked in the order of their ids, so opposite merges cannot deadlock and cannot both succeed.
    """
    if ticket_id == into_id:
        raise Invalid(_("A ticket cannot be merged into itself."), rule="R7", field="into")
    for clock_id in sorted((ticket_id, into_id)):
        lock(clock_id, actor, rules.merge)
    ticket, into = lock(ticket_id, actor), lock(into_id, actor)
    if ticket.estate_id != into.estate_id:
        raise Invalid(_("The other ticket is in another estate."), rule="R7", field="into")
    if not into.is_open:
        raise Conflict(states.not_now(into), rule="R7", field="into")
    keep_reporters(ticket, into)
    ticket.merged_into = into
    shut(ticket, actor, Resolution.DUPLICATE, "", into.number)
    params = {"number": ticket.number, "lead": into.number}
    tell_reporter(ticket, "reporter.merged", key=f"merged:{ticket.pk}:{into.pk}", params=params)
    # One more is to be called back, also where a department answered for all the others.
    calls = once(into, CALLBACK, now()) if into.state == State.CALLBACK else []
    return finish(into, Merged(ticket.number, ticket.contact_name), *calls, actor=actor)


@atomic
def reopen_in_warranty(*, ticket_id: UUID, actor: Principal, reason: str) -> Ticket:
    """The same fault again within the warranty (30 days by default): counted as rework (domain §3)."""
    ticket = lock(ticket_id, actor, rules.reopen_in_warranty)
    at = now()
    days = ticket.estate.warranty_days
    states.reopen_in_warranty(ticket)
    if ticket.closed_at is None or at > ticket.closed_at + timedelta(days=days):
        raise Conflict(_("The warranty of {n} days is over: register a new ticket.").format(n=days), rule="R11")
    if ticket.resolution != Resolution.DONE:
        raise Conflict(_("Nothing was done on this ticket that a warranty could cover."), rule="R11")
    ticket.rework_count += 1
    ticket.resolution, ticket.grade = "", ""
    for station in ("closed", "dispatched", "accepted", "arrived", "signed_off", "reviewed", "callback"):
        setattr(ticket, f"{station}_at", None)
    event, ended = ReopenedInWarranty(need(reason, "reason", "R10")), at_reopening(ticket, at)
    return finish(ticket, event, *ended, Arm(DISPATCH, at), Arm(FIRST_REPLY, at), actor=actor)
