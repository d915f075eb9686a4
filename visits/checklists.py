"""Which checklist a visit is asked: the tenant's for its kind of work, else that for all, else the trade's (R21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from servicedesk.refusals import Invalid, NotFound
from tickets.models import Ticket
from visits.enums import Check
from visits.models import CheckLine, ChecklistVersion, Visit


@dataclass(frozen=True)
class Asked:
    """The lines of one visit; `version` is None for the trade's own list."""

    lines: tuple[CheckLine, ...]
    version: ChecklistVersion | None = None

    @property
    def entering(self) -> list[CheckLine]:
        return [line for line in self.lines if not line.at_end]

    @property
    def at_end(self) -> list[CheckLine]:
        return [line for line in self.lines if line.at_end]

    def known(self, keys: Iterable[str]) -> list[str]:
        """The ticked keys that stand in this list, in its order."""
        ticked = set(keys)
        return [line.key for line in self.lines if line.key in ticked]

    def words(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The lines as the journal keeps them: the trade's by key, for every language; a tenant's in its words."""
        ticked = set(keys)
        return tuple(line.key if line.key in Check.values else line.text for line in self.lines if line.key in ticked)


def permission() -> CheckLine:
    """Without permission nobody enters: this line stands first in every list."""
    return CheckLine(Check.PERMISSION.value, str(Check.PERMISSION.label), needed=True)


def of_the_trade() -> Asked:
    """What holds where a tenant has laid down nothing."""
    rest = [CheckLine(c.value, str(c.label), at_end=c == Check.CLEANED) for c in Check if c != Check.PERMISSION]
    return Asked((permission(), *rest))


def of_version(version: ChecklistVersion) -> Asked:
    return Asked((permission(), *version.read), version)


def current(ticket: Ticket) -> Asked:
    """The list of this ticket's kind of work as it stands now: one query."""
    rows = (
        ChecklistVersion.objects.filter(checklist__active=True, checklist__skill__in={ticket.skill, ""})
        .select_related("checklist")
        .order_by("number")
    )
    newest = {row.checklist.skill: row for row in rows}
    version = newest.get(ticket.skill) or newest.get("")
    return of_version(version) if version else of_the_trade()


def asked(ticket: Ticket, visit: Visit | None) -> Asked:
    """The list of a visit: the version it was answered on, else what stands now."""
    if visit is None or visit.let_in_at is None:
        return current(ticket)
    return of_version(visit.checklist) if visit.checklist is not None else of_the_trade()


def shown(ticket: Ticket, visit: Visit, version_id: Any) -> Asked:
    """The list that was on the page when it was ticked: a newer one may stand by now. Raises NotFound, Invalid."""
    if version_id in (None, ""):
        return asked(ticket, visit)
    try:
        version = ChecklistVersion.objects.select_related("checklist").filter(pk=UUID(str(version_id))).first()
    except ValueError as wrong:
        raise Invalid(_("“{value}” is not known.").format(value=version_id), rule="R21", field="checklist") from wrong
    if version is None:
        raise NotFound(_("There is no such checklist."), rule="R21", field="checklist")
    return of_version(version)


def demand(lines: Sequence[CheckLine], keys: Iterable[str]) -> None:
    """Raise Invalid naming the first needed line that is not ticked (R21)."""
    ticked = set(keys)
    for line in lines:
        if line.needed and line.key not in ticked:
            raise Invalid(_("Not ticked yet: {line}").format(line=line.text), rule="R21", field="checks")
