"""What a resident reads: the words of a reminder, filled in by name, and the lines of what is owed (R38)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.arrears.ageing import Item
from billing.arrears.standing import Standing
from billing.arrears.terms import BRACES, PAY, Stage
from billing.money import ZERO


@dataclass(frozen=True)
class Line:
    """Several months of one fee, or one ticket: what it is, from when to when, how many bills, what is open."""

    what: str
    first: str
    last: str
    count: int
    amount: Decimal

    def plain(self) -> dict[str, Any]:
        """As it is kept with a reminder."""
        return {
            "what": self.what, "first": self.first, "last": self.last, "count": self.count, "amount": str(self.amount)
        }  # fmt: skip


def lines_of(items: Iterable[Item]) -> list[Line]:
    """By fee, in months; services by their day, each for itself. In the active language."""
    bills = sorted((one for one in items if one.bill_id), key=lambda one: (one.fee, one.due))
    found = []
    for fee, group in groupby(bills, key=lambda one: one.fee):
        of_fee = list(group)
        months = sorted(f"{one.period:%Y-%m}" for one in of_fee)
        found.append(Line(fee, months[0], months[-1], len(of_fee), total(of_fee)))
    for one in items:
        if one.bill_id is None:
            day = one.due.isoformat()
            found.append(Line(_("Service") if one.ticket_id else _("Other"), day, day, 1, one.amount))
    return found


def total(items: Iterable[Item]) -> Decimal:
    return sum((one.amount for one in items), ZERO)


def since(items: Iterable[Item], language: str) -> str:
    """The oldest month, or day, as it is said in a sentence."""
    first = min(items, key=lambda one: one.due)
    day = first.period or first.due
    if language == "en":
        return f"{day:%Y-%m}" if first.period else f"{day:%Y-%m-%d}"
    return f"{day.year}年{day.month}月" + ("" if first.period else f"{day.day}日")


def written(standing: Standing, stage: Stage, language: str) -> str:
    """The reminder's words in a language, with this moment's figures."""
    with override(language):
        return filled(stage.text(language), facts(standing, language))


def facts(standing: Standing, language: str) -> dict[str, str]:
    """What the placeholders stand for. In the active language."""
    unit, row, who = standing.unit, standing.terms.row, standing.resident
    pay = row.pay_en if language == "en" else row.pay_zh
    called = (who.salutation or who.name) if who else ""
    return {
        "resident": called or _("owner"), "unit": unit.code, "amount": f"¥{standing.owed:,.2f}",
        "since": since(standing.overdue, language), "pay": pay or str(PAY),
        "phone": row.phone or unit.estate.desk_phone or _("the service desk"), "estate": unit.estate.name,
        "company": unit.estate.tenant.name,
    }  # fmt: skip


def filled(text: str, values: dict[str, str]) -> str:
    """By name only; what is not known stays as it was written."""
    return BRACES.sub(lambda found: values.get(found.group(1), found.group(0)), text)
