"""How many open jobs somebody may take for himself: the company's word, and an estate's own (R13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.events import LimitChanged
from dispatch.models import JobLimit
from dispatch.pools import MOST_JOBS
from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.tenancy.locks import one_at_a_time

HIGHEST = 50


@atomic
def limit_jobs(*, actor: Principal, most: int | None, estate_id: UUID | None = None) -> JobLimit | None:
    """Set the limit of the company (no estate) or of one estate; None gives it up, and the wider one holds again.

    Raises Invalid, NotFound for another's estate.
    """
    estate = place_of_setting(actor, estate_id, rule="R13")
    if most is not None and not 1 <= most <= HIGHEST:
        raise Invalid(_("Between 1 and {n}.").format(n=HIGHEST), rule="R13", field="most")
    one_at_a_time("limits")
    row: Any = JobLimit.objects.filter(estate=estate).first()
    before = row.most if row else 0
    if before == (most or 0):
        return row
    if most is None:
        record(row, LimitChanged(before, 0), actor=actor)
        row.delete()
        return None
    row, _made = JobLimit.objects.update_or_create(estate=estate, defaults={"most": most})
    record(row, LimitChanged(before, most), actor=actor)
    return row


@dataclass(frozen=True)
class Holding:
    """The limit of an estate (None: of the company): its own word, None when it has none, and what holds there."""

    estate: Estate | None
    own: int | None
    holds: int


def limits(estates: Iterable[Estate]) -> list[Holding]:
    """The company's, then these estates'. One query."""
    rows = {row.estate_id: row.most for row in JobLimit.objects.all()}
    company = rows.get(None, MOST_JOBS)
    own = [Holding(one, rows.get(one.pk), rows.get(one.pk, company)) for one in estates]
    return [Holding(None, rows.get(None), company), *own]
