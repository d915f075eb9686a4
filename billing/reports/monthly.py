"""收费月报: charged, received, granted, voided in a month, against the one before: by item, method, collector (R39)."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.ledger.enums import Book, Why
from billing.models import Fee
from billing.money import ZERO
from billing.reports import moves as m
from billing.reports.daily import settles
from billing.reports.moves import CHARGES, METHODS, Measure, Move, moves, total
from billing.reports.proofs import Proof, proofs, same
from billing.reports.scope import Scope, before
from billing.reports.tables import Column, Line, Report, Table, summed
from servicedesk.people.models import StaffMember

TITLE = gettext_lazy("Monthly report")
GROUPINGS = {
    "item": gettext_lazy("By item"), "method": gettext_lazy("By method"), "collector": gettext_lazy("By collector"),
}  # fmt: skip
PROOFS = ("receipts", "voids", "grants", "handed", "told", "bills", "reversed")
BEARERS = (Book.RECEIVABLE, Book.DEVELOPER, Book.COMMON_FUND, Book.REPAIR_FUND, Book.COMPANY)
SUMMARY = (
    Column("now", gettext_lazy("This month")), Column("then", gettext_lazy("Month before")),
    Column("change", gettext_lazy("More or less")),
)  # fmt: skip
ITEMS = (
    Column("charged", gettext_lazy("Charged")), Column("taken_back", gettext_lazy("Taken back")),
    Column("net", gettext_lazy("Net")), Column("net_before", gettext_lazy("Month before")),
    Column("settled", gettext_lazy("Collected")), Column("settled_before", gettext_lazy("Month before")),
    Column("granted", gettext_lazy("Discounts and refunds")),
)  # fmt: skip
MONEY = (
    Column("receipts", gettext_lazy("Receipts"), "count"), Column("taken", gettext_lazy("Money received")),
    Column("voids", gettext_lazy("Void receipts"), "count"), Column("voided", gettext_lazy("Voided")),
    Column("paid_out", gettext_lazy("Given back")), Column("net", gettext_lazy("Net")),
    Column("net_before", gettext_lazy("Month before")), Column("change", gettext_lazy("More or less")),
)  # fmt: skip
Rows = Sequence[Move]


def monthly(scope: Scope) -> Report:
    """The report of a month, of one estate or several together: a summary, the three groupings, who bears it."""
    now, then = moves(scope), moves(before(scope))
    drawn = (summary, items_table, bearers_table, methods_table, collectors_table)
    return Report(
        "monthly", TITLE, scope, lambda: [draw(now, then) for draw in drawn],
        lambda: [*proofs(PROOFS, scope), settles(now), *inner(now)],
    )  # fmt: skip


def inner(now: Rows) -> list[Proof]:
    """What the groupings come to: each is the same money, seen from another side."""
    earned = total(now, m.charged) - total(now, m.taken_back)
    borne = total(now, bears)
    return [same("borne", _("Charged, and who bears it"), earned, borne)]


def bears(one: Move) -> Decimal:
    """What a price or a fee puts upon somebody: a resident, the developer, a fund, the company."""
    return one.debit - one.credit if one.why in CHARGES and one.account in BEARERS else ZERO


def charged_net(one: Move) -> Decimal:
    return m.charged(one) - m.taken_back(one)


def granted_as(kind: str) -> Measure:
    return lambda one: m.granted(one) if one.why == kind else ZERO


def summary(now: Rows, then: Rows) -> Table:
    """The figures of the month in a few lines."""
    measures: list[tuple[str, Measure, str]] = [
        (_("Charged"), charged_net, ""), (_("Money received"), lambda one: m.taken(one) - m.voided(one), ""),
        (_("Discounts and refunds"), m.granted, "group"),
        *((str(why.label), granted_as(why), "part") for why in m.GRANTS),
        (_("Voided"), m.voided, ""),
    ]  # fmt: skip
    lines = []
    for words, measure, look in measures:
        pair = total(now, measure), total(then, measure)
        lines.append(Line(words, {"now": pair[0], "then": pair[1], "change": pair[0] - pair[1]}, look))
    return Table("summary", _("Summary"), _("Figure"), SUMMARY, lines)


def item_cells(now: Iterable[Move], then: Iterable[Move], *, paid: bool = True) -> dict[str, Any]:
    """`paid`: whether money can be told apart here; a receipt pays a ticket, not one of its items."""
    rows, old = list(now), list(then)
    cells: dict[str, Any] = {
        "charged": total(rows, m.charged), "taken_back": total(rows, m.taken_back), "net": total(rows, charged_net),
        "net_before": total(old, charged_net),
    }  # fmt: skip
    if paid:
        cells |= {
            "settled": total(rows, m.settled), "settled_before": total(old, m.settled),
            "granted": total(rows, m.granted),
        }  # fmt: skip
    return cells


def items_table(now: Rows, then: Rows) -> Table:
    """Services of tickets item by item, recurring fees fee by fee, and what was paid in advance."""
    services = [one for one in now if one.ticket], [one for one in then if one.ticket]
    lines = [Line(_("Ticket services"), item_cells(*services), "group"), *service_lines(*services)]
    fees = [one for one in now if not one.ticket], [one for one in then if not one.ticket]
    lines += [Line(_("Recurring fees"), item_cells(*fees), "group"), *fee_lines(*fees)]
    return Table("items", _("By item and fee"), _("Item"), ITEMS, [*lines, summed(lines, ITEMS)])


def service_lines(now: Rows, then: Rows) -> list[Line]:
    """Each item that was charged in either month, by its name as it was told."""
    names = sorted({one.item for one in (*now, *then) if m.charged(one) or m.taken_back(one)})
    return [
        Line(name or _("Without a name"), item_cells(
            (one for one in now if one.item == name), (one for one in then if one.item == name), paid=False), "part")
        for name in names
    ]  # fmt: skip


def fee_lines(now: Rows, then: Rows) -> list[Line]:
    """Each fee. What it earned is posted to its account without a bill: it is read off what its bills ask for."""
    names = fee_names({one.fee_id for one in (*now, *then) if one.fee_id})
    lines = [
        Line(name, fee_cells([one for one in now if one.fee_id == key], [one for one in then if one.fee_id == key]),
             "part")
        for key, name in names.items()
    ]  # fmt: skip
    bare = [one for one in now if not one.fee_id], [one for one in then if not one.fee_id]
    kept = [[one for one in rows if one.account == Book.ADVANCES] for rows in bare]
    other = [[one for one in rows if one.account != Book.ADVANCES] for rows in bare]
    for words, pair in ((_("Kept in advance"), kept), (_("Without a bill"), other)):
        cells = fee_cells(*pair)
        if any(cells.values()):
            lines.append(Line(words, cells, "part"))
    return lines


def fee_cells(now: Rows, then: Rows) -> dict[str, Any]:
    """By the receivable, as its lines name the bill."""

    def of(rows: Rows, measure: Callable[[Move], Decimal]) -> Decimal:
        mine = (one for one in rows if one.account == Book.RECEIVABLE and one.why == Why.FEES)
        return sum(map(measure, mine), ZERO)

    up, back = of(now, lambda one: one.debit), of(now, lambda one: one.credit)
    return {
        "charged": up, "taken_back": back, "net": up - back, "net_before": of(then, lambda one: one.debit - one.credit),
        "settled": total(now, m.settled), "settled_before": total(then, m.settled), "granted": total(now, m.granted),
    }  # fmt: skip


def fee_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    rows = Fee.objects.filter(pk__in=list(keys)).select_related("estate").order_by("code", "pk")
    found = list(rows)
    twice = {one.code for one in found if sum(other.code == one.code for other in found) > 1}
    # An estate's own fee stands beside the company's of the same name.
    return {
        one.pk: f"{one.name} ({one.estate.name})" if one.code in twice and one.estate else one.name for one in found
    }


def bearers_table(now: Rows, then: Rows) -> Table:
    """Who bears what was charged (R34)."""
    lines = []
    for book in BEARERS:
        pair = [total((one for one in rows if one.account == book), bears) for rows in (now, then)]
        if any(pair):
            lines.append(Line(str(book.label), {"now": pair[0], "then": pair[1], "change": pair[0] - pair[1]}))
    return Table("bearers", _("Who bears it"), _("Ledger account"), SUMMARY, [*lines, summed(lines, SUMMARY)])


def money_cells(now: Iterable[Move], then: Iterable[Move]) -> dict[str, Any]:
    rows = list(now)
    mine, old = total(rows, m.net), total(then, m.net)
    return {
        "receipts": sum(map(m.receipts, rows)), "taken": total(rows, m.taken), "voids": sum(map(m.voids, rows)),
        "voided": total(rows, m.voided), "paid_out": total(rows, m.paid_out), "net": mine, "net_before": old,
        "change": mine - old,
    }  # fmt: skip


def money_table(name: str, title: str, head: str, parts: Iterable[tuple[str, Rows, Rows]]) -> Table:
    lines = [Line(words, cells) for words, now, then in parts if any((cells := money_cells(now, then)).values())]
    return Table(name, title, head, MONEY, [*lines, summed(lines, MONEY)])


def methods_table(now: Rows, then: Rows) -> Table:
    parts = [
        (str(method.label), [one for one in now if one.account == book], [one for one in then if one.account == book])
        for book, method in METHODS.items()
    ]
    return money_table("methods", _("By method"), _("How"), parts)


def collectors_table(now: Rows, then: Rows) -> Table:
    """Who took it; what a provider reported has no collector."""
    keys = {one.staff_id for one in (*now, *then) if m.is_money(one) or m.paid_out(one)}
    people = StaffMember.objects.filter(pk__in=[key for key in keys if key]).order_by("employee_no")
    names: dict[UUID | None, str] = {one.pk: one.name for one in people}
    names |= {None: _("Reported by the provider")} if None in keys else {}
    parts = [
        (name, [one for one in now if one.staff_id == key], [one for one in then if one.staff_id == key])
        for key, name in names.items()
    ]
    return money_table("collectors", _("By collector"), _("Collector"), parts)
