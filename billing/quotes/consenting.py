"""The resident's answer to a price: agreed by signature, link or recorded call, or declined (R33)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import ConsentMeans, Payer, QuoteState
from billing.models import Quote
from billing.quotes.clock import FEE_REVIEW
from billing.quotes.events import Declined, LinkSent, Withdrawn
from billing.quotes.queries import lines_of, total, waiting
from billing.quotes.steps import bind, end, open_version, said
from servicedesk.estates.phones import normalise
from servicedesk.messaging.notify import tell_reporter, tell_staff
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Drop
from tickets.actions import add_photo
from tickets.actions.steps import lock, need
from tickets.clock import people
from tickets.enums import PhotoKind
from tickets.follow import follow_url
from tickets.models import Photo, Ticket
from tickets.photos import Picture

BY_US = frozenset({ConsentMeans.SIGNATURE, ConsentMeans.PHONE})


@atomic
def consent(
    *, ticket_id: UUID, actor: Principal, means: str = ConsentMeans.SIGNATURE, name: str = "", version: int = 0,
    signature: Picture | None = None, phone: str = "",
) -> Quote:  # fmt: skip
    """The resident agrees to this version: from now on it binds, and the one before is replaced (R33).

    By signature: who signed, and the picture. By recorded call: whom, on which number (by default the ticket's). By
    link: the resident himself. Raises Invalid naming the field; Conflict when somebody was first.
    """
    ticket = lock(ticket_id, actor, rules.consent)
    quote = open_version(ticket, version, QuoteState.OFFERED)
    by_link = actor.kind == "resident"
    means = ConsentMeans.LINK if by_link else means
    if means not in ({ConsentMeans.LINK} if by_link else BY_US):
        raise Invalid(_("“{value}” is not known.").format(value=means), rule="R33", field="means")
    name = actor.name if by_link else need(name, "name", "R33")[:60]
    at = now()
    if means == ConsentMeans.SIGNATURE:
        quote.signature = signed(ticket, actor, signature, at)
    elif means == ConsentMeans.PHONE:
        quote.consent_phone = number_of(ticket, phone)
    quote.kept_by = "" if by_link else actor.name[:60]
    bind(quote, actor, means=means, name=name, at=at)
    if by_link:
        tell_who_waits(quote, _("agreed"))
    return quote


def signed(ticket: Ticket, actor: Principal, picture: Picture | None, at: datetime) -> Photo:
    """The signature, kept with the ticket. Raises Invalid without one."""
    if picture is None:
        raise Invalid(_("The resident has to sign here."), rule="R33", field="signature")
    return add_photo(ticket_id=ticket.pk, actor=actor, picture=picture, kind=PhotoKind.SIGNATURE, at=at)


def number_of(ticket: Ticket, phone: str) -> str:
    """The number that was called. Raises Invalid when there is none, or it is no number."""
    text = phone.strip() or ticket.contact_phone
    if not text:
        raise Invalid(_("Say which number was called."), rule="R33", field="phone")
    try:
        return normalise(text)
    except ValidationError as wrong:
        raise Invalid(wrong.messages[0], rule="R33", field="phone") from wrong


def tell_who_waits(quote: Quote, text: str) -> None:
    """He answered from afar: whoever is sent, and the ticket's owner, hear it."""
    params = {"place": quote.ticket.place, "text": text}
    for person in people(quote.ticket, ["assignee", "owner"]):
        tell_staff(person, "quote.answered", subject=quote.ticket, key=f"quote:{quote.pk}:{quote.state}", params=params)


@atomic
def decline(*, ticket_id: UUID, actor: Principal, reason: str, name: str = "", version: int = 0) -> Quote:
    """The resident does not want it at this price; what was agreed before still binds. Raises Conflict, Invalid."""
    ticket = lock(ticket_id, actor, rules.consent)
    quote = open_version(ticket, version, QuoteState.OFFERED)
    by_link = actor.kind == "resident"
    who = actor.name if by_link else name.strip()[:60] or ticket.contact_name or _("Resident")
    reason = need(reason, "reason", "R33")
    end(quote, QuoteState.DECLINED, who, reason)
    said(quote, Declined(quote.number, who, reason), actor=actor)
    if by_link:
        tell_who_waits(quote, _("declined: {reason}").format(reason=reason))
    return quote


@atomic
def withdraw(*, ticket_id: UUID, actor: Principal, reason: str, version: int = 0) -> Quote:
    """Ours again, before anybody agreed: the review's clock ends with it. Raises Conflict, Invalid."""
    ticket = lock(ticket_id, actor, rules.charge)
    quote = open_version(ticket, version, QuoteState.REVIEW, QuoteState.OFFERED)
    reason = need(reason, "reason", "R33")
    end(quote, QuoteState.WITHDRAWN, actor.name, reason)
    said(quote, Withdrawn(quote.number, reason), Drop((FEE_REVIEW,)), actor=actor)
    return quote


@atomic
def send_link(*, ticket_id: UUID, actor: Principal) -> Quote:
    """Text the resident the link by which he reads the price and answers. Raises Conflict, Invalid without a phone."""
    ticket = lock(ticket_id, actor, rules.charge)
    quote = open_version(ticket, 0, QuoteState.OFFERED)
    if not ticket.contact_phone:
        raise Invalid(_("There is no phone number to text to."), rule="R33", field="contact_phone")
    at = now()
    said(quote, LinkSent(quote.number), actor=actor, at=at)
    params = {
        "number": ticket.number, "amount": str(total(lines_of(quote), Payer.RESIDENT)),
        "link": f"{follow_url(ticket)}price",
    }  # fmt: skip
    tell_reporter(ticket, "reporter.quote", key=f"quote:{quote.pk}:{at:%Y%m%d%H%M}", params=params)
    return quote


def drop_open(ticket: Ticket, actor: Principal) -> None:
    """A ticket that ends without work takes its open version with it (billing/apps.py)."""
    quote = waiting(ticket)
    if quote is not None:
        end(quote, QuoteState.WITHDRAWN, actor.name, _("the ticket was closed"))
