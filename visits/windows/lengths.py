"""How long the windows are, and the notice before one: the company's word, and an estate's own (R16)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
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
from servicedesk.timers.calendars.durations import Duration, format_duration, in_words, parse
from visits.events import WindowLengthChanged, WindowNoticeChanged
from visits.models import WindowLength
from visits.models.window import LONGEST, LONGEST_NOTICE, SHORTEST, SHORTEST_NOTICE

RULE = "R16"


@dataclass(frozen=True)
class Measure:
    """One thing to say of windows: the trade's word, the bounds, and what the page offers (REST: any whole minutes)."""

    name: str
    default: timedelta
    shortest: timedelta
    longest: timedelta
    usual: tuple[str, ...]
    event: Callable[[str, str], Any]

    def read(self, text: str) -> timedelta:
        """PT2H. Raises Invalid for what is no duration, too short, too long, or has seconds."""
        try:
            length = parse(text).delta
        except ValueError as wrong:
            raise Invalid(str(wrong), rule=RULE, field=self.name) from wrong
        if not self.shortest <= length <= self.longest or length.seconds % 60:
            words = _("From {least} to {most}, in whole minutes.").format(
                least=in_words(Duration(self.shortest)), most=in_words(Duration(self.longest))
            )
            raise Invalid(words, rule=RULE, field=self.name)
        return length


LENGTH = Measure(
    "duration", timedelta(hours=2), SHORTEST, LONGEST,
    ("PT30M", "PT1H", "PT1H30M", "PT2H", "PT3H", "PT4H", "PT6H"), WindowLengthChanged,
)  # fmt: skip
# Somebody must still be found before it.
NOTICE = Measure(
    "notice", timedelta(minutes=45), SHORTEST_NOTICE, LONGEST_NOTICE,
    ("PT30M", "PT45M", "PT1H", "PT2H", "PT4H", "PT12H", "P1D"), WindowNoticeChanged,
)  # fmt: skip
MEASURES = (LENGTH, NOTICE)


@dataclass(frozen=True)
class Terms:
    """What holds in one estate."""

    length: timedelta
    notice: timedelta


def terms_of(estate_id: UUID) -> Terms:
    """Each by itself: the estate's own word, else the company's, else the trade's. One query."""
    found = WindowLength.objects.filter(Q(estate_id=estate_id) | Q(estate=None))
    rows = sorted(found, key=lambda row: row.estate_id is None)

    def of(measure: Measure) -> timedelta:
        own = (getattr(row, measure.name) for row in rows)
        return next((one for one in own if one is not None), measure.default)

    return Terms(of(LENGTH), of(NOTICE))


@dataclass(frozen=True)
class Said:
    """Of one measure what somebody says himself, '' when nothing, and what holds there; both ISO 8601."""

    measure: Measure
    own: str
    holds: str

    @property
    def words(self) -> str:
        return in_words(parse(self.holds))

    def choices(self) -> list[tuple[str, str]]:
        """For the page: the usual ones, and whatever stands there now."""
        known = [*self.measure.usual, *([self.own] if self.own and self.own not in self.measure.usual else [])]
        return [("", "–"), *((one, in_words(parse(one))) for one in known)]


@dataclass(frozen=True)
class Holding:
    """The windows of an estate (None: of the company)."""

    estate: Estate | None
    length: Said
    notice: Said


def lengths(estates: Iterable[Estate]) -> list[Holding]:
    """The company's, then these estates'. One query."""
    rows = {row.estate_id: row for row in WindowLength.objects.all()}
    company = rows.get(None)

    def said(row: WindowLength | None, measure: Measure) -> Said:
        own = own_word(row, measure)
        return Said(measure, own, own or own_word(company, measure) or iso(measure.default))

    found = [(None, company), *((one, rows.get(one.pk)) for one in estates)]
    return [Holding(estate, said(row, LENGTH), said(row, NOTICE)) for estate, row in found]


def own_word(row: WindowLength | None, measure: Measure) -> str:
    length = getattr(row, measure.name, None)
    return iso(length) if length is not None else ""


def iso(length: timedelta) -> str:
    return format_duration(Duration(length))


@atomic
def set_windows(*, actor: Principal, estate_id: UUID | None = None, **words: str) -> None:
    """`duration`, `notice`: from now on so, in the company (no estate) or in one estate; '' gives the own word up.

    What has been agreed stays agreed. Raises Invalid for no such duration, NotFound for another's estate.
    """
    one_at_a_time("windows")
    row = row_of(actor, estate_id)
    fresh = row._state.adding
    said = [(one, one.read(words[one.name]) if words[one.name] else None) for one in MEASURES if one.name in words]
    events = []
    for measure, length in said:
        before, after = own_word(row, measure), iso(length) if length else ""
        setattr(row, measure.name, length)
        events += [measure.event(before, after)] if before != after else []
    kept = any(own_word(row, one) for one in MEASURES)
    if events and kept:
        row.save()
    for event in events:
        record(row, event, actor=actor)
    if not kept and not fresh:
        row.delete()


def row_of(actor: Principal, estate_id: UUID | None) -> WindowLength:
    """What stands there, or a new row. Raises NotFound, PermissionDenied."""
    estate = place_of_setting(actor, estate_id, rule=RULE)
    return WindowLength.objects.filter(estate=estate).first() or WindowLength(estate=estate)
