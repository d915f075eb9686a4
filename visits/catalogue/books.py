"""Causes, parts and checklists as tables that go out and come in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.books import known_skills
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from servicedesk.sheets.book import CHANGED, NEW, SAME, WRONG, Book, Line, each, twice
from visits.catalogue.actions import LONGEST_LINE, keep, lay_down
from visits.models import Cause, CheckLine, ChecklistVersion, StockPart

Rows = list[tuple[int, list[str]]]


def yes(flag: bool) -> str:
    return _("yes") if flag else _("no")


def is_yes(cell: str, default: bool = False) -> bool:
    """yes, 是, 1, x, √; an empty cell is the default. Raises ValueError for other words."""
    word = cell.strip().casefold()
    if not word:
        return default
    if word in {_("yes").casefold(), "yes", "y", "1", "x", "true", "√", "✓", "是"}:
        return True
    if word in {_("no").casefold(), "no", "n", "0", "false", "否"}:
        return False
    raise ValueError(cell)


def skill_of(cell: str) -> str:
    """A kind of work by its word or code; '' for all. Raises ValueError."""
    word = cell.strip().casefold()
    if not word or word == _("all kinds of work").casefold():
        return ""
    known = known_skills()
    if word not in known:
        raise ValueError(cell)
    return known[word]


def skill_word(skill: str) -> str:
    return str(Skill(skill).label) if skill else ""


def cause_rows() -> Iterator[Sequence[Any]]:
    for one in Cause.objects.order_by("code"):
        yield one.code, one.name, skill_word(one.skill), yes(one.active)


def cause_values(cells: list[str]) -> dict[str, Any]:
    return {"code": cells[0], "name": cells[1], "skill": skill_of(cells[2]), "active": is_yes(cells[3], default=True)}


def part_rows() -> Iterator[Sequence[Any]]:
    for one in StockPart.objects.order_by("code"):
        yield one.code, one.name, one.unit, one.price, yes(one.active)


def part_values(cells: list[str]) -> dict[str, Any]:
    """Raises ValueError for a price that is none (R39)."""
    try:
        price = Decimal((cells[3] or "0").replace(",", "").replace("¥", "").strip())
    except InvalidOperation as wrong:
        raise ValueError(cells[3]) from wrong
    if not price.is_finite() or price < 0 or price >= 10**8 or price != price.quantize(Decimal("0.01")):
        raise ValueError(cells[3])
    return {
        "code": cells[0], "name": cells[1], "unit": cells[2], "price": price, "active": is_yes(cells[4], default=True),
    }  # fmt: skip


class Entries:
    """How rows of one model are judged and written; a row is known by its code."""

    def __init__(self, model: Any, values: Any) -> None:
        self.model, self.values = model, values

    def judge(self, rows: Rows) -> list[Line]:
        known = {one.code.casefold(): one for one in self.model.objects.all()}
        codes, names = twice(rows, 0), twice(rows, 1)
        taken = {one.name.casefold(): one.code.casefold() for one in known.values()}
        return [self.line(number, cells, known, taken, number in codes | names) for number, cells in rows]

    def line(self, number: int, cells: list[str], known: dict[str, Any], taken: dict[str, str], again: bool) -> Line:
        try:
            values = self.values(cells)
        except ValueError as wrong:
            return Line(number, cells, WRONG, _("“{value}” is not known.").format(value=wrong.args[0]))
        if error := self.wrong(values, taken, again):
            return Line(number, cells, WRONG, error)
        entry = known.get(values["code"].casefold())
        if entry is None:
            return Line(number, cells, NEW)
        same = all(getattr(entry, name) == value for name, value in values.items())
        return Line(number, cells, SAME if same else CHANGED)

    def wrong(self, values: dict[str, Any], taken: dict[str, str], again: bool) -> str:
        """Why the row cannot be written; '' when it can."""
        for name in ("code", "name", "unit"):
            longest = self.model._meta.get_field(name).max_length if name in values else 0
            if name in values and (len(values[name]) > longest or (name != "unit" and not values[name])):
                return _("Between 1 and {n} characters.").format(n=longest)
        if again:
            return _("This code or name stands twice.")
        owner = taken.get(values["name"].casefold())
        if owner is not None and owner != values["code"].casefold():
            return _("{code} has this name already.").format(code=owner)
        return ""

    def write(self, actor: Principal, cells: list[str]) -> None:
        values = self.values(cells)
        found = self.model.objects.filter(code__iexact=values["code"]).first()
        keep(actor=actor, model=self.model, values=values, entry_id=found.pk if found else None)


def current_lists() -> dict[str, list[CheckLine]]:
    """{kind of work: the lines that hold now}."""
    versions = ChecklistVersion.objects.filter(checklist__active=True).select_related("checklist").order_by("number")
    return {version.checklist.skill: version.read for version in versions}


def checklist_rows() -> Iterator[Sequence[Any]]:
    for skill, lines in sorted(current_lists().items()):
        for line in lines:
            when = _("at the end") if line.at_end else _("at the door")
            yield skill_word(skill) or _("all kinds of work"), when, line.text, yes(line.needed)


def line_of(cells: list[str]) -> tuple[str, CheckLine]:
    """Raises ValueError naming the cell that cannot be read."""
    when = cells[1].strip().casefold()
    ends = {_("at the end").casefold(): True, _("at the door").casefold(): False}
    if when not in ends or not 0 < len(cells[2].strip()) <= LONGEST_LINE:
        raise ValueError(cells[1] if when not in ends else cells[2])
    return skill_of(cells[0]), CheckLine("", cells[2].strip(), is_yes(cells[3]), ends[when])


def judge_lists(rows: Rows) -> list[Line]:
    """Row by row; a kind of work whose lines are all as they stand is left alone."""
    read: dict[int, tuple[str, CheckLine]] = {}
    lines: dict[int, Line] = {}
    for number, cells in rows:
        try:
            read[number] = line_of(cells)
        except ValueError as wrong:
            words = _("“{value}” is not known.").format(value=wrong.args[0] if wrong.args else "")
            lines[number] = Line(number, cells, WRONG, words)
    wanted, present = grouped(list(read.values())), current_lists()
    for number, cells in rows:
        if number in read:
            skill = read[number][0]
            same = [plain(one) for one in wanted[skill]] == [plain(one) for one in present.get(skill, [])]
            lines[number] = Line(number, cells, SAME if same else CHANGED if skill in present else NEW)
    return [lines[number] for number, _cells in rows]


def grouped(found: Sequence[tuple[str, CheckLine]]) -> dict[str, list[CheckLine]]:
    """{kind of work: its lines}, the door's before the end's."""
    lists: dict[str, list[CheckLine]] = {}
    for skill, line in found:
        lists.setdefault(skill, []).append(line)
    return {skill: sorted(lines, key=lambda line: line.at_end) for skill, lines in lists.items()}


def plain(line: CheckLine) -> tuple[str, bool, bool]:
    return line.text, line.needed, line.at_end


def write_lists(actor: Principal, lines: list[Line]) -> None:
    changed = [line_of(line.cells) for line in lines if line.effect != SAME]
    for skill, wanted in grouped(changed).items():
        lay_down(actor=actor, skill=skill, lines=wanted)


CODE, NAME, KIND = gettext_lazy("Entry code"), gettext_lazy("Entry name"), gettext_lazy("Kind of work")
IN_USE = gettext_lazy("In use")
CAUSE_ENTRIES, PART_ENTRIES = Entries(Cause, cause_values), Entries(StockPart, part_values)
CAUSES = Book(
    "causes", gettext_lazy("Causes"), ((CODE, 12), (NAME, 30), (KIND, 16), (IN_USE, 10)), cause_rows,
    CAUSE_ENTRIES.judge, each(CAUSE_ENTRIES.write), back="settings-causes",
)  # fmt: skip
PARTS = Book(
    "parts", gettext_lazy("Parts"),
    ((CODE, 14), (NAME, 30), (gettext_lazy("Unit of measure"), 8), (gettext_lazy("Price"), 10), (IN_USE, 10)),
    part_rows, PART_ENTRIES.judge, each(PART_ENTRIES.write), back="settings-parts",
)  # fmt: skip
CHECKLISTS = Book(
    "checklists", gettext_lazy("Checklists"),
    ((KIND, 16), (gettext_lazy("When"), 12), (gettext_lazy("Line"), 50), (gettext_lazy("Needed"), 10)),
    checklist_rows, judge_lists, write_lists, back="settings-checklists",
)  # fmt: skip
