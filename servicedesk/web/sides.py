"""The side navigation of the rooms that have several pages: settings, billing, fees. An entry stands there for whom the
rule of its own page lets in; nothing else says who sees it.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from servicedesk.web.context import COUNTS, open_url

# A room -> its name, and its entries: url name, section (what the page says of itself), icon, words.
SIDES: dict[str, tuple[Any, tuple[tuple[str, str, str, Any], ...]]] = {
    "settings": (_("Settings"), (
        ("settings", "policies", "clock", _("Time limits")),
        ("settings-calendar", "calendar", "calendar-event", _("Working days")),
        ("settings-stops", "stops", "player-pause", _("Pauses, quiet hours")),
        ("settings-staff", "staff", "users", _("Staff")),
        ("settings-skills", "skills", "tools", _("Skills")),
        ("settings-superiors", "superiors", "sitemap", _("Superiors")),
        ("settings-causes", "causes", "zoom-exclamation", _("Causes")),
        ("settings-parts", "parts", "package", _("Parts")),
        ("settings-checklists", "checklists", "checklist", _("Checklists")),
        ("settings-phrases", "phrases", "message", _("Phrases and numbers")),
        ("settings-estates", "estates", "building-community", _("Estates")),
        ("settings-claims", "claims", "hand-grab", _("Claim pool")),
        ("settings-windows", "windows", "calendar-time", _("Appointment windows")),
        ("settings-arrears", "arrears", "mail", _("Arrears")),
        ("settings-money", "money", "coin-yuan", _("Grants of money")),
        ("settings-callbacks", "callbacks", "phone-check", _("Callbacks")),
        ("settings-keys", "keys", "key", _("Other systems")),
        ("settings-security", "security", "shield-lock", _("Company security")),
    )),
    "billing": (_("Billing"), (
        ("billing", "today", "coin-yuan", _("Price list")),
        ("billing-prices", "versions", "history", _("Versions")),
        ("billing-reviews", "reviews", "checks", _("Fee reviews")),
        ("billing-warranties", "warranties", "shield-check", _("Developer's warranty")),
        ("billing-receipts", "receipts", "receipt", _("Receipts")),
        ("billing-cash-up", "own", "cash", _("My cash-up")),
        ("billing-cash-ups", "cash-ups", "checklist", _("Cash-ups")),
        ("billing-amends", "amends", "receipt-refund", _("Granted")),
        ("billing-reconciliations", "reconciliations", "table-export", _("Reconciliation")),
        ("billing-notices", "notices", "question-mark", _("Not assigned")),
        ("billing-settlements", "settlements", "cash-banknote", _("Into the bank")),
        ("billing-report-daily", "report-daily", "calendar-event", _("Daily report")),
        ("billing-report-monthly", "report-monthly", "chart-bar", _("Monthly report")),
        ("billing-report-receivables", "report-receivables", "file-invoice", _("Receivables")),
        ("billing-report-trial", "report-trial", "scale", _("Trial balance")),
    )),
    "fees": (_("Fees"), (
        ("fees", "fees", "coin-yuan", _("Fees and rates")),
        ("fees-readings", "readings", "droplet", _("Meter readings")),
        ("fees-runs", "runs", "receipt-2", _("Billing runs")),
        ("fees-units", "statement", "file-invoice", _("Statements")),
        ("fees-arrears", "arrears", "hourglass", _("Arrears")),
        ("fees-promises", "promises", "calendar-check", _("Promises to pay")),
        ("fees-reminders", "reminders", "mail", _("Reminders")),
        ("fees-collection", "collection", "chart-bar", _("Collection rate")),
    )),
}  # fmt: skip


@dataclass(frozen=True)
class SideItem:
    """One entry, with the figure beside it (COUNTS of servicedesk/web/context.py)."""

    url: str
    icon: str
    label: Any
    count: int
    current: bool


def side_of(request: HttpRequest, room: str, section: str) -> dict[str, Any]:
    """A room's name and the entries that this person may open; `section` is the lit one. The figure of the room itself
    stands in the rail, not beside the page that has its name.
    """
    name, entries = SIDES[room]
    opened = ((entry, open_url(request, entry[0])) for entry in entries)
    items = [
        SideItem(url, icon, label, COUNTS[name](request) if name in COUNTS and name != room else 0, its == section)
        for (name, its, icon, label), url in opened
        if url
    ]
    return {"name": name, "items": items}
