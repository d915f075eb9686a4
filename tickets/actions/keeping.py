"""Notes, corrections, owners, phones, photos, the fee's state: what changes without a transition."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.phones import mask, normalise
from servicedesk.journal.record import history, record
from servicedesk.people.enums import Skill
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets import rules, states
from tickets.actions.steps import finish, lock, need
from tickets.enums import Fee, PhotoKind
from tickets.events import Corrected, FeeSet, HandedOver, Noted, PhoneRevealed, PhotoAdded, Printed
from tickets.models import Photo, Ticket
from tickets.photos import Picture

# A camera's clock may run this much fast; more is no time to be kept.
FAST = timedelta(minutes=15)
CORRECTABLE = ("description", "place", "contact_name", "contact_phone", "skill", "urgent")


@atomic
def note(*, ticket_id: UUID, actor: Principal, text: str) -> Ticket:
    """Something worth keeping: a call, a circumstance, a promise (R10)."""
    ticket = lock(ticket_id, actor, rules.note)
    return finish(ticket, Noted(need(text, "text", "R10")[:1000]), actor=actor)


@atomic
def correct(*, ticket_id: UUID, actor: Principal, values: dict[str, Any], reason: str = "") -> Ticket:
    """Correct what was written down wrongly; the journal keeps before and after (R10)."""
    ticket = lock(ticket_id, actor, rules.correct)
    if not ticket.is_open:
        raise Conflict(states.not_now(ticket), rule="R10", field="state")
    wanted = {name: clean(name, value) for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if value != getattr(ticket, name)}
    if not changed:
        raise Invalid(_("Nothing was changed."), rule="R10")
    before = {name: shown(name, getattr(ticket, name)) for name in changed}
    for name, value in changed.items():
        setattr(ticket, name, value)
    ticket.contact_last4 = ticket.contact_phone[-4:]
    after = {name: shown(name, value) for name, value in changed.items()}
    return finish(ticket, Corrected(before, after, reason.strip()), actor=actor)


def clean(name: str, value: Any) -> Any:
    """A corrected value, checked. Raises Invalid naming the field."""
    if name not in CORRECTABLE:
        raise Invalid(_("This field cannot be corrected."), rule="R10", field=name)
    if name == "urgent":
        return bool(value)
    text = str(value or "").strip()
    if name == "contact_phone" and text:
        try:
            return normalise(text)
        except ValidationError as wrong:
            raise Invalid(wrong.messages[0], rule="R2", field=name) from wrong
    if name == "skill" and text and text not in Skill.values:
        raise Invalid(_("There is no such kind of work."), rule="R19", field=name)
    limit = getattr(Ticket._meta.get_field(name), "max_length", None)
    if (name == "place" and not text) or (limit and len(text) > limit):
        raise Invalid(_("Between 1 and {n} characters.").format(n=limit), rule="R2", field=name)
    return text


def shown(name: str, value: Any) -> str:
    """A value as the journal shows it: phones masked, the journal is read by many."""
    return mask(value) if name == "contact_phone" and value else str(value)


@atomic
def hand_over(*, ticket_id: UUID, actor: Principal, to_id: UUID, reason: str = "") -> Ticket:
    """Another owner, by an explicit handover with both names (R3)."""
    ticket = lock(ticket_id, actor, rules.hand_over)
    new = StaffMember.objects.filter(pk=to_id, active=True).first()
    if new is None or not new.sees_estate(ticket.estate_id):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R3", field="to")
    previous = ticket.owner.name if ticket.owner else ""
    if ticket.owner_id == new.pk:
        raise Conflict(_("{name} is the owner already.").format(name=new.name), rule="R3", field="to")
    ticket.owner = new
    return finish(ticket, HandedOver(previous, new.name, reason.strip()), actor=actor)


@atomic
def reveal_phone(*, ticket_id: UUID, actor: Principal, reporter_id: UUID | None = None) -> str:
    """The full number; that it was looked at is an event (architecture.md, "Data"). `reporter_id`: of another who
    reported the same fault (R7).
    """
    ticket = lock(ticket_id, actor, rules.reveal_phone)
    if reporter_id is None:
        record(ticket, PhoneRevealed(), actor=actor)
        return ticket.contact_phone
    other = ticket.further_reporters().filter(pk=reporter_id).first()
    if other is None:
        raise NotFound(_("Nobody of this name reported this fault."), rule="R7", field="reporter")
    record(ticket, PhoneRevealed(other.name or "–"), actor=actor)
    return other.phone


@atomic
def add_photo(
    *, ticket_id: UUID, actor: Principal, picture: Picture, kind: str = PhotoKind.REPORT, at: datetime | None = None
) -> Photo:
    """Keep a checked picture with the ticket. `at`: when it was added on a phone without network (R22)."""
    ticket = lock(ticket_id, actor, rules.add_photo)
    if kind not in PhotoKind.values:
        raise Invalid(_("There is no such kind of photo."), rule="R22", field="kind")
    present = now()
    at = min(at or present, present)
    photo = Photo(
        ticket=ticket, kind=kind, extension=picture.extension, content_type=picture.content_type,
        size=len(picture.content), taken_at=at, original_at=camera_time(picture, ticket, present),
        added_by=actor.name, tenant_id=ticket.tenant_id,
    )  # fmt: skip
    photo.file.save("picture", picture.as_file(), save=False)
    photo.save(force_insert=True)
    record(ticket, PhotoAdded(kind, str(photo.pk)), actor=actor, at=at)
    return photo


def camera_time(picture: Picture, ticket: Ticket, present: datetime) -> datetime | None:
    """The camera's time, in the estate's zone where it has none of its own; None for one that has not come yet."""
    original = picture.original
    if original is None:
        return None
    if original.tzinfo is None:
        original = original.replace(tzinfo=ticket.estate.tz)
    return original if original <= present + FAST else None


@atomic
def printed(*, ticket_id: UUID, actor: Principal, paper: str) -> int:
    """A paper was printed. Returns which print of it this is: every paper says so (domain §11)."""
    ticket = lock(ticket_id, actor, rules.view_ticket)
    nth = history(ticket).filter(type="ticket.printed", payload__paper=paper).count() + 1
    record(ticket, Printed(paper, nth), actor=actor)
    return nth


@atomic
def set_fee(*, ticket_id: UUID, actor: Principal, fee: str, reason: str = "") -> Ticket:
    """What billing found out about the money (domain §3: settled or explicitly owed before sign-off)."""
    ticket = lock(ticket_id, actor)
    if fee not in Fee.values:
        raise Invalid(_("There is no such state of the fee."), rule="R34", field="fee")
    if ticket.fee == fee:
        return ticket
    ticket.fee = fee
    return finish(ticket, FeeSet(fee, reason), actor=actor)
