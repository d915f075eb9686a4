"""A worklist row, drawn by hand: a desk shows sixty, and a template for each cost most of the page."""

from datetime import datetime
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from servicedesk.web import clocks
from servicedesk.web.marks import chip, glyph, icon, seal


def draw(row: dict[str, Any], now: datetime) -> SafeString:
    """The row's HTML.

    row: {number, short (0021), url, state, place, subject, urgent, line (state and who), level, current, choose_url
    (its prompt takes the place beside the list), timer: {due_at, started_at, kind, level, met_at, left} or None,
    action: an outcome (parts/_outcome.html) or None, waits: words when there is none}.

    id="t-<number>" keeps focus and the chosen row over a refresh (live.js).
    """
    current = ' aria-current="true"' if row.get("current") else ""
    number, level = escape(row["number"]), escape(row["level"])
    return mark_safe(  # every value is escaped where it comes in
        f'<li class="ticket-row" id="t-{number}" data-item data-level="{level}"{current} data-key-scope{chooses(row)}>'
        f'{glyph(row["state"])}<div class="lines"><b class="place">{escape(row["place"])}</b>'
        f'<a class="what" href="{escape(row["url"])}" data-open>{f"{seal()} " if row["urgent"] else ""}'
        f"{escape(row['subject'])}</a><small>{escape(row['short'])}</small><small>{escape(row['line'])}</small></div>"
        f"{clock(row['timer'], now)}{button(row)}</li>"
    )


def chooses(row: dict[str, Any]) -> str:
    """What loads the row's prompt beside the list; a moment later, so that walking through rows asks for one."""
    if not row.get("choose_url"):
        return ""
    address = escape(row["choose_url"])
    return (
        f' hx-get="{address}" hx-trigger="choose delay:120ms" hx-target="#chosen" hx-swap="outerHTML"'
        ' hx-sync="closest section:replace"'
    )


def clock(timer: dict[str, Any] | None, now: datetime) -> str:
    return chip(clocks.chip(**({"now": now, "due_at": None} | timer))) if timer else '<span class="waits">–</span>'


def button(row: dict[str, Any]) -> str:
    """What is to be done, or what it waits for."""
    action = row["action"]
    if not action:
        return f'<span class="waits">{escape(str(row["waits"]))}</span>'
    if not action.get("choose"):
        return render_to_string("parts/_outcome.html", {"outcome": action, "small": True})
    words = f"{icon(action['icon'], 's')}{escape(str(action['label']))}"
    return f'<button class="btn btn-sm" type="button" data-choose>{words}</button>'
