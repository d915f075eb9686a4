"""What exists in a company, for the walks over every address: the values of the addresses' variables."""

from decimal import Decimal
from typing import Any

from billing.actions import pay
from billing.amends.actions import grant
from billing.arrears.promising import Word, promise, stop
from billing.cashup.actions import hand_over
from billing.fees.actions import set_place
from billing.fees.runs import carry_out
from billing.ledger.actions import post
from billing.models import PaymentCode, PaymentNotice, ReconciledPart, Reconciliation, Settlement
from billing.payments.actions import reported_draft
from billing.payments.deciding import give_back
from dispatch.handover.actions import add_item, sign_out
from dispatch.models import HandoverItem
from servicedesk.people.principal import SYSTEM
from servicedesk.timers.now import now, today_in
from tests.billing.fees import MONTH, WATER, fee_of, meter_of
from tests.billing.steps import told
from tests.cast import Cast
from tests.support.prices import drafted
from tickets.phrasebook.actions import keep_phrase


def money_written(cast: Cast) -> dict[str, Any]:
    """The variables of addresses that name money: a receipt, a grant that waits, a day handed over, a code."""
    ticket, him = told(cast, "900"), cast.act("technician")
    receipt = pay(ticket_id=ticket.pk, actor=him, amount=Decimal("100"), method="cash")
    waits = grant(ticket_id=ticket.pk, actor=cast.act("manager"), kind="discount", amount=Decimal("300"), reason="x")
    sheet = hand_over(estate_id=cast.estate.pk, actor=him, day=receipt.day, handed={})
    code = PaymentCode.objects.create(
        estate=cast.estate, ticket=ticket, provider="local", reference=f"r{ticket.pk.hex[:20]}", address="",
        amount=Decimal("50"), opened_by_name="x", opened_at=now(),
    )  # fmt: skip
    return {
        "receipt": receipt.number, "grant": waits.pk, "cash_up": sheet.pk, "code": code.pk,
        **providers_money(cast, code),
    }  # fmt: skip


def providers_money(cast: Cast, code: PaymentCode) -> dict[str, Any]:
    """A payment that waits, one to be given back, a comparison, a settlement: as rows, as no provider has his keys."""
    about: dict[str, Any] = {"provider": "local", "received_at": now(), "paid_at": now(), "verdict": "late"}
    waits, asked = (
        PaymentNotice.objects.create(code=code, number=f"{nth}{code.reference}", amount=Decimal("900"), **about)
        for nth in range(2)
    )
    for row in (waits, asked):
        post(reported_draft(row), actor=SYSTEM)
    back = give_back(notice_id=asked.pk, actor=cast.act("manager"), reason="x")
    made = Reconciliation.objects.create(provider="local", day=today_in(), by_name="x", at=now())
    ReconciledPart.objects.create(reconciliation=made, estate=cast.estate, matched=0, amount=0)
    settled = Settlement.objects.create(
        estate=cast.estate, book="card", day=today_in(), ours=0, fee=0, arrived=0, by_name="x", at=now()
    )
    return {"notice": waits.pk, "give_back": back.pk, "reconciliation": made.pk, "settlement": settled.pk}


def written(cast: Cast) -> dict[str, Any]:
    """Ids of what has been written in a company."""
    number = [cast.ticket().number for _ in range(5)][-1]
    desk: dict[str, Any] = {"actor": cast.act("clerk"), "estate_id": cast.estate.pk}
    add_item(kind="thing", label="泵房钥匙", **desk)
    phrase = keep_phrase(actor=cast.act("admin"), kind="greeting", name="开场", words="您好")
    line = drafted(cast)
    return {
        "version": line.version_id, "line": line.pk,
        "number": number, "handover": sign_out(**desk).pk, "item": HandoverItem.objects.get(kind="thing").pk,
        "phrase": phrase.pk, **money_written(cast), **billed(cast), **dunned(cast),
    }  # fmt: skip


def billed(cast: Cast) -> dict[str, Any]:
    """A fee of the estate with a meter, an exemption and a run."""
    fee, water = fee_of(cast, estate_id=cast.estate.pk), fee_of(cast, estate_id=cast.estate.pk, **WATER)
    meter = meter_of(cast, water, "100")
    about: dict[str, Any] = {"actor": cast.act("admin"), "estate_id": cast.estate.pk, "period": MONTH}
    run = carry_out(fee_ids=[fee.pk], **about)
    place = set_place(
        actor=cast.act("admin"), fee_id=water.pk, unit_id=cast.unit.pk, valid_from=MONTH, exempt=True, reason="x"
    )
    return {
        "fee": fee.pk, "meter": meter.pk, "reading": meter.readings.get().pk, "run": run.pk, "bill": run.lines.get().pk,
        "place": place.pk,
    }  # fmt: skip


def dunned(cast: Cast) -> dict[str, Any]:
    """A promise to pay, and a stop of reminders, of the unit that was billed."""
    cashier, today = cast.act("cashier"), today_in(cast.estate)
    word = Word("刘淑芬", Decimal("1"), today)
    stopped = stop(unit_id=cast.unit.pk, actor=cashier, kind="no_contact", reason="x")
    return {"promise": promise(unit_id=cast.unit.pk, actor=cashier, word=word).pk, "stop": stopped.pk}
