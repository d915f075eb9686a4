"""Payment codes: opened for an amount that is owed, paid when a provider has signed for it."""

import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _

from billing import rules
from billing.events import CodeCancelled, CodeOdd, CodeOpened
from billing.fees.settling import open_amounts, owed_of
from billing.ledger.actions import post
from billing.ledger.drafts import Draft, credit, debit
from billing.ledger.enums import Book, Why
from billing.models import PaymentCode, PaymentNotice
from billing.money import need_amount
from billing.payments.adapters import ADAPTERS, adapter
from billing.payments.adapters.base import Asked, Notice
from billing.payments.enums import CodeState, Provider, Verdict
from billing.receipts.actions import outstanding, pay, take, unit_for
from servicedesk.journal.record import About, Subject, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound, Refusal
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from servicedesk.web import links
from tickets.actions.steps import lock

PURPOSE = "pay"


@atomic
def open_code(*, ticket_id: UUID, actor: Principal, amount: Decimal, provider: str) -> PaymentCode:
    """A code for an amount that is owed. Raises Invalid for a provider without keys, or more than is owed (R35)."""
    ticket = lock(ticket_id, actor, rules.collect)
    amount = need_amount(amount)
    if amount > (due := outstanding(ticket)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    return opened(PaymentCode(estate=ticket.estate, ticket=ticket, amount=amount, provider=provider), actor)


@atomic
def open_unit_code(
    *, unit_id: UUID, actor: Principal, provider: str, bills: Iterable[UUID] = (), amount: Decimal | None = None
) -> PaymentCode:
    """A code for a unit's fees: for the chosen bills, else for all that it owes; `amount`: only so much of it (R35).

    Raises NotFound for another tenant's or estate's unit, Invalid for a bill of which nothing is owed.
    """
    unit, chosen = unit_for(unit_id, actor), set(bills)
    if not chosen <= open_amounts(chosen).keys():
        raise Invalid(_("Nothing is owed of this bill any more."), rule="R35", field="bills")
    due = owed_of(unit, chosen)
    if due <= 0:
        raise Invalid(_("Nothing is owed."), rule="R35", field="amount")
    if (amount := due if amount is None else need_amount(amount)) > due:
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    code = PaymentCode(estate=unit.estate, unit=unit, amount=amount, provider=provider)
    code.bills = sorted(map(str, chosen))
    return opened(code, actor)


def opened(code: PaymentCode, actor: Principal) -> PaymentCode:
    """Reference, address, row and event."""
    if code.provider not in Provider.values:
        raise Invalid(_("“{value}” is not known.").format(value=code.provider), rule="R35", field="provider")
    code.reference, code.opened_by_name, code.opened_at = secrets.token_hex(16), actor.name[:60], now()
    code.address = adapter(code.provider).address(asked_of(code))
    code.save(force_insert=True)
    record(subject_of(code), CodeOpened(str(code.amount), code.provider), actor=actor)
    return code


def subject_of(code: PaymentCode) -> Subject:
    """Whose timeline it stands on: the ticket's, or the unit's."""
    return code.ticket or About("unit", code.unit_id, code.estate_id)  # type: ignore[arg-type]


def asked_of(code: PaymentCode) -> Asked:
    return Asked(code.reference, code.amount, code.about, notify_of(code) if code.tenant_id else "")


def notify_of(code: PaymentCode) -> str:
    """Where the provider reports: the link names tenant and code, so that no session is needed."""
    path = reverse("payment-notice", args=[links.sign(code.tenant_id, PURPOSE, code.pk)])
    return settings.BASE_URL.rstrip("/") + path


def locked(code_id: UUID) -> PaymentCode:
    """The code, alone until the transaction ends. Raises NotFound."""
    one_at_a_time(f"payment code:{code_id}")
    code = PaymentCode.objects.select_related("ticket", "unit", "estate").filter(pk=code_id).first()
    if code is None:
        raise NotFound(_("There is no such payment code."), rule="R35")
    return code


@atomic
def cancel(*, code_id: UUID, actor: Principal) -> PaymentCode:
    """Not wanted any more; what is paid by it afterwards is no receipt, and finance is shown it."""
    code = locked(code_id)
    if not actor.sees_estate(code.estate_id):
        raise NotFound(_("There is no such payment code."), rule="R35")
    if code.ticket_id:
        lock(code.ticket_id, actor, rules.collect)
    else:
        unit_for(code.unit_id, actor)  # type: ignore[arg-type]
    if code.state != CodeState.OPEN:
        raise Conflict(_("This code is {state} already.").format(state=code.get_state_display()), rule="R11")
    code.state, code.closed_at = CodeState.CANCELLED, now()
    code.save()
    record(subject_of(code), CodeCancelled(str(code.amount), code.provider), actor=actor)
    return code


@atomic
def report(*, code_id: UUID, headers: Mapping[str, str], body: bytes) -> PaymentNotice:
    """A provider reports a payment. The same payment again changes nothing and is answered alike (R35, R48).

    Raises BadSignature for what he has not signed, NotFound for a code that is not meant by it.
    """
    code = locked(code_id)
    notice = adapter(code.provider).read(headers, body)
    if notice.reference != code.reference:
        raise NotFound(_("There is no such payment code."), rule="R35")
    before = PaymentNotice.objects.filter(provider=code.provider, number=notice.number[:64]).first()
    return before or taken(code, notice)


def taken(code: PaymentCode, notice: Notice) -> PaymentNotice:
    """A receipt for what was asked; anything else stands there with its verdict until a person decides. In either case
    what the provider holds stands in the ledger from here on.
    """
    actor = voice_of(code.provider)
    verdict = verdict_of(code, notice)
    if verdict == Verdict.TAKEN:
        verdict = receipted(code, actor)
    row = PaymentNotice(
        code=code, provider=code.provider, number=notice.number[:64], amount=need_amount(notice.amount),
        paid_at=notice.paid_at, received_at=now(), verdict=verdict,
    )  # fmt: skip
    row.save(force_insert=True)
    post(reported_draft(row), actor=actor)
    if verdict != Verdict.TAKEN:
        record(subject_of(code), CodeOdd(str(notice.amount), code.provider, verdict), actor=actor)
    return row


def voice_of(provider: str) -> Principal:
    """A provider as the one who acts."""
    return Principal("system", str(Provider(provider).label), estate_ids=None)


def reported_draft(notice: PaymentNotice) -> Draft:
    """What a provider holds for us, against what is not yet assigned."""
    code = notice.code
    about = {"ticket_id": code.ticket_id, "unit_id": code.unit_key}
    legs = (
        debit(ADAPTERS[code.provider].book, notice.amount, **about), credit(Book.UNCLEAR, notice.amount, **about),
    )  # fmt: skip
    return Draft(f"notice:{notice.pk}", Why.REPORTED, code.estate, notice.received_at, legs)


def verdict_of(code: PaymentCode, notice: Notice) -> Verdict:
    """Whether it is taken: what was asked, while it was asked, and while it is owed."""
    if notice.amount != code.amount:
        return Verdict.WRONG_AMOUNT
    if code.state != CodeState.OPEN:
        return Verdict.LATE
    return Verdict.TAKEN if owed(code) >= code.amount else Verdict.NOT_OWED


def owed(code: PaymentCode) -> Decimal:
    """What is owed of what the code is for; from here on until the end of the transaction nobody else pays it."""
    if code.ticket_id is not None:
        return outstanding(lock(code.ticket_id, voice_of(code.provider)))
    unit = unit_for(code.unit_id, voice_of(code.provider))  # type: ignore[arg-type]
    chosen = {UUID(key) for key in code.bills}
    there = open_amounts(chosen)
    return owed_of(unit, chosen) if chosen <= there.keys() else Decimal(0)


def receipted(code: PaymentCode, actor: Principal) -> Verdict:
    """The receipt for what the code asked for, unless it is refused: then the money waits for a person."""
    values: dict[str, Any] = {
        "actor": actor, "amount": code.amount, "method": adapter(code.provider).method, "once": f"code:{code.pk}",
        "reported": True,
    }  # fmt: skip
    try:
        with atomic():
            code.receipt = (
                pay(ticket_id=code.ticket_id, **values) if code.ticket_id
                else take(unit_id=code.unit_id, bills=map(UUID, code.bills), **values)  # type: ignore[arg-type]
            )  # fmt: skip
    except Refusal:
        return Verdict.NOT_OWED
    code.state, code.closed_at = CodeState.PAID, now()
    code.save()
    return Verdict.TAKEN
