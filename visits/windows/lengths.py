"""How long the windows are: the company's word, and an estate's own (R16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate
from servicedesk.journal.record import record
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings
from servicedesk.refusals import Invalid, NotFound
from servicedesk.timers.calendars.durations import Duration, format_duration, in_words, parse
from visits.events import WindowLengthChanged
from visits.models import WindowLength
from visits.models.window import DEFAULT, LONGEST, SHORTEST

# What the page offers; another system may say any number of minutes.
USUAL = ("PT30M", "PT1H", "PT1H30M", "PT2H", "PT3H", "PT4H", "PT6H")


def length_of(estate_id: UUID) -> timedelta:
    """How long the windows of this estate are: its own row, else the company's, else two hours. One query."""
    rows = WindowLength.objects.filter(Q(estate_id=estate_id) | Q(estate=None))
    found = {row.estate_id: row.duration for row in rows}
    return found.get(estate_id) or found.get(None) or DEFAULT


@dataclass(frozen=True)
class Holding:
    """What an estate (None: the company) says, '' when nothing, and what holds there; both ISO 8601."""

    estate: Estate | None
    own: str
    holds: str

    @property
    def words(self) -> str:
        return in_words(parse(self.holds))

    def choices(self) -> list[tuple[str, str]]:
        """For the page: the usual ones, and whatever stands there now."""
        known = [*USUAL, *([self.own] if self.own and self.own not in USUAL else [])]
        return [("", "–"), *((one, in_words(parse(one))) for one in known)]


def lengths(estates: Iterable[Estate]) -> list[Holding]:
    """The company's, then these estates'. One query."""
    rows = {row.estate_id: iso(row.duration) for row in WindowLength.objects.all()}
    company = rows.get(None, iso(DEFAULT))
    found = [Holding(None, rows.get(None, ""), company)]
    return found + [Holding(one, rows.get(one.pk, ""), rows.get(one.pk, company)) for one in estates]


def iso(length: timedelta) -> str:
    return format_duration(Duration(length))


@atomic
def set_length(*, actor: Principal, duration: str, estate_id: UUID | None = None) -> None:
    """Windows of the company (no estate) or of one estate are this long from now on; '' gives the own word up.

    What has been agreed stays agreed. Raises Invalid for no such duration, NotFound for another's estate.
    """
    estate = Estate.objects.filter(pk=estate_id).first() if estate_id else None
    if estate_id and (estate is None or not actor.sees_estate(estate_id)):
        raise NotFound(_("There is no such estate."), rule="R16", field="estate")
    row: Any = WindowLength.objects.select_for_update().filter(estate=estate).first()
    edit_settings.demand(actor, WindowLength(estate=estate))
    if estate is None and actor.estate_ids is not None:
        raise PermissionDenied(edit_settings.name)
    before, length = iso(row.duration) if row else "", read(duration) if duration else None
    after = iso(length) if length else ""
    if before == after:
        return
    event = WindowLengthChanged(before, after)
    if length is None:
        record(row, event, actor=actor)
        row.delete()
        return
    row, _made = WindowLength.objects.update_or_create(estate=estate, defaults={"duration": length})
    record(row, event, actor=actor)


def read(text: str) -> timedelta:
    """PT2H. Raises Invalid for what is no duration, too short, too long, or has seconds."""
    try:
        length = parse(text).delta
    except ValueError as wrong:
        raise Invalid(str(wrong), rule="R16", field="duration") from wrong
    if not SHORTEST <= length <= LONGEST or length.seconds % 60:
        raise Invalid(_("From 30 minutes to 12 hours, in whole minutes."), rule="R16", field="duration")
    return length
