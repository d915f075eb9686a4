"""Reads of the price list: which version holds when, an estate's list on a day, what a version changes (R33)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from billing.enums import ListState
from billing.models import PriceItem, PriceVersion
from servicedesk.people.principal import Principal

COMPARED = ("name", "unit", "labour", "parts", "included", "warranty_days", "note")


def named(version: PriceVersion) -> str:
    """第 3 版 · 和景雅苑."""
    where = version.estate.name if version.estate else _("the whole company")
    return _("version {n} · {where}").format(n=version.number, where=where)


def seen_by(actor: Principal) -> QuerySet[PriceVersion]:
    """The company's versions and those of the estates that this person sees."""
    rows = PriceVersion.objects.select_related("estate")
    return actor.among(rows, with_all=True)


def on_day(day: date) -> Q:
    return Q(state=ListState.PUBLISHED, valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


@dataclass(frozen=True)
class Holding:
    """What is told in an estate on a day: the company's version, the estate's, and the items of both by code."""

    company: PriceVersion | None = None
    own: PriceVersion | None = None
    items: list[PriceItem] = field(default_factory=list)

    def item(self, item_id: UUID) -> PriceItem | None:
        return next((one for one in self.items if one.pk == item_id), None)


def holding(estate_id: UUID | None, day: date) -> Holding:
    """The list of an estate: its own items, and of the company's those whose code it does not have itself."""
    scope = Q(estate=None) if estate_id is None else Q(estate=None) | Q(estate_id=estate_id)
    versions = list(PriceVersion.objects.select_related("estate").filter(scope, on_day(day)))
    company = next((one for one in versions if one.estate_id is None), None)
    own = next((one for one in versions if one.estate_id is not None), None)
    items: dict[str, PriceItem] = {}
    for item in PriceItem.objects.filter(version__in=versions).select_related("version__estate"):
        code = item.code.casefold()
        if code not in items or item.version.estate_id is not None:
            items[code] = item
    return Holding(company, own, [items[code] for code in sorted(items)])


def found(items: Iterable[PriceItem], words: str) -> list[PriceItem]:
    """Those whose code begins so, or whose name or pinyin has it."""
    word = words.strip().casefold()
    return [one for one in items if matches(one, word)] if word else list(items)


def matches(item: PriceItem, word: str) -> bool:
    return item.code.casefold().startswith(word) or word in item.name.casefold() or word in item.pinyin


@dataclass(frozen=True)
class Difference:
    """One code in two versions. kind: new, gone, changed."""

    kind: str
    code: str
    before: PriceItem | None
    after: PriceItem | None
    fields: Sequence[str] = ()


def previous(version: PriceVersion) -> PriceVersion | None:
    """The version before, whose prices were told until then."""
    rows = PriceVersion.objects.filter(estate_id=version.estate_id, number__lt=version.number)
    return rows.filter(state=ListState.PUBLISHED).order_by("-number").first()


def compared(version: PriceVersion, other: PriceVersion | None) -> list[Difference]:
    """What `version` says otherwise than the one before, by code."""
    after = {one.code.casefold(): one for one in version.items.all()}
    before = {one.code.casefold(): one for one in other.items.all()} if other else {}
    pairs = [(code, before.get(code), after.get(code)) for code in sorted(before.keys() | after.keys())]
    return [one for code, old, new in pairs if (one := difference(code, old, new)) is not None]


def difference(code: str, old: PriceItem | None, new: PriceItem | None) -> Difference | None:
    if old is None or new is None:
        item: Any = old or new
        return Difference("new" if old is None else "gone", item.code, old, new)
    fields = [name for name in COMPARED if getattr(old, name) != getattr(new, name)]
    return Difference("changed", new.code, old, new, fields) if fields else None
