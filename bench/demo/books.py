"""The past's money in the ledger: what was told and paid, posted as the product itself posts it (R39)."""

from collections.abc import Iterator
from itertools import groupby

from billing.ledger.actions import post_all
from billing.ledger.drafts import Draft
from billing.ledger.told import told_draft
from billing.models import Charge, Receipt
from billing.receipts.drafts import receipt_draft
from servicedesk.people.principal import Principal


def post_the_past() -> None:
    """Every price told and every receipt of the company in scope, by who told or took it."""
    receipts = Receipt.objects.select_related("ticket__estate").order_by("collector_id", "paid_at")
    for (staff_id, name), rows in groupby(receipts, lambda row: (row.collector_id, row.collector_name)):
        by = Principal("staff", name, staff_id)
        post_all((receipt_draft(row, row.ticket.estate) for row in rows), actor=by)
    charges = Charge.objects.select_related("ticket__estate").order_by("added_by", "ticket_id", "id")
    for name, lines in groupby(charges, lambda row: row.added_by):
        post_all(told(lines), actor=Principal("staff", name))


def told(charges: Iterator[Charge]) -> Iterator[Draft]:
    """One entry a ticket; what costs nothing has none."""
    for ticket, lines in groupby(charges, lambda row: row.ticket):
        kept = list(lines)
        draft = told_draft(ticket, kept, kept[0].added_at)
        if draft.told:
            yield draft
