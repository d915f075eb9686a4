"""Handing over a shift: who goes signs, who comes signs; the owner of a ticket changes only so (R3, R43)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.enums import HandoverState, ItemKind, Signed
from dispatch.handover.events import ItemTaken, SheetPrinted, SignedOut, TakenOver
from dispatch.handover.queries import carried, cash_of, draft_of, lines_of, period_of
from dispatch.handover.rules import view_handover, work_handover
from dispatch.models import Handover, HandoverItem
from servicedesk.estates.models import Estate
from servicedesk.journal.models import Event
from servicedesk.journal.record import About, record
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions.steps import finish, lock, need
from tickets.events import HandedOver
from tickets.models import Ticket

RULE = "R43"
TYPED = (ItemKind.THING, ItemKind.MATTER)
MOST_THINGS = 99


def about(sheet: Handover) -> About:
    return About("handover", sheet.pk, sheet.estate_id)


def desk_of(actor: Principal, estate_id: UUID, outgoing_id: UUID | None = None) -> tuple[Estate, StaffMember]:
    """The estate, and the person who hands over, locked: one draft each. Raises NotFound, PermissionDenied.

    `outgoing_id`: for whom another system speaks; nobody writes on a colleague's sheet.
    """
    estate, goes = Estate.objects.filter(pk=estate_id).first(), outgoing_id or actor.staff_id
    if estate is None or goes is None or not actor.sees_estate(estate_id):
        raise NotFound(_("There is no such estate."), rule=RULE)
    work_handover.demand(actor, estate)
    if goes != actor.staff_id:
        works_here(goes, estate, "outgoing")
    return estate, StaffMember.objects.lock(goes)


def works_here(staff_id: UUID | None, estate: Estate, field: str) -> StaffMember:
    """Who holds a desk there. Raises NotFound for anybody else."""
    person = StaffMember.objects.filter(pk=staff_id, active=True).first()
    principal = Principal.of_staff(person) if person else None
    if person is None or principal is None or not work_handover(principal, estate):
        raise NotFound(_("There is no such member of staff in this estate."), rule=RULE, field=field)
    return person


def drafted(estate: Estate, person: StaffMember, at: datetime) -> Handover:
    """This person's draft, made when there is none, with the keys he took over himself; its shift as it is now."""
    period = period_of(person.pk, estate, at)
    sheet = draft_of(estate, person.pk)
    if sheet is None:
        sheet = Handover(estate=estate, outgoing=person, outgoing_name=person.name)
    sheet.shift_kind, sheet.shift_starts_at, sheet.shift_ends_at = period.kind, period.starts_at, period.ends_at
    fresh = sheet._state.adding
    sheet.save()
    if fresh:
        carry_keys(sheet)
    return sheet


def carry_keys(sheet: Handover) -> None:
    """What this person took over at his last beginning is still with him."""
    things = carried(sheet.estate_id, sheet.outgoing_id)
    for one in things:
        one.handover = sheet
    HandoverItem.objects.bulk_create(things)


@atomic
def add_item(
    *, actor: Principal, estate_id: UUID, kind: str, label: str, quantity: int = 1, detail: str = "",
    outgoing_id: UUID | None = None,
) -> HandoverItem:  # fmt: skip
    """Keys, post, a matter to pass on: typed in on the sheet of who goes."""
    estate, person = desk_of(actor, estate_id, outgoing_id)
    if kind not in TYPED:
        raise Invalid(_("Choose one of these."), rule=RULE, field="kind")
    if not 1 <= quantity <= MOST_THINGS:
        raise Invalid(_("From 1 to {n}.").format(n=MOST_THINGS), rule=RULE, field="quantity")
    words = need(label, "label", RULE)
    sheet = drafted(estate, person, now())
    return HandoverItem.objects.create(
        handover=sheet, estate=estate, kind=kind, label=words[:120], quantity=quantity, detail=detail.strip()[:300]
    )


@atomic
def remove_item(*, actor: Principal, item_id: UUID) -> None:
    """Off one's own sheet, before it is signed. Raises NotFound for any other line."""
    item = HandoverItem.objects.select_related("handover").filter(pk=item_id, kind__in=TYPED).first()
    if item is None or not writes_on(actor, item.handover):
        raise NotFound(_("There is no such line."), rule=RULE)
    sheet = Handover.objects.lock(item.handover_id)
    if sheet.state != HandoverState.DRAFT:
        raise Conflict(_("This sheet is signed."), rule=RULE)
    item.delete()


def writes_on(actor: Principal, sheet: Handover) -> bool:
    """Whose sheet it is; or another system, which speaks for those who hold the desks of its estates."""
    return sheet.outgoing_id == actor.staff_id or (actor.kind == "client" and work_handover(actor, sheet))


@atomic
def sign_out(
    *, actor: Principal, estate_id: UUID, kept: Collection[UUID] = (), cash_counted: Decimal | None = None,
    remark: str = "", signature: str = "", outgoing_id: UUID | None = None,
) -> Handover:  # fmt: skip
    """Who goes signs: the lines stand as they are now. `kept`: tickets that stay with their owner (R3).

    `signature` is a checked picture as a data URL; without one the signed-in account is the signature. Raises Invalid
    where the cash counted is not what the receipts say and nothing explains it.
    """
    estate, person = desk_of(actor, estate_id, outgoing_id)
    by_pen_elsewhere(actor, person, signature)
    at = now()
    sheet = drafted(estate, person, at)
    lines = lines_of(estate, person.pk, period_of(person.pk, estate, at), at)
    check_cash(lines, cash_counted, remark)
    for line in lines:
        line.handover = sheet
        line.kept = line.ticket_id is not None and (line.ticket_id in kept or bool(line.remark))
    HandoverItem.objects.bulk_create(lines)
    sheet.state, sheet.remark, sheet.cash_counted = HandoverState.WAITING, remark.strip()[:500], cash_counted
    sheet.outgoing_signed_at, sheet.outgoing_signature = at, signature
    sheet.outgoing_signed_by = Signed.PEN if signature else Signed.ACCOUNT
    sheet.save()
    record(about(sheet), SignedOut(person.name, lines=sheet.items.count()), actor=actor, at=at)
    return sheet


def check_cash(lines: Iterable[HandoverItem], counted: Decimal | None, remark: str) -> None:
    """Raises Invalid naming the field (R36: a difference is explained)."""
    expected = cash_of(lines)
    if expected and counted is None:
        raise Invalid(_("Count the cash: the receipts say {n}.").format(n=expected), rule=RULE, field="cash_counted")
    if counted is not None and counted != expected and not remark.strip():
        words = _("The receipts say {n}: say why it differs.").format(n=expected)
        raise Invalid(words, rule="R36", field="remark")


@dataclass(frozen=True)
class Incoming:
    """Who takes over, and how he signs: the account that is signed in, or by pen on a colleague's screen."""

    person: StaffMember
    signature: str

    @property
    def by(self) -> Signed:
        return Signed.PEN if self.signature else Signed.ACCOUNT


def incoming_of(actor: Principal, sheet: Handover, incoming_id: UUID | None, signature: str) -> Incoming:
    """Raises Invalid naming what is missing, NotFound for somebody who does not work there."""
    person = works_here(incoming_id or actor.staff_id, sheet.estate, "incoming")
    if person.pk == sheet.outgoing_id:
        raise Invalid(_("Who goes cannot take over from himself."), rule=RULE, field="incoming")
    by_pen_elsewhere(actor, person, signature)
    return Incoming(person, signature)


def by_pen_elsewhere(actor: Principal, person: StaffMember, signature: str) -> None:
    """Only one's own account is a signature. Raises Invalid."""
    if person.pk != actor.staff_id and not signature:
        raise Invalid(_("On a colleague's screen sign by pen."), rule=RULE, field="signature")


@atomic
def sign_in(
    *, actor: Principal, handover_id: UUID, taken: Collection[UUID], incoming_id: UUID | None = None,
    signature: str = "", remark: str = "",
) -> Handover:  # fmt: skip
    """Who comes signs for the lines `taken`; the others stay in sight until somebody takes them (R43).

    Tickets among them that belong to who went, or to nobody, are now his, each with an event of both names (R3).
    Raises Conflict naming who was first when the sheet has been taken over already (R11).
    """
    sheet = sheet_of(actor, handover_id)
    items = {item.pk: item for item in sheet.items.all() if not item.kept}
    wanted = [items[pk] for pk in taken if pk in items]
    # Lock order everywhere: clocks and tickets first, in the order of their ids, then the rest.
    tickets = locked(actor, (item.ticket_id for item in wanted))
    sheet = Handover.objects.select_related("estate").lock(handover_id)
    if sheet.state != HandoverState.WAITING:
        raise Conflict(first_words(sheet), rule="R11", field="state")
    new = incoming_of(actor, sheet, incoming_id, signature)
    at = now()
    for item in wanted:
        take(item, new.person, at)
        if item.ticket_id:
            hand(tickets[item.ticket_id], sheet, new.person, actor)
    sheet.state, sheet.incoming, sheet.incoming_name = HandoverState.TAKEN, new.person, new.person.name
    sheet.incoming_signed_at, sheet.incoming_signed_by, sheet.incoming_signature = at, new.by, new.signature
    if remark.strip():
        sheet.remark = f"{sheet.remark} {new.person.name}: {remark.strip()}".strip()[:500]
    sheet.save()
    left = len(items) - len(wanted)
    event = TakenOver(sheet.outgoing_name, new.person.name, lines=len(items), left=left)
    record(about(sheet), event, actor=actor, at=at)
    return sheet


def first_words(sheet: Handover) -> str:
    """Who took it over, and when."""
    if sheet.incoming_signed_at is None:
        return _("This sheet is not signed yet.")
    when = sheet.incoming_signed_at.astimezone(sheet.estate.tz)
    return _("{name} took this over at {time}.").format(name=sheet.incoming_name, time=f"{when:%H:%M:%S}")


def sheet_of(actor: Principal, handover_id: UUID) -> Handover:
    """Raises NotFound for another tenant's or estate's sheet, or somebody's draft."""
    sheet = Handover.objects.select_related("estate").filter(pk=handover_id).first()
    if sheet is None or not actor.sees_estate(sheet.estate_id) or sheet.state == HandoverState.DRAFT:
        raise NotFound(_("There is no such handover."), rule=RULE)
    work_handover.demand(actor, sheet)
    return sheet


def locked(actor: Principal, ticket_ids: Iterable[UUID | None]) -> dict[UUID, Ticket]:
    return {pk: lock(pk, actor) for pk in sorted({one for one in ticket_ids if one is not None})}


def take(item: HandoverItem, person: StaffMember, at: datetime) -> None:
    item.taken_at, item.taken_by_name = at, person.name
    item.save()


def hand(ticket: Ticket, sheet: Handover, person: StaffMember, actor: Principal) -> None:
    """The ticket changes its owner, unless it was closed or given to somebody else meanwhile (R3)."""
    if not ticket.is_open or ticket.owner_id not in (sheet.outgoing_id, None):
        return
    previous = sheet.outgoing_name if ticket.owner_id else ""
    ticket.owner = person
    finish(ticket, HandedOver(previous, person.name, _("shift handover")), actor=actor)


@atomic
def take_item(*, actor: Principal, item_id: UUID, staff_id: UUID | None = None) -> HandoverItem:
    """What was left over is taken by whoever is signed in: it goes out of sight (R43).

    `staff_id`: for whom another system speaks; nobody on a page says that a colleague has something.
    """
    found = HandoverItem.objects.filter(pk=item_id, kept=False).first()
    if found is None:
        raise NotFound(_("There is no such line."), rule=RULE)
    sheet = sheet_of(actor, found.handover_id)
    person = works_here(staff_id if actor.kind == "client" else actor.staff_id, sheet.estate, "staff")
    tickets = locked(actor, [found.ticket_id])
    item = HandoverItem.objects.lock(item_id)
    if item.taken_at is not None:
        raise Conflict(_("{name} has taken this over already.").format(name=item.taken_by_name), rule="R11")
    if sheet.state != HandoverState.TAKEN:
        raise Conflict(_("Sign for the whole sheet first."), rule=RULE)
    take(item, person, now())
    if item.ticket_id:
        hand(tickets[item.ticket_id], sheet, person, actor)
    event = ItemTaken(sheet.outgoing_name, person.name, what=item.label)
    record(about(sheet), event, actor=actor)
    return item


@atomic
def printed(*, actor: Principal, sheet: Handover) -> int:
    """The sheet was printed. Returns which print of it this is."""
    view_handover.demand(actor, sheet)
    nth = Event.objects.filter(subject_id=sheet.pk, type="handover.printed").count() + 1
    record(about(sheet), SheetPrinted(sheet.outgoing_name, nth=nth), actor=actor)
    return nth
