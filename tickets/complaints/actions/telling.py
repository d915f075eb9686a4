"""The complainant hears the result within twelve hours; compensation or an apology is recorded (§7, R37)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets.actions.steps import finish, need
from tickets.clock import FIRST_REPLY, once
from tickets.complaints import rules
from tickets.complaints.actions.steps import complaint, earlier, open_complaint
from tickets.complaints.clock import RESULT_TOLD
from tickets.complaints.enums import AmendsKind, ToldBy
from tickets.complaints.events import AmendsMade, ResultWasTold
from tickets.enums import Kind
from tickets.models import Amends, ResultTold, Ticket

MOST_AMOUNT = Decimal("99999999.99")


def work_finished(ticket: Ticket, at: datetime) -> list[Arm]:
    """What becomes of a locked ticket's clocks when its work is done: a complaint's result is to be told (§7)."""
    return once(ticket, RESULT_TOLD, at) if ticket.kind == Kind.COMPLAINT else []


@atomic
def tell_result(
    *,
    ticket_id: UUID,
    actor: Principal,
    means: str,
    said: str,
    told_at: datetime | None = None,
    told_by_id: UUID | None = None,
) -> ResultTold:
    """The complainant was told: by whom, when, how, what. Decided by when it was, not by when it is written down."""
    ticket = open_complaint(ticket_id, actor, rules.tell_result)
    if means not in ToldBy.values:
        raise Invalid(_("“{value}” is not known.").format(value=means), rule="R5", field="means")
    person = teller(ticket, told_by_id or actor.staff_id)
    told = ResultTold.objects.create(
        ticket=ticket, at=earlier(told_at, ticket.registered_at, "told_at"), told_by=person,
        told_by_name=person.name if person else actor.name, means=means, said=need(said, "said", "R5")[:1000],
    )  # fmt: skip
    event = ResultWasTold(told.told_by_name, means, told.said)
    finish(ticket, event, Meet(RESULT_TOLD, told.at), Meet(FIRST_REPLY, told.at), actor=actor, at=told.at)
    return told


def teller(ticket: Ticket, staff_id: UUID | None) -> StaffMember | None:
    """Who told it; None: another system, in its own name. Raises NotFound for somebody who does not work here."""
    if staff_id is None:
        return None
    person = StaffMember.objects.filter(pk=staff_id, active=True).first()
    if person is None or not person.sees_estate(ticket.estate_id):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R5", field="told_by")
    return person


@atomic
def make_amends(
    *,
    ticket_id: UUID,
    actor: Principal,
    kind: str,
    what: str,
    reason: str,
    amount: Decimal | None = None,
    agreed_by_id: UUID | None = None,
) -> Amends:
    """Record what was agreed: a compensation with its amount, by a manager; or an apology. Nothing is edited (R37).

    `agreed_by_id` is for another system, which has no rank of its own.
    """
    ticket = complaint(ticket_id, actor, rules.make_amends)
    if kind not in AmendsKind.values:
        raise Invalid(_("“{value}” is not known.").format(value=kind), rule="R37", field="kind")
    person = agreeing(ticket, actor, kind, agreed_by_id)
    made = Amends.objects.create(
        ticket=ticket, kind=kind, amount=check_amount(kind, amount), what=need(what, "what", "R37")[:500],
        reason=need(reason, "reason", "R37")[:500], at=now(), agreed_by=person,
        agreed_by_name=person.name if person else actor.name,
    )  # fmt: skip
    amount_words = "" if made.amount is None else str(made.amount)
    finish(ticket, AmendsMade(kind, made.what, made.reason, made.agreed_by_name, amount_words), actor=actor)
    return made


def check_amount(kind: str, amount: Decimal | None) -> Decimal | None:
    """Two places, more than nothing, of a compensation alone (R39)."""
    if kind == AmendsKind.APOLOGY:
        if amount is not None:
            raise Invalid(_("An apology has no amount."), rule="R37", field="amount")
        return None
    if amount is None or not amount.is_finite() or not Decimal(0) < amount <= MOST_AMOUNT:
        raise Invalid(_("A compensation needs its amount."), rule="R37", field="amount")
    if amount != amount.quantize(Decimal("0.01")):
        raise Invalid(_("An amount has two places at most."), rule="R39", field="amount")
    return amount.quantize(Decimal("0.01"))


def agreeing(ticket: Ticket, actor: Principal, kind: str, agreed_by_id: UUID | None) -> StaffMember | None:
    """Who answers for it: of a compensation a manager of this estate or of the company (R37)."""
    if kind == AmendsKind.COMPENSATION:
        rules.compensate.demand(actor, ticket)
    key = agreed_by_id if actor.kind == "client" and agreed_by_id else actor.staff_id
    person = StaffMember.objects.filter(pk=key, active=True).first() if key else None
    if kind == AmendsKind.COMPENSATION and not manages(person, ticket):
        words = _("A compensation is agreed to by the estate's or the company's manager.")
        raise Invalid(words, rule="R37", field="agreed_by")
    if agreed_by_id and (person is None or not person.sees_estate(ticket.estate_id)):
        raise NotFound(_("There is no such member of staff in this estate."), rule="R37", field="agreed_by")
    return person


def manages(person: StaffMember | None, ticket: Ticket) -> bool:
    return person is not None and person.role in rules.COMPENSATORS and person.sees_estate(ticket.estate_id)
