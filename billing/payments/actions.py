"""Payment codes: opened for an amount that is owed, paid when a provider has signed for it, compared with his list."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _

from billing import rules
from billing.events import CodeCancelled, CodeOdd, CodeOpened
from billing.models import PaymentCode, PaymentNotice, Reconciliation
from billing.money import ZERO, need_amount
from billing.payments.adapters import adapter
from billing.payments.adapters.base import Asked, Notice
from billing.payments.enums import CodeState, Provider, Verdict
from billing.receipts.actions import outstanding, pay
from servicedesk.journal.record import record
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
    if provider not in Provider.values:
        raise Invalid(_("“{value}” is not known.").format(value=provider), rule="R35", field="provider")
    if amount > (due := outstanding(ticket)):
        raise Invalid(_("Only ¥{due} is owed.").format(due=due), rule="R35", field="amount")
    code = PaymentCode(
        estate=ticket.estate, ticket=ticket, provider=provider, reference=secrets.token_hex(16), amount=amount,
        opened_by_name=actor.name[:60], opened_at=now(),
    )  # fmt: skip
    code.address = adapter(provider).address(asked_of(code))
    code.save(force_insert=True)
    record(ticket, CodeOpened(str(amount), provider), actor=actor)
    return code


def asked_of(code: PaymentCode) -> Asked:
    return Asked(code.reference, code.amount, code.ticket.number, notify_of(code) if code.tenant_id else "")


def notify_of(code: PaymentCode) -> str:
    """Where the provider reports: the link names tenant and code, so that no session is needed."""
    path = reverse("payment-notice", args=[links.sign(code.tenant_id, PURPOSE, code.pk)])
    return settings.BASE_URL.rstrip("/") + path


def locked(code_id: UUID) -> PaymentCode:
    """The code, alone until the transaction ends. Raises NotFound."""
    one_at_a_time(f"payment code:{code_id}")
    code = PaymentCode.objects.select_related("ticket", "estate").filter(pk=code_id).first()
    if code is None:
        raise NotFound(_("There is no such payment code."), rule="R35")
    return code


@atomic
def cancel(*, code_id: UUID, actor: Principal) -> PaymentCode:
    """Not wanted any more; what is paid by it afterwards is no receipt, and finance is shown it."""
    code = locked(code_id)
    if not actor.sees_estate(code.estate_id):
        raise NotFound(_("There is no such payment code."), rule="R35")
    lock(code.ticket_id, actor, rules.collect)
    if code.state != CodeState.OPEN:
        raise Conflict(_("This code is {state} already.").format(state=code.get_state_display()), rule="R11")
    code.state, code.closed_at = CodeState.CANCELLED, now()
    code.save()
    record(code.ticket, CodeCancelled(str(code.amount), code.provider), actor=actor)
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
    before = PaymentNotice.objects.filter(provider=code.provider, number=notice.number).first()
    return before or taken(code, notice)


def taken(code: PaymentCode, notice: Notice) -> PaymentNotice:
    """A receipt for what was asked; anything else stands there with its verdict until a person decides."""
    actor = Principal("system", str(code.get_provider_display()), estate_ids=None)
    verdict = verdict_of(code, notice)
    if verdict == Verdict.TAKEN:
        verdict = receipted(code, actor)
    if verdict != Verdict.TAKEN:
        record(code.ticket, CodeOdd(str(notice.amount), code.provider, verdict), actor=actor)
    return PaymentNotice.objects.create(
        code=code, provider=code.provider, number=notice.number[:64], amount=notice.amount, paid_at=notice.paid_at,
        verdict=verdict, received_at=now(),
    )  # fmt: skip


def verdict_of(code: PaymentCode, notice: Notice) -> Verdict:
    if notice.amount != code.amount:
        return Verdict.WRONG_AMOUNT
    return Verdict.TAKEN if code.state == CodeState.OPEN else Verdict.LATE


def receipted(code: PaymentCode, actor: Principal) -> Verdict:
    """The receipt, unless the price was paid otherwise meanwhile."""
    try:
        with atomic():
            code.receipt = pay(
                ticket_id=code.ticket_id, actor=actor, amount=code.amount, method=adapter(code.provider).method,
                once=f"code:{code.pk}",
            )  # fmt: skip
    except Refusal:
        return Verdict.NOT_OWED
    code.state, code.closed_at = CodeState.PAID, now()
    code.save()
    return Verdict.TAKEN


@atomic
def reconcile(*, actor: Principal, provider: str, day: date, text: str) -> Reconciliation:
    """The provider's list of a day against what he reported: what only one of both knows, and other amounts (R35).

    Raises Invalid for a list that cannot be read.
    """
    rules.reconcile.demand(actor)
    if provider not in Provider.values:
        raise Invalid(_("“{value}” is not known.").format(value=provider), rule="R35", field="provider")
    theirs = {row.number: row for row in adapter(provider).statement(text)}
    ours = {row.number: row for row in notices_of(provider, day)}
    found = [difference for number in sorted(theirs | ours) if (difference := compared(
        number, theirs.get(number), ours.get(number)))]  # fmt: skip
    matched = [row for number, row in ours.items() if number in theirs and theirs[number].amount == row.amount]
    return Reconciliation.objects.create(
        provider=provider, day=day, matched=len(matched), amount=sum((row.amount for row in matched), ZERO),
        differences=found, by_name=actor.name[:60], at=now(),
    )  # fmt: skip


def notices_of(provider: str, day: date) -> Any:
    """What was paid on that day by the providers' clock, which is China's."""
    start = datetime.combine(day, time(), ZoneInfo(settings.ESTATE_TIME_ZONE))
    rows = PaymentNotice.objects.filter(provider=provider, paid_at__gte=start, paid_at__lt=start + timedelta(days=1))
    return rows.select_related("code__ticket")


def compared(number: str, theirs: Any, ours: Any) -> dict[str, str] | None:
    """One payment that does not agree, or was no receipt; None when all is well."""
    told = {"number": number, "theirs": str(theirs.amount) if theirs else "", "ours": str(ours.amount) if ours else ""}
    if ours is None:
        return told | {"what": "only_theirs", "reference": theirs.reference}
    told["reference"], told["ticket"] = ours.code.reference, ours.code.ticket.number
    if theirs is None:
        return told | {"what": "only_ours"}
    if theirs.amount != ours.amount:
        return told | {"what": "amount"}
    return None if ours.verdict == Verdict.TAKEN else told | {"what": str(ours.verdict)}
