"""Writes of the catalogue. Nothing is deleted: an entry is switched off, a checklist gets a new version (R10)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.scopes import demand_company
from servicedesk.journal.record import About, record
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from visits.catalogue.events import EntryAdded, EntryChanged, ListLaidDown
from visits.models import Cause, CheckLine, Checklist, ChecklistVersion, StockPart

Entry = TypeVar("Entry", Cause, StockPart)
MOST_LINES = 40
LONGEST_LINE = 120


@atomic
def keep(*, actor: Principal, model: type[Entry], values: dict[str, Any], entry_id: UUID | None = None) -> Entry:
    """A new entry, or new values for one; before and after are kept. Raises Invalid naming the field, NotFound."""
    demand_company(actor)
    one_at_a_time(model.__name__)
    entry: Any = model() if entry_id is None else locked(model, entry_id)
    before = facts(entry) if entry_id else {}
    for name, value in values.items():
        setattr(entry, name, value.strip() if isinstance(value, str) else value)
    check(entry)
    entry.save()
    after = facts(entry)
    changed = [name for name in after if after[name] != before.get(name)]
    if changed:
        kind = EntryChanged if entry_id else EntryAdded
        old = {name: before[name] for name in changed if name in before}
        event = kind(entry.name, old, {name: after[name] for name in changed})
        record(About("catalogue", entry.pk), event, actor=actor)
    return entry


def locked(model: Any, pk: UUID) -> Any:
    try:
        return model.objects.lock(pk)
    except model.DoesNotExist as unknown:
        raise NotFound(_("There is no such entry."), rule="R22") from unknown


def facts(entry: Any) -> dict[str, str]:
    """An entry as the journal keeps it."""
    names = [field.name for field in entry._meta.fields if field.name not in ("id", "tenant")]
    return {name: str(getattr(entry, name)) for name in names}


def check(entry: Any) -> None:
    """Raise Invalid naming the first field that is empty, too long, or taken."""
    try:
        entry.clean_fields(exclude=["id", "tenant"])
    except ValidationError as wrong:
        field, words = next(iter(wrong.message_dict.items()))
        raise Invalid(words[0], rule="R22", field=field) from wrong
    others = type(entry).objects.exclude(pk=entry.pk)
    for field in ("code", "name"):
        taken = others.filter(**{f"{field}__iexact": getattr(entry, field)}).first()
        if taken is not None:
            raise Invalid(
                _("{code} {name} has this already.").format(code=taken.code, name=taken.name), rule="R22", field=field
            )


@atomic
def lay_down(*, actor: Principal, skill: str, lines: Sequence[CheckLine], active: bool = True) -> Checklist:
    """The checklist of a kind of work ('' for all): a new version where its lines are others than before (R21)."""
    demand_company(actor)
    if skill and skill not in Skill.values:
        raise Invalid(_("“{value}” is not known.").format(value=skill), rule="R21", field="skill")
    lines = [line_of(number, line) for number, line in enumerate(lines, start=1)]
    if not lines and active:
        raise Invalid(_("A checklist needs a line."), rule="R21", field="entering")
    if len(lines) > MOST_LINES:
        raise Invalid(_("A checklist has {n} lines at most.").format(n=MOST_LINES), rule="R21", field="entering")
    checklist, _new = Checklist.objects.get_or_create(skill=skill)
    checklist = Checklist.objects.lock(checklist.pk)
    if checklist.active != active:
        checklist.active = active
        checklist.save(update_fields=["active"])
    latest = checklist.versions.order_by("-number").first()
    if lines and (latest is None or latest.read != lines):
        add_version(checklist, latest.number + 1 if latest else 1, lines, actor)
    return checklist


def add_version(checklist: Checklist, number: int, lines: Sequence[CheckLine], actor: Principal) -> None:
    at = now()
    ChecklistVersion.objects.create(
        checklist=checklist, number=number, lines=[asdict(line) for line in lines], made_at=at, made_by=actor.name
    )
    name = str(Skill(checklist.skill).label) if checklist.skill else _("all kinds of work")
    event = ListLaidDown(name, {}, {"version": number, "lines": " / ".join(line.text for line in lines)})
    record(About("catalogue", checklist.pk), event, actor=actor)


def line_of(number: int, line: CheckLine) -> CheckLine:
    """The line with its key in this version. Raises Invalid for one that is empty or too long."""
    text = line.text.strip()
    if not text or len(text) > LONGEST_LINE:
        words = _("Between 1 and {n} characters.").format(n=LONGEST_LINE)
        raise Invalid(words, rule="R21", field="at_end" if line.at_end else "entering")
    return CheckLine(str(number), text, line.needed, line.at_end)
