"""The past's money in the ledger: what was told and paid, posted as the product itself posts it (R39)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby

from bench.demo.world import ZONE
from billing.cashup.actions import draft_of
from billing.enums import Method
from billing.ledger.actions import post_all
from billing.ledger.drafts import Draft
from billing.ledger.told import told_draft
from billing.models import CashUp, CashUpLine, Charge, Receipt
from billing.money import ZERO
from billing.receipts.drafts import receipt_draft
from servicedesk.people.enums import Role
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal


def post_the_past() -> None:
    """Every price told and every receipt of the company in scope, by who told or took it."""
    receipts = Receipt.objects.select_related("estate").order_by("collector_id", "paid_at")
    for (staff_id, name), rows in groupby(receipts, lambda row: (row.collector_id, row.collector_name)):
        by = Principal("staff", name, staff_id)
        post_all((receipt_draft(row, row.estate) for row in rows), actor=by)
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


def cash_up_the_past(present: datetime) -> None:
    """Every collector's day before today was handed over in the evening and closed the next morning (R36)."""
    today = present.astimezone(ZONE).date()
    cashier = StaffMember.objects.filter(role=Role.CASHIER).order_by("employee_no").first()
    taken = Receipt.objects.filter(day__lt=today, collector__isnull=False).select_related("estate", "collector")
    taken_in = taken.order_by("collector", "estate", "day", "method")
    days: list[tuple[CashUp, list[Receipt]]] = []
    for (collector, estate, day), rows in groupby(taken_in, lambda row: (row.collector, row.estate, row.day)):
        evening = datetime.combine(day, time(19, 30), ZONE)
        sheet = CashUp(estate=estate, collector=collector, collector_name=collector.name, day=day, handed_at=evening,
                       cashier=cashier, cashier_name=cashier.name if cashier else "–",
                       closed_at=evening + timedelta(hours=13))  # fmt: skip
        days.append((sheet, list(rows)))
    # The sheets' keys first: their lines point at them.
    CashUp.objects.bulk_create([sheet for sheet, _rows in days])
    lines = [line for sheet, rows in days for line in lines_of(sheet, rows)]
    CashUpLine.objects.bulk_create(lines)
    drafts = (draft_of(line.cash_up, line) for line in lines if line.method == Method.CASH)
    post_all((one for one in drafts if one.told), actor=Principal("staff", cashier.name if cashier else "–"))


def lines_of(sheet: CashUp, rows: list[Receipt]) -> Iterator[CashUpLine]:
    """By method; cash stands there always."""
    for method in Method:
        mine = [row for row in rows if row.method == method]
        if mine or method == Method.CASH:
            total = sum((row.amount for row in mine), ZERO)
            yield CashUpLine(cash_up=sheet, method=method, receipts=len(mine), expected=total, handed=total)
