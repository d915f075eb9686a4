"""Opening hours of one day as wall-clock times, and what they mean as instants in a zone (R29)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

MIDNIGHT = time(0)
DAY = timedelta(days=1)
Piece = tuple[time, time]


@dataclass(frozen=True)
class DayHours:
    """The open pieces of one day, in order; none means closed.

    A piece whose end is not after its start runs into the next day (20:00 to 08:00); 00:00 as an end is 24:00.
    Raises ValueError when pieces are out of order, overlap, have no length, or one before the last passes midnight.
    """

    pieces: tuple[Piece, ...] = ()

    def __post_init__(self) -> None:
        for start, end in self.pieces:
            if start.tzinfo or end.tzinfo:
                raise ValueError(f"Opening hours are wall-clock times without a zone: {self}")
            if start == end != MIDNIGHT:
                raise ValueError(_("Opening hours {hours}: a stretch has no length").format(hours=self))
        for (start, end), (following, _end) in zip(self.pieces, self.pieces[1:], strict=False):
            if end <= start or following < end:
                raise ValueError(_("Opening hours {hours} overlap or are out of order").format(hours=self))

    @classmethod
    def parse(cls, pieces: Iterable[tuple[str, str]]) -> "DayHours":
        """Hours from pairs such as ("08:30", "12:00"); "24:00" is allowed as an end. Raises ValueError."""
        return cls(tuple(_piece(start, end) for start, end in pieces))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __str__(self) -> str:
        return ",".join(f"{start:%H:%M}-{'24:00' if end == MIDNIGHT else f'{end:%H:%M}'}" for start, end in self.pieces)

    def instants(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """The pieces of `day` as UTC instants; a piece that the zone's clock skips altogether is left out."""
        for start, end in self.pieces:
            opens = first_instant(datetime.combine(day, start), zone)
            closes = first_instant(datetime.combine(day if end > start else day + DAY, end), zone)
            if closes > opens:
                yield opens, closes


def _piece(start: str, end: str) -> Piece:
    opens, closes = wall_time(start), MIDNIGHT if end == "24:00" else wall_time(end)
    if opens == closes and end != "24:00":
        message = _("Opening hours {hours} have no length; a whole day is 00:00-24:00")
        raise ValueError(message.format(hours=f"{start}-{end}"))
    return opens, closes


def wall_time(text: str) -> time:
    """A time of day such as 08:30. Raises ValueError for anything else."""
    match = re.fullmatch("([0-9]{1,2}):([0-9]{2})", text)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(_("“{text}” is not a time of day such as 08:30").format(text=text[:40]))
    return time(int(match[1]), int(match[2]))


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which a clock in `zone` shows `wall` or later.

    A time that occurs twice (clocks set back) is its first occurrence; a time that never occurs (clocks set
    forward) is the moment of the jump. So hours never run backwards on such days.
    """
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(at, zone) == wall:
        return at
    # Skipped: the jump lies between the readings by the offset after it and by the one before it.
    early, late = (int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (1, 0))
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if _wall(datetime.fromtimestamp(middle, UTC), zone) >= wall else (middle, late)
    return datetime.fromtimestamp(late, UTC)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
