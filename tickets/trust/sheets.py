"""Figures of trust as rows of a spreadsheet: what the page shows, line by line."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tickets.dashboard.figures import Share
from tickets.trust.queries import Lateness, Together, Trust, Waiting

Row = list[Any]


def heads() -> list[tuple[str, int]]:
    """(words, width) of each column; waiting stands where a line is of all clocks."""
    return [
        (_("Estate"), 16), (_("From day"), 12), (_("To day"), 12), (_("Clock"), 18),
        (_("Dealt with"), 10), (_("Kept"), 10),
        (_("Missed"), 10), (_("Kept in %"), 10), (_("Before, in %"), 12), (_("Fired"), 10),
        (_("Late, median (s)"), 14), (_("Late, 95% (s)"), 14), (_("Late, 99% (s)"), 14), (_("Latest (s)"), 14),
        (_("Signed off"), 10), (_("Were suspended"), 12),
        (_("Gross, mean (min)"), 14), (_("Gross, median (min)"), 14), (_("Gross, 90% (min)"), 14),
        (_("Net, mean (min)"), 14), (_("Net, median (min)"), 14), (_("Net, 90% (min)"), 14),
        (_("Before: gross, median (min)"), 16), (_("Before: net, median (min)"), 16),
    ]  # fmt: skip


def lines(found: Together, earlier: Together, *, single: bool) -> Iterator[Row]:
    """Of several estates a line each; then all of it, and each kind of clock."""
    if not single:
        for one, then in zip(found.each, earlier.each, strict=True):
            yield whole(one, then, one.estate.name if one.estate else "")
    place = found.each[0].estate.name if single and found.each[0].estate else _("All estates")
    yield whole(found.total, earlier.total, place)
    for kind in found.total.kinds:
        was = earlier.total.kind(kind.kind).kept
        yield [*head(found.total, place), kind.label, *kept(kind.kept, was), *late(kind.lateness)]


def whole(one: Trust, then: Trust, place: str) -> Row:
    figures = [*kept(one.kept, then.kept), *late(one.lateness), *waited(one.waiting)]
    before = [minutes(then.waiting, then.waiting.gross_p50), minutes(then.waiting, then.waiting.net_p50)]
    return [*head(one, place), _("All"), *figures, *before]


def head(one: Trust, place: str) -> Row:
    return [place, one.first.isoformat(), one.last.isoformat()]


def kept(share: Share, then: Share) -> Row:
    return [share.of, share.good, share.of - share.good, share.percent, then.percent]


def late(one: Lateness) -> Row:
    return [one.fired, *(f"{value:.1f}" if one.fired else "" for value in (one.p50, one.p95, one.p99, one.worst))]


def waited(one: Waiting) -> Row:
    values = (one.gross_mean, one.gross_p50, one.gross_p90, one.net_mean, one.net_p50, one.net_p90)
    return [one.tickets, one.suspended, *(minutes(one, value) for value in values)]


def minutes(one: Waiting, seconds: float) -> str:
    return f"{seconds / 60:.0f}" if one.tickets else ""
