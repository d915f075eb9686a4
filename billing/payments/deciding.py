"""What a provider reported and was no receipt: a person takes it, or gives it back (R35, R37)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.amends.actions import granter, need_right
from billing.amends.terms import terms
from billing.events import GiveBackAsked, GiveBackRefused, GivenBack, NoticeTaken
from billing.fees.settling import open_amounts, owed_of
from billing.ledger.actions import post
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import NoticeDecision, PaymentCode, PaymentNotice, Receipt
from billing.money import ZERO, need_amount
from billing.payments.actions import locked, subject_of, voice_of
from billing.payments.adapters import ADAPTERS
from billing.payments.enums import Decided
from billing.payments.queries import STANDS, rest_of
from billing.receipts.actions import outstanding, pay, take, unit_for
from billing.receipts.numbers import REFUND, number
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions.steps import lock, need

RULE = "R35"


def held(notice_id: UUID, actor: Principal) -> PaymentNotice:
    """The payment, alone until the transaction ends, behind its code and its ticket or unit. Raises NotFound for
    another tenant's or estate's.
    """
    seen = PaymentNotice.objects.filter(pk=notice_id).values_list("code", flat=True).first()
    if seen is None:
        raise NotFound(_("There is no such payment."), rule=RULE)
    code = locked(seen)
    if not actor.sees_estate(code.estate_id):
        raise NotFound(_("There is no such payment."), rule=RULE)
    rules.decide_notice.demand(actor, code)
    if code.ticket_id is not None:
        code.ticket = lock(code.ticket_id, voice_of(code.provider))
    else:
        code.unit = unit_for(code.unit_id, voice_of(code.provider))  # type: ignore[arg-type]
    notice: PaymentNotice = PaymentNotice.objects.get(pk=notice_id)
    notice.code = code
    return notice


def need_rest(notice: PaymentNotice) -> Decimal:
    """What is to be decided of it. Raises Conflict when somebody has decided, and names him (R11)."""
    rest = rest_of(notice)
    if rest <= 0:
        last = notice.decisions.filter(STANDS).order_by("-at", "-pk").first()
        name = last.by_name if last else voice_of(notice.provider).name
        raise Conflict(_("{name} has decided it already.").format(name=name), rule="R11")
    return rest


@atomic
def take_it(*, notice_id: UUID, actor: Principal, advance: bool = False) -> list[Receipt]:
    """Taken: a receipt for what is owed now, up to the amount. What is over waits on, to be given back, or with
    `advance` is the unit's: its fees, the oldest first, then in advance.

    Raises Conflict when it is decided already, Invalid when nothing is owed and it is not to be kept either.
    """
    notice = held(notice_id, actor)
    rest = need_rest(notice)
    receipts = []
    if (due := min(rest, owed_now(notice.code))) > 0:
        receipts.append(receipt_for(notice, due))
    if advance and rest > due:
        receipts.append(receipt_for_unit(notice, rest - due, ()))
    if not receipts:
        raise Invalid(_("Nothing is owed: give it back, or keep it for the unit."), rule=RULE, field="advance")
    for receipt in receipts:
        NoticeDecision.objects.create(
            notice=notice, kind=Decided.TAKEN, amount=receipt.amount, receipt=receipt, by_id=actor.staff_id,
            by_name=actor.name[:60], at=now(), effective_at=now(),
        )  # fmt: skip
    numbers = ", ".join(one.number for one in receipts)
    total = sum((one.amount for one in receipts), ZERO)
    record(subject_of(notice.code), NoticeTaken(str(total), notice.provider, numbers), actor=actor)
    return receipts


def owed_now(code: PaymentCode) -> Decimal:
    """What is owed of what the code is for: its ticket, its bills, or where it named none, its unit's fees."""
    if code.ticket is not None:
        return max(outstanding(code.ticket), ZERO)
    there = open_of(code)
    return ZERO if code.bills and not there else owed_of(code.unit, there)  # type: ignore[arg-type]


def open_of(code: PaymentCode) -> set[UUID]:
    """Its bills of which something is owed."""
    return set(open_amounts(map(UUID, code.bills)))


def receipt_for(notice: PaymentNotice, amount: Decimal) -> Receipt:
    code = notice.code
    if code.ticket_id is None:
        return receipt_for_unit(notice, amount, open_of(code))
    return pay(ticket_id=code.ticket_id, amount=amount, **words_of(notice))


def receipt_for_unit(notice: PaymentNotice, amount: Decimal, bills: Iterable[UUID]) -> Receipt:
    """Raises Invalid in a public area, which has no account."""
    if notice.code.unit_key is None:
        raise Invalid(_("Only a unit has an account."), rule=RULE, field="advance")
    return take(unit_id=notice.code.unit_key, amount=amount, bills=bills, **words_of(notice))


def words_of(notice: PaymentNotice) -> dict[str, Any]:
    """A receipt in the provider's name: nobody has the money in his hand. The word for once counts what was before."""
    nth = Receipt.objects.filter(once__startswith=f"notice:{notice.pk}:").count()
    method = ADAPTERS[notice.provider].method
    return {
        "actor": voice_of(notice.provider), "method": method, "reported": True, "once": f"notice:{notice.pk}:{nth}"
    }  # fmt: skip


@atomic
def give_back(
    *, notice_id: UUID, actor: Principal, reason: str, amount: Decimal | None = None, by_id: UUID | None = None
) -> NoticeDecision:
    """Given back, by default all that is left of it: by who may grant as much (`by_id`: whom a system names), and above
    the company's limit with a second signature (R37). It goes out of what the provider holds for us.
    """
    notice = held(notice_id, actor)
    who, words = granter(actor, by_id), need(reason, "reason", "R37")[:300]
    rest = need_rest(notice)
    amount = rest if amount is None else need_amount(amount)
    if amount > rest:
        raise Invalid(_("Only ¥{left} of it can be given back.").format(left=rest), rule="R37", field="amount")
    need_right(who, amount)
    decision = NoticeDecision(
        notice=notice, kind=Decided.GIVEN_BACK, amount=amount, reason=words, by=who, by_name=who.name, at=now()
    )
    if amount <= terms().second_above:
        return go_out(decision, actor)
    decision.save(force_insert=True)
    record(subject_of(notice.code), GiveBackAsked(str(amount), notice.provider, words), actor=actor)
    return decision


def go_out(decision: NoticeDecision, actor: Principal) -> NoticeDecision:
    """Number and entry."""
    code, at = decision.notice.code, now()
    decision.effective_at, decision.number = at, number(REFUND, code.estate, at)
    decision.save()
    about = {"ticket_id": code.ticket_id, "unit_id": code.unit_key}
    legs = (
        debit(Book.UNCLEAR, decision.amount, **about),
        credit(ADAPTERS[code.provider].book, decision.amount, **about),
    )
    draft = Draft(f"given-back:{decision.pk}", Why.GIVEN_BACK, code.estate, at, legs, decision.reason)
    post(draft, actor=actor)
    told = GivenBack(str(decision.amount), code.provider, decision.reason, decision.number)
    record(subject_of(code), told, actor=actor)
    return decision


def asked(decision_id: UUID, actor: Principal) -> NoticeDecision:
    """What waits for its second signature, alone until the transaction ends. Raises NotFound, or Conflict when it is
    decided already.
    """
    seen = NoticeDecision.objects.filter(pk=decision_id, kind=Decided.GIVEN_BACK).first()
    if seen is None:
        raise NotFound(_("There is no such payment."), rule=RULE)
    notice = held(seen.notice_id, actor)
    decision: NoticeDecision = NoticeDecision.objects.lock(decision_id)
    if not decision.waits:
        name = decision.signed_by_name or decision.refused_by_name or decision.by_name
        raise Conflict(_("{name} has decided it already.").format(name=name), rule="R11")
    decision.notice = notice
    return decision


@atomic
def sign(*, decision_id: UUID, actor: Principal, by_id: UUID | None = None) -> NoticeDecision:
    """The second signature: by another person, who may grant as much; then the money goes back (R37)."""
    decision, who = asked(decision_id, actor), granter(actor, by_id)
    if who.pk == decision.by_id:
        raise Invalid(_("The second signature is another person's."), rule="R37", field="by")
    need_right(who, decision.amount)
    decision.signed_by, decision.signed_by_name = who, who.name
    return go_out(decision, actor)


@atomic
def refuse(*, decision_id: UUID, actor: Principal, reason: str) -> NoticeDecision:
    """Not given back, with the reason: the money waits for a decision again."""
    decision = asked(decision_id, actor)
    decision.refused_at, decision.refused_by_name = now(), actor.name[:60]
    decision.refusal = need(reason, "reason", "R37")[:300]
    decision.save()
    told = GiveBackRefused(str(decision.amount), decision.notice.provider, decision.refusal)
    record(subject_of(decision.notice.code), told, actor=actor)
    return decision
