"""The verbs of this app, and its box and papers on the ticket page."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import rules
from billing.actions import outstanding
from billing.enums import Payer, QuoteState
from billing.models import Quote
from billing.payments.adapters import ADAPTERS
from billing.quotes.menu import BILLED
from billing.quotes.queries import history_of, total
from servicedesk.people.principal import Principal
from tickets.actions_menu import VERBS, Verb, register
from tickets.enums import Fee, State
from tickets.models import Ticket
from tickets.panels import PANELS, PAPERS, Panel, Paper

# What can be done about the version that waits.
STEPS = ("review-fee", "consent", "decline-quote", "send-quote", "withdraw-quote")


def due(ticket: Ticket) -> Any:
    """What is outstanding; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_due"):
        ticket._due = outstanding(ticket)  # type: ignore[attr-defined]
    return ticket._due  # type: ignore[attr-defined]


def can_pay(ticket: Ticket) -> bool:
    return ticket.fee in (Fee.QUOTED, Fee.OWED) and due(ticket) > 0


def can_owe(ticket: Ticket) -> bool:
    return ticket.fee == Fee.QUOTED and ticket.state != State.CLOSED and due(ticket) > 0


def can_code(ticket: Ticket) -> bool:
    """Where money is owed and a provider has his keys (R35)."""
    providers = (all(getattr(settings, key, "") for key in one.keys) for one in ADAPTERS.values())
    return any(providers) and can_pay(ticket)


def can_grant(ticket: Ticket) -> bool:
    """Where something was told or paid (R37)."""
    return ticket.kind in BILLED and ticket.fee not in (Fee.UNDECIDED, Fee.FREE)


register(
    Verb("pay", _("Take money…"), "cash", rules.collect, can_pay, place=""),
    Verb("payment-code", _("Payment code…"), "qrcode", rules.collect, can_code, place=""),
    Verb("grant", _("Discount, waiver, refund…"), "receipt-refund", rules.grant, can_grant),
    Verb("owe", _("To be paid later…"), "clock-pause", rules.charge, can_owe, place=""),
)


def money_panel(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """The version that counts now, the others beneath it, what was paid, what is outstanding."""
    if ticket.kind not in BILLED:
        return None
    versions = [shown(quote) for quote in history_of(ticket)]
    ahead = next((one for one in versions if one["quote"].is_open), None)
    agreed = next((one for one in versions if one["quote"].state == QuoteState.CONSENTED), None)
    receipts = list(ticket.receipts.select_related("void").order_by("paid_at"))
    steps = {name.replace("-", "_"): VERBS[name].url(ticket) for name in STEPS if VERBS[name].possible(actor, ticket)}
    return {
        "steps": steps,
        "now": ahead or agreed, "agreed": agreed, "older": [one for one in versions if one is not (ahead or agreed)],
        "receipts": receipts, "due": due(ticket) if agreed else None,
        "codes": ticket.payment_codes.filter(state="open").order_by("opened_at") if agreed else [],
    }  # fmt: skip


def shown(quote: Quote) -> dict[str, Any]:
    """One version with its lines, sums, and who pays."""
    lines = sorted(quote.lines.all(), key=lambda line: line.pk)
    payers = [Payer(payer).label for payer in dict.fromkeys(line.payer for line in lines)]
    return {
        "quote": quote, "lines": lines, "total": total(lines), "his": total(lines, Payer.RESIDENT), "payers": payers,
    }  # fmt: skip


def receipt_papers(ticket: Ticket) -> list[Paper]:
    """A receipt for each payment; before the first, that there will be one."""
    rows = list(ticket.receipts.select_related("void").order_by("paid_at"))
    if not rows:
        return [Paper(gettext("Receipt"), gettext("after payment"))] if ticket.kind in BILLED else []
    return [Paper(gettext("Receipt"), row.number, reverse("receipt", args=[row.number])) for row in rows]


PANELS.append(Panel("billing/_panel.html", money_panel, "left"))
PAPERS.append(receipt_papers)
