"""Which clocks stop while a ticket waits, by the reason of its waiting (R31): the company's word, and an estate's own.

Without a word nothing stops: the trade's default.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.events import PauseRuleChanged
from servicedesk.timers.kinds import KINDS, SUBJECTS
from servicedesk.timers.models import PauseRule
from servicedesk.timers.plan import Pause


def stopping(reason: str, estate_id: UUID, at: datetime) -> list[Pause]:
    """What an action that lets a ticket wait adds to its changes: the clocks that stop, if any."""
    rows = PauseRule.objects.filter(Q(estate_id=estate_id) | Q(estate=None), reason=reason)
    found = {row.estate_id: row.kinds for row in rows}
    kinds = found.get(estate_id, found.get(None, []))
    return [Pause(at, tuple(kinds))] if kinds else []


def reasons() -> list[tuple[str, Any]]:
    """Why a subject may wait, in words."""
    return [pair for subject in SUBJECTS.values() for pair in subject.reasons]


def stoppable() -> list[tuple[str, Any]]:
    """The kinds of timer that may stop: not those by which the waiting itself is watched."""
    return [(kind.name, kind.label) for kind in KINDS.values() if kind.stops]


@dataclass(frozen=True)
class Holding:
    """One reason in one estate (None: the company): its own word (None when it has none), and what holds there."""

    reason: str
    label: Any
    estate: Estate | None
    own: list[str] | None
    holds: list[str]


def holdings(estates: Iterable[Estate]) -> list[Holding]:
    """Reason by reason: the company's rule, then those of these estates. One query."""
    rows = {(row.reason, row.estate_id): row.kinds for row in PauseRule.objects.all()}
    found = []
    for reason, label in reasons():
        company = rows.get((reason, None), [])
        found.append(Holding(reason, label, None, rows.get((reason, None)), company))
        for one in estates:
            own = rows.get((reason, one.pk))
            found.append(Holding(reason, label, one, own, company if own is None else own))
    return found


@atomic
def set_pause_rule(
    *, actor: Principal, reason: str, kinds: Sequence[str] | None, estate_id: UUID | None = None
) -> None:
    """From now on these clocks stop for this reason; None gives the own word up. What is stopped already goes on so.

    Raises Invalid for an unknown reason or kind, NotFound for another's estate.
    """
    estate = place_of_setting(actor, estate_id, rule="R31")
    if reason not in dict(reasons()):
        raise Invalid(_("“{value}” is not known.").format(value=reason), rule="R31", field="reason")
    for kind in kinds or ():
        if kind not in dict(stoppable()):
            raise Invalid(_("“{value}” is not known.").format(value=kind), rule="R31", field="kinds")
    one_at_a_time("pause rules")
    row = PauseRule.objects.filter(estate=estate, reason=reason).first()
    before, after = (sorted(row.kinds) if row else None), (None if kinds is None else sorted(set(kinds)))
    if before == after:
        return
    if row is None:
        row = PauseRule(estate=estate, reason=reason)
    if after is not None:
        row.kinds = after
        row.save()
    record(row, PauseRuleChanged(reason, before, after), actor=actor)
    if after is None:
        row.delete()
