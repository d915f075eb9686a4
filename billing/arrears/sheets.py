"""Arrears and the collection rate as spreadsheets; however many rows (R38)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.arrears.ageing import Asked, aged
from billing.arrears.enums import Bucket
from billing.arrears.rates import Collected, Rate
from billing.arrears.standing import people_of
from servicedesk.estates.phones import mask

AGED_HEADS = (
    (gettext_lazy("Estate"), 16), (gettext_lazy("Unit"), 14), (gettext_lazy("Resident"), 12),
    (gettext_lazy("Phone"), 14), (gettext_lazy("Overdue sum"), 12), *((one.label, 13) for one in Bucket),
    (gettext_lazy("Not due yet"), 12), (gettext_lazy("Oldest"), 12), (gettext_lazy("Days"), 8),
    (gettext_lazy("Items"), 8),
)  # fmt: skip
BATCH = 500
RATE_HEADS = (
    (gettext_lazy("Estate"), 16), (gettext_lazy("Month"), 14), (gettext_lazy("Billed"), 14),
    (gettext_lazy("Lowered"), 12), (gettext_lazy("Collected"), 14), (gettext_lazy("Unpaid"), 14),
    (gettext_lazy("Rate, %"), 10),
)  # fmt: skip


def aged_rows(asked: Asked) -> Iterator[list[Any]]:
    """The list's rows; who lives there is asked batch by batch."""
    names = {one.pk: one.name for one in asked.estates}
    rows = aged(asked)
    while batch := list(islice(rows, BATCH)):
        people = people_of(one.unit_id for one in batch)
        for one in batch:
            who = people.get(one.unit_id)
            phones = list(who.phones.all()) if who else []
            yield [
                names[one.estate_id], one.code, who.name if who else "", mask(phones[0].number) if phones else "",
                one.owed, *one.sums, one.coming, one.oldest, one.age, one.items,
            ]  # fmt: skip


def rate_rows(found: Iterable[Collected]) -> Iterator[list[Any]]:
    """Each estate's months, its year, and what was left of the years before."""
    for one in found:
        for month, rate in one.months:
            yield [one.estate.name, f"{month:%Y-%m}", *figures(rate)]
        yield [one.estate.name, _("The year"), *figures(one.year)]
        if one.prior:
            left = one.prior - one.cleared
            yield [one.estate.name, _("Years before"), one.prior, "", one.cleared, left, one.cleared_percent]


def figures(rate: Rate) -> list[Any]:
    return [rate.billed, rate.lowered, rate.collected, rate.open, rate.percent]
