"""Pages of one unit's fees: the way to it, its statement, and taking its money (R35, R38)."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from billing import rules
from billing.fees.forms import ReasonForm, TakeForm
from billing.fees.queries import bills_of, owed, owed_by
from billing.fees.rules import run_fees
from billing.fees.settling import open_bills
from billing.fees.standing import lines_of, state_of, with_open
from billing.fees.views.fees import shell
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import Bill, Receipt
from billing.money import ZERO
from billing.payments.forms import ready
from billing.receipts.actions import take
from servicedesk.estates.models import Occupant, Unit
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import requires
from servicedesk.web.estate import estate_here
from servicedesk.web.forms import beside, sent

PAGE = 50
# So many of the latest are shown; the lists of receipts and of REST go on.
MOST_BILLS, MOST_RECEIPTS = 400, 20


@requires(rules.view_money)
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The estate's units by code, with what each has open, to find a statement."""
    rows = Unit.objects.filter(estate=estate_here(request)).order_by("code")
    if begin := request.GET.get("unit", "").strip():
        rows = rows.filter(code__startswith=begin)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    open_now = owed_by(found)
    lines = [(unit, open_now[unit.pk]) for unit in found]
    context = shell(request, "statement", lines=lines, page=page, unit=begin, may_pay=rules.collect(actor_of(request)))
    return render(request, "fees/units.html", context)


def unit_here(request: HttpRequest, unit_id: UUID) -> Unit:
    """Raises Http404 for another tenant's or estate's."""
    rows = Unit.objects.select_related("estate")
    return get_object_or_404(actor_of(request).among(rows), pk=unit_id)


def in_advance(unit: Unit) -> Decimal:
    """What the unit has paid in advance and not used."""
    return -balance(Book.ADVANCES, unit=unit)


@requires(rules.view_money)
@require_GET
def statement(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """对账单: a unit's bills by month, how each stands, what was paid, and what the ledger says is open."""
    return statement_page(request, unit_here(request, unit_id), ReasonForm(), None)


def statement_page(request: HttpRequest, unit: Unit, form: ReasonForm, chosen: UUID | None) -> HttpResponse:
    actor = actor_of(request)
    receipts = receipts_of(unit)
    context = shell(
        request, "statement", unit=unit, months=months_of(unit), owed=owed(unit), form=form, chosen=chosen,
        kept=in_advance(unit), receipts=receipts, may_run=run_fees(actor), may_pay=rules.collect(actor, unit),
        may_code=rules.collect(actor, unit) and bool(ready()),
        may_grant=rules.grant(actor, unit), may_void=rules.void_receipt(actor, unit),
        just=next((one for one in receipts if one[0].number == request.GET.get("paid", "")), None),
    )  # fmt: skip
    return render(request, "fees/statement.html", context, status=422 if form.errors else 200)


def months_of(unit: Unit) -> list[tuple[date, list[Bill], Decimal]]:
    """(month, bills with their state, sum of those that stand), the newest first."""
    months: dict[date, list[Bill]] = {}
    for bill in with_open(bills_of(unit))[:MOST_BILLS]:
        bill.state = state_of(bill)
        months.setdefault(bill.period, []).append(bill)
    return [
        (month, rows, sum((row.amount for row in rows if not row.reversed_at), ZERO)) for month, rows in months.items()
    ]


def receipts_of(unit: Unit) -> list[tuple[Receipt, list[Any]]]:
    """The unit's latest receipts without a ticket, each with what it paid."""
    rows = Receipt.objects.filter(unit=unit, ticket=None).select_related("void").order_by("-paid_at", "-id")
    found = list(rows[:MOST_RECEIPTS])
    lines = lines_of(found)
    return [(one, lines[one.pk]) for one in found]


@requires(rules.collect)
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, unit_id: UUID) -> HttpResponseBase:
    """A unit's fees are paid at the counter: which bills, how much, how, by whom; then the receipt (R35)."""
    unit = unit_here(request, unit_id)
    rules.collect.demand(actor_of(request), unit)
    due, kept = open_bills(unit.pk), in_advance(unit)
    form = TakeForm(sent(request), initial=begun(unit, due), due=bool(due), kept=kept)
    if form.is_valid():
        with beside(form):
            given = take(unit_id=unit.pk, actor=actor_of(request), **form.cleaned_data)
            return paid(request, given)
    return pay_page(request, unit, form, due, kept)


def begun(unit: Unit, due: list[tuple[Bill, Decimal]]) -> dict[str, Any]:
    """All that is open, by who lives there."""
    total = sum((owed for _bill, owed in due), ZERO)
    # The owner before who rents, and before the family.
    people = Occupant.objects.filter(unit=unit).select_related("resident").order_by("-relation", "pk")
    first = people.first()
    name = first.resident.name if first else ""
    return {"amount": total or None, "payer_name": name, "once": secrets.token_urlsafe(18)}


def paid(request: HttpRequest, given: Receipt) -> HttpResponse:
    """Back to the statement, where the receipt waits to be printed; who may not see that one gets the receipt."""
    if not rules.view_money(actor_of(request)):
        return redirect("receipt", given.number)
    answer = redirect("fees-statement", given.unit_id)
    answer["Location"] += f"?paid={given.number}"
    return answer


def pay_page(
    request: HttpRequest, unit: Unit, form: TakeForm, due: list[tuple[Bill, Decimal]], kept: Decimal
) -> HttpResponse:
    chosen = {str(bill.pk) for bill, _owed in due} if not form.is_bound else set(request.POST.getlist("bills"))
    rows = [(bill, owed, str(bill.pk) in chosen) for bill, owed in due]
    total = sum((owed for _bill, owed, ticked in rows if ticked), ZERO)
    context = shell(request, "statement", unit=unit, rows=rows, total=total, kept=kept, form=form)
    return render(request, "fees/pay.html", context, status=422 if form.errors else 200)
