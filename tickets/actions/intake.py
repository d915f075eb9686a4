"""One call, one transaction: registered and at once answered, merged, reopened or handed off (R5, R7, R8)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import ResidentPhone
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import NotFound
from tickets import rules
from tickets.actions.closing import answer, merge, reopen_in_warranty
from tickets.actions.keeping import add_photo
from tickets.actions.registration import Report, register
from tickets.events import PhoneRevealed
from tickets.models import Ticket
from tickets.photos import Picture


@atomic
def register_with(*, actor: Principal, report: Report, photos: Iterable[Picture] = ()) -> Ticket:
    """Registered, with the pictures that came with the call."""
    ticket = register(actor=actor, report=report)
    for picture in photos:
        add_photo(ticket_id=ticket.pk, actor=actor, picture=picture)
    return ticket


@atomic
def register_and_answer(*, actor: Principal, report: Report, text: str, photos: Iterable[Picture] = ()) -> Ticket:
    """Answered on the spot, closed on the spot (R8)."""
    ticket = register_with(actor=actor, report=report, photos=photos)
    return answer(ticket_id=ticket.pk, actor=actor, text=text)


@atomic
def register_and_merge(*, actor: Principal, report: Report, into_id: UUID, photos: Iterable[Picture] = ()) -> Ticket:
    """A further call about the same fault: kept under its own number, and its reporter is called back too (R7).

    Returns the ticket that goes on.
    """
    ticket = register_with(actor=actor, report=report, photos=photos)
    return merge(ticket_id=ticket.pk, into_id=into_id, actor=actor)


@atomic
def reopen_by_call(*, actor: Principal, ticket_id: UUID, reason: str) -> Ticket:
    """The same fault again within the warranty; what the caller said is the reason."""
    return reopen_in_warranty(ticket_id=ticket_id, actor=actor, reason=reason or _("the same fault again"))


class Caller:
    """A resident as the subject of an event: that his number was looked at stands in the journal."""

    subject_type = "resident"

    def __init__(self, phone: ResidentPhone) -> None:
        self.pk, self.estate_id = phone.resident_id, None


@atomic
def reveal_caller(*, actor: Principal, phone_id: UUID) -> str:
    """A resident's full number, before there is a ticket; looking at it is an event (architecture.md, "Data")."""
    rules.reveal_phone.demand(actor)
    rows = ResidentPhone.objects.filter(pk=phone_id).select_related("resident")
    if actor.estate_ids is not None:
        rows = rows.filter(resident__occupancies__unit__estate_id__in=actor.estate_ids)
    phone = rows.first()
    if phone is None:
        raise NotFound(_("There is no such resident."), rule="R2", field="phone")
    record(Caller(phone), PhoneRevealed(phone.resident.name), actor=actor)
    return phone.number
