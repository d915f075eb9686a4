"""How many open jobs somebody may take for himself: the company's word, and an estate's own (R13)."""

from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.events import LimitChanged
from dispatch.models import JobLimit
from dispatch.pools import MOST_JOBS
from servicedesk.estates.models import Estate
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time

HIGHEST = 50


@atomic
def limit_jobs(*, actor: Principal, most: int | None, estate_id: UUID | None = None) -> JobLimit | None:
    """Set the limit of the company (no estate) or of one estate; None gives it up, and the wider one holds again."""
    edit_settings.demand(actor)
    estate = Estate.objects.filter(pk=estate_id).first() if estate_id else None
    if estate_id and estate is None:
        raise NotFound(_("There is no such estate."), rule="R13", field="estate")
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


def limits(estates: list[Estate]) -> list[tuple[Estate | None, int | None, int]]:
    """(estate or None for the company, its own word, what holds) of the company and these estates."""
    rows = {row.estate_id: row.most for row in JobLimit.objects.all()}
    company = rows.get(None, MOST_JOBS)
    found: list[tuple[Estate | None, int | None, int]] = [(None, rows.get(None), company)]
    return found + [(one, rows.get(one.pk), rows.get(one.pk, company)) for one in estates]
