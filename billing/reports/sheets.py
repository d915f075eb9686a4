"""A report as a spreadsheet: its tables and its proofs, the figures of the page (R39)."""

from typing import IO, Any

from django.utils.translation import gettext as _

from billing.reports.proofs import Difference
from billing.reports.tables import Report, Table
from servicedesk.sheets.figures import Page, workbook
from servicedesk.timers.now import now

WIDTHS = {"money": 15, "count": 10, "text": 20, "words": 36}


def book(report: Report) -> IO[bytes]:
    """One sheet for each table, and the last says whether it agrees with the ledger."""
    return workbook([*(page(report, one) for one in report.tables), proof_page(report)])


def above(report: Report) -> list[tuple[Any, ...]]:
    """What the report is about; that its days are not over; what stands above its tables."""
    scope = report.scope
    names = "、".join(one.name for one in scope.estates)
    days = f"{scope.since}" if scope.since == scope.until else f"{scope.since} – {scope.until}"
    so_far = _("not over yet, so far") if scope.running else ""
    return [(str(report.title), names, days, so_far, now()), *report.facts, ()]


def page(report: Report, table: Table) -> Page:
    heads = [(str(table.head), 28), *((str(one.words), WIDTHS[one.kind]) for one in table.columns)]
    rows = [(indented(line.name, line.look), *(value for _one, value in cells)) for line, cells in table.body]
    strong = frozenset(n for n, line in enumerate(table.lines) if line.look in ("sum", "group"))
    return Page(str(table.title), heads, rows, above(report), strong)


def indented(name: str, look: str) -> str:
    return f"　{name}" if look == "part" else name


def proof_page(report: Report) -> Page:
    heads = [
        (_("What is compared"), 34), (_("On paper"), 15), (_("In the ledger"), 15), (_("Difference"), 15),
        (_("Number of papers"), 10),
    ]  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for one in report.proofs:
        rows.append((str(one.words), one.paper, one.posted, one.difference, one.papers))
        rows += [(f"　{said(each)}", each.paper, each.posted) for each in one.differences]
    return Page(_("Agreement with the ledger"), heads, rows, above(report))


def said(one: Difference) -> str:
    return f"{one.name} ({one.account})" if one.book else one.name
