"""Tags and filters of the pages; built in to every template (settings.TEMPLATES), so no {% load %} is needed."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from servicedesk.estates.phones import mask, spaced
from servicedesk.timers.now import now as database_now
from servicedesk.web import clocks, fields, rows
from servicedesk.web.keys import aria, shown
from servicedesk.web.marks import chip, glyph, icon, seal
from servicedesk.web.sides import side_of
from servicedesk.web.wording import said_time
from servicedesk.web.words import SCRIPT_WORDS, STATES

register = template.Library()
for mark in (icon, glyph, seal):
    register.simple_tag(mark)
Context = Mapping[str, Any]


@register.simple_tag
def state_chip(state: str, label: str = "", look: str = "chip") -> SafeString:
    """Glyph and word of a state; {% state_chip ticket.state look="" %} is the plain form for lists."""
    code = str(getattr(state, "value", state))
    css = f"state {look}".rstrip()
    return format_html(
        '<span class="{}" data-state="{}">{}{}</span>', css, code, glyph(code), label or STATES.get(code, code)
    )


@register.inclusion_tag("parts/_side.html", takes_context=True)
def side(context: Context, room: str) -> dict[str, Any]:
    """The side navigation of a room, lit where the page's `section` says."""
    return side_of(context["request"], room, str(context.get("section", "")))


@register.inclusion_tag("parts/_pages.html", takes_context=True)
def pages(context: Context, page: Page) -> dict[str, Any]:
    """Back and further through a list; what narrows it stays in the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}


@register.simple_tag
def key(keys: str) -> SafeString:
    """The key beside a button's words: {% key "alt+u" %} shows Alt U, {% key "ctrl+enter" %} shows Ctrl ↵."""
    return format_html("<kbd>{}</kbd>", shown(keys))


@register.simple_tag
def key_words(keys: str) -> str:
    """A key in words, for a title."""
    return shown(keys)


@register.simple_tag
def keyed_option(prefix: str, number: int) -> SafeString:
    """The key of the nth option of a group."""
    return keyed(f"{prefix}{number}")


@register.simple_tag
def keyed(keys: str) -> SafeString:
    """The attributes that make keys.js press this element: <button {% keyed "n" %}>."""
    return format_html('data-key="{}" aria-keyshortcuts="{}"', keys, aria(keys))


@register.simple_tag(takes_context=True)
def clock(context: Context, due_at: datetime | None = None, started_at: datetime | None = None, kind: Any = "",
          **more: Any) -> SafeString:  # fmt: skip
    """A timer's chip that ticks (clocks.js). {% clock timer.due_at timer.started_at timer.get_kind_display %}

    more: level ('' decides by now: calm, warning, breached; or paused, met), met_at, left (timedelta, when paused),
    warn_at (default: 80 % of the time), now, quiet=True hides the kind from the eye but not from a reader.
    """
    more.setdefault("now", present(context))
    # A part asks for what its timer may not have; the template engine then hands over an empty string.
    given = {name: value for name, value in more.items() if value != ""}
    return chip(clocks.chip(due_at=due_at or None, started_at=started_at or None, kind=kind, **given))


@register.simple_tag(takes_context=True)
def ticket_row(context: Context, row: dict[str, Any]) -> SafeString:
    """A worklist row, by hand for the same reason as its chip: {% ticket_row row %}, as `tickets.rows.row` makes it."""
    return rows.draw(row, present(context))


def present(context: Context) -> datetime:
    """The server's now for this page: the view's `now`, else the shell's, else asked of the database."""
    if isinstance(context.get("now"), datetime):
        return context["now"]
    shell = context.get("shell")
    return shell.now if shell is not None else database_now()


@register.inclusion_tag("parts/_field.html")
def field(bound: BoundField, **more: Any) -> dict[str, Any]:
    """A form's field with label, hint and error: {% field form.phone hint="…" key="alt+p" %}

    more: label, hint, key, note (pale words behind the label), look: '' (by widget), segments, picks, choices, tiles,
    faces, switch; icons (dict value -> icon) for tiles and faces; any other name becomes an attribute of the input.
    """
    return fields.shown(bound, **more)


@register.simple_tag
def field_icon(icons: dict[str, str], value: Any, look: str) -> SafeString | str:
    """The icon of an option: a tick in a pick (CSS shows it when chosen), its own in tiles and faces."""
    if look == "picks":
        return icon("check", "s")
    name = icons.get(str(value), "")
    return icon(name, "l") if name else ""


@register.simple_tag(takes_context=True)
def countdown(context: Context, due_at: datetime, started_at: datetime) -> dict[str, Any]:
    """What _ring.html draws: due, start (epoch milliseconds), left (0–100), text."""
    return clocks.ring(now=present(context), due_at=due_at, started_at=started_at)


@register.filter
def epoch(moment: datetime | None) -> str:
    """Milliseconds since 1970, as the scripts count."""
    return clocks.epoch(moment)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None) -> SafeString | str:
    """<time> in the estate's zone: today 10:42, else Yesterday 10:42, 11-20 10:42, 2025-11-20 10:42."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    words = f"{_day(local.date(), timezone.localtime(present(context)).date())} {local:%H:%M}".strip()
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


def _day(day: date, today: date) -> str:
    near = {0: "", -1: _("Yesterday"), 1: _("Tomorrow")}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


@register.filter
def hm(moment: datetime | None) -> str:
    """10:42 in the estate's zone."""
    return f"{timezone.localtime(moment):%H:%M}" if moment else "–"


@register.filter
def hms(moment: datetime | None) -> str:
    """10:42:18 in the estate's zone."""
    return f"{timezone.localtime(moment):%H:%M:%S}" if moment else "–"


@register.filter
def stamp(moment: datetime | None) -> str:
    """2026-11-21 10:42 in the estate's zone: for papers, where no word may depend on the day of reading."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "–"


@register.filter
def said(moment: datetime | None, now: datetime) -> str:
    """{{ ticket.appointment_at|said:now }}: 10:00 today, 明天 10:00; {% when %} where markup may stand."""
    return said_time(moment, now) if moment else "–"


@register.filter
def iso(moment: datetime | None) -> str:
    """The datetime attribute of <time>, with the estate's offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def span(length: timedelta | int | float | None) -> str:
    """A length of time in words: 24 min, 2 h 47 min."""
    return clocks.length_words(length) if length is not None else "–"


@register.filter
def lateness(seconds: float) -> str:
    """How late a clock fired, in words: 1.8 s, 24 min, 2 h 47 min."""
    return clocks.lateness_words(seconds)


@register.filter
def mask_phone(number: str | None) -> str:
    """+8613812345678 -> 138****5678. The whole number is shown only on request, and that is an event."""
    return mask(number) if number else ""


@register.filter
def spaced_phone(number: str | None) -> str:
    """+8613812345678 -> 138 1234 5678: the whole number, once it was asked for."""
    return spaced(number) if number else ""


@register.filter
def money(amount: Decimal | None) -> str:
    """¥1,280.00; a minus stands before the sign. Money is never a float (R39)."""
    if amount is None:
        return "–"
    if isinstance(amount, float):
        raise TypeError("money is a Decimal")
    sign = "-" if amount < 0 else ""
    return f"{sign}¥{abs(Decimal(amount)):,.2f}"


@register.filter
def plain(figure: Decimal | None) -> str:
    """1204.5 and not 1204.500: quantities, rates, what a meter shows."""
    if figure is None:
        return "–"
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.simple_tag
def words() -> SafeString:
    """The scripts' words in the reader's language, as one <meta>: no inline script (strict CSP)."""
    return format_html('<meta name="words" content="{}">', json.dumps({k: str(v) for k, v in SCRIPT_WORDS.items()}))
