"""收费日报: what was received on a day of cash-up, by whom and how; what was undone and handed over (R35, R36)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.cashup.queries import METHOD_OF
from billing.enums import Method
from billing.ledger.enums import Book, Why
from billing.ledger.queries import balances
from billing.models import Amend, CashUp, Entry, Receipt
from billing.money import ZERO
from billing.reports import moves as m
from billing.reports.moves import METHODS, Move, moves, total
from billing.reports.numbers import Numbers, numbers
from billing.reports.proofs import Proof, proofs, same
from billing.reports.scope import Scope
from billing.reports.tables import Column, Line, Report, Table, summed
from servicedesk.people.models import StaffMember

TITLE = gettext_lazy("Daily report")
PROOFS = ("receipts", "voids", "grants", "signed", "handed")
STATES = {
    "handed": gettext_lazy("waits for finance"), "objected": gettext_lazy("waits for the collector"),
    "closed": gettext_lazy("counted and closed"),
}  # fmt: skip
BY_COLLECTOR = (
    Column("taken", gettext_lazy("Money received")), Column("voided", gettext_lazy("Voided")),
    Column("paid_out", gettext_lazy("Given back")), Column("on_account", gettext_lazy("Of it on account")),
    Column("due", gettext_lazy("To hand over")), Column("handed", gettext_lazy("Handed over")),
    Column("off", gettext_lazy("Difference")), Column("held", gettext_lazy("Cash still held")),
    Column("state", gettext_lazy("Cash-up"), "text"),
)  # fmt: skip
PAPERS = (
    Column("what", gettext_lazy("What"), "text"), Column("amount", gettext_lazy("Amount")),
    Column("by", gettext_lazy("By"), "text"), Column("reason", gettext_lazy("Reason"), "words"),
)  # fmt: skip


@dataclass(frozen=True)
class Balances:
    """At the end of the last day, as the ledger has it now (a day cashed up later counts as done): cash in each hand,
    and what is kept in advance for residents.
    """

    held: dict[UUID, Decimal]
    advances: Decimal


def balances_of(scope: Scope) -> Balances:
    about = {"account__key__in": (Book.CASH, Book.ADVANCES), "estate__in": list(scope.estates), "until": scope.until}
    rows = balances("account__key", "staff", **about)
    held = {row["staff"]: row["sum"] for row in rows if row["account__key"] == Book.CASH}
    advances = (row["sum"] for row in rows if row["account__key"] == Book.ADVANCES)
    return Balances(held, -sum(advances, ZERO))


def daily(scope: Scope) -> Report:
    """The report of a day of one estate, or of several together."""
    found = moves(scope)
    kept = balances_of(scope)
    return Report(
        "daily", TITLE, scope, lambda: tables(scope, found, kept),
        lambda: [*proofs(PROOFS, scope), settles(found)], lambda: facts(numbers(scope), kept),
    )  # fmt: skip


def tables(scope: Scope, found: Sequence[Move], kept: Balances) -> list[Table]:
    sheets = handed_over(scope)
    people = collectors(found, [*sheets, *kept.held])
    return [methods_table(found, people), people_table(found, people, sheets, kept.held), papers_table(scope)]


def settles(found: Iterable[Move]) -> Proof:
    """Money received less voids is what was settled or is kept in advance: each entry has two sides."""
    rows = list(found)
    received = total(rows, m.taken) - total(rows, m.voided)
    return same("settled", _("Received, and what it settled"), received, total(rows, m.settled))


def collectors(found: Iterable[Move], others: Iterable[UUID]) -> dict[UUID | None, str]:
    """Who took or gave back money on that day, handed some over, or still holds some; None: reported by a provider."""
    keys = {one.staff_id for one in found if m.taken(one) or m.voided(one) or m.paid_out(one)} | set(others)
    rows = StaffMember.objects.filter(pk__in=[key for key in keys if key]).order_by("employee_no")
    names: dict[UUID | None, str] = {one.pk: one.name for one in rows}
    return names | ({None: _("Reported by the provider")} if None in keys else {})


def methods_table(found: Sequence[Move], people: dict[UUID | None, str]) -> Table:
    """Received, by collector and method; methods that nobody used are left out."""
    used = [book for book in METHODS if total((one for one in found if one.account == book), m.taken)]
    columns = (
        Column("receipts", _("Receipts"), "count"),
        *(Column(str(METHODS[book]), METHODS[book].label) for book in used), Column("taken", _("Money received")),
    )  # fmt: skip
    lines = []
    for key, name in people.items():
        mine = [one for one in found if one.staff_id == key]
        cells: dict[str, Any] = {
            str(METHODS[book]): total((one for one in mine if one.account == book), m.taken) for book in used
        }
        cells |= {"receipts": sum(map(m.receipts, mine)), "taken": total(mine, m.taken)}
        if cells["receipts"]:
            lines.append(Line(name, cells))
    return Table(
        "methods", _("Received, by collector and method"), _("Collector"), columns, [*lines, summed(lines, columns)]
    )


@dataclass(frozen=True)
class Handed:
    """A collector's sheets of these days."""

    amount: Decimal
    off: Decimal
    state: str


def handed_over(scope: Scope) -> dict[UUID, Handed]:
    """By collector: what he stated, the difference, and how far the sheet is."""
    sheets = CashUp.objects.filter(estate__in=scope.estates, day__range=(scope.since, scope.until))
    found: dict[UUID, Handed] = {}
    for one in sheets.prefetch_related("lines").order_by("handed_at"):
        amount = sum((line.handed for line in one.lines.all()), ZERO)
        before = found.get(one.collector_id, Handed(ZERO, ZERO, one.state))
        state = one.state if before.state == "closed" else before.state
        found[one.collector_id] = Handed(before.amount + amount, before.off + one.difference, state)
    return found


def people_table(
    found: Sequence[Move], people: dict[UUID | None, str], sheets: dict[UUID, Handed], holds: dict[UUID, Decimal]
) -> Table:
    """What each must hand over against what he did, and the cash that is still in his hand (R36)."""
    lines = []
    for key, name in people.items():
        mine = [one for one in found if one.staff_id == key]
        sheet = sheets.get(key) if key else None
        owes = any(m.net(one) or m.taken(one) for one in mine if one.account in METHOD_OF)
        on_account = total((one for one in mine if one.account == Book.ADVANCES), m.net)
        due = total((one for one in mine if one.account in METHOD_OF), m.net)
        cells: dict[str, Any] = {
            "taken": total(mine, m.taken), "voided": total(mine, m.voided), "paid_out": total(mine, m.paid_out),
            "on_account": on_account, "due": due if key else None,
            "handed": sheet.amount if sheet else None, "off": sheet.off if sheet else None,
            "held": holds.get(key, ZERO) if key else None,
            "state": STATES[sheet.state] if sheet else _("not handed over") if key and owes else "",
        }  # fmt: skip
        lines.append(Line(name, cells))
    title = _("Handed over, and still with collectors")
    return Table("collectors", title, _("Collector"), BY_COLLECTOR, [*lines, summed(lines, BY_COLLECTOR)])


def papers_table(scope: Scope) -> Table:
    """Each void receipt and each grant of the day, by its number."""
    entries = Entry.objects.filter(estate__in=scope.estates, day__range=(scope.since, scope.until))
    entries = entries.filter(Q(reverses__why=Why.PAYMENT) | Q(why__in=m.GRANTS))
    rows = list(entries.values_list("reverses__source", "source", "actor_name", "reason"))
    undone = [(source, by, why) for source, _own, by, why in rows if source]
    lines = [*void_lines(undone), *grant_lines([own for source, own, _by, _why in rows if not source])]
    return Table("papers", _("Voided and granted"), _("Number"), PAPERS, lines)


def void_lines(undone: Sequence[tuple[str, str, str]]) -> list[Line]:
    keys = {source.removeprefix("receipt:"): (by, why) for source, by, why in undone}
    rows = Receipt.objects.filter(pk__in=keys).select_related("void").order_by("number")
    return [
        Line(one.number, {
            "what": _("Void, {method}").format(method=Method(one.method).label), "amount": -one.amount,
            "by": keys[str(one.pk)][0], "reason": keys[str(one.pk)][1],
        }) for one in rows
    ]  # fmt: skip


def grant_lines(sources: Iterable[str]) -> list[Line]:
    keys = [source.removeprefix("amend:") for source in sources]
    return [
        Line(one.number, {
            "what": " ".join(filter(None, (str(one.get_kind_display()), one.method and str(one.get_method_display())))),
            "amount": -one.amount, "by": one.asked_by_name, "reason": one.reason,
        }) for one in Amend.objects.filter(pk__in=keys).order_by("number")
    ]  # fmt: skip


def facts(found: Sequence[Numbers], kept: Balances) -> list[tuple[Any, Any]]:
    """First and last number and that none is missing; what is kept in advance for residents."""
    said = [(_("Receipts"), in_words(one)) for one in found] or [(_("Receipts"), _("none"))]
    return [*said, (_("Kept in advance"), kept.advances)]


def in_words(one: Numbers) -> str:
    words = _("{first} – {last}, {n} receipts").format(first=one.first, last=one.last, n=one.mine)
    gap = _("{n} numbers are missing").format(n=one.missing) if one.missing else _("no number is missing")
    other = _("{n} between them belong to another day").format(n=one.others) if one.others else ""
    return " · ".join(filter(None, (words, gap, other)))
