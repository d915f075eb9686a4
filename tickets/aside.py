"""The column beside the intake: what may be the same fault, what was before in the household, what to say (R7)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from servicedesk.web.wording import said_time
from tickets import rows
from tickets.forms import IntakeForm
from tickets.models import Ticket
from tickets.phrasebook.queries import beside
from tickets.phrases import phrase
from tickets.queries.duplicates import Likely, Report, likely, past_of
from tickets.suggest import sounds_urgent


def aside(form: IntakeForm, dismissed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The context of tickets/_beside.html. `dismissed`: numbers of which the clerk said that they are not the same."""
    draft, at = form.draft, form.now
    report = Report(
        draft.estate, draft.text, draft.unit, getattr(draft.area, "pk", None), draft.building_id, draft.phone
    )
    found = likely(report, at, exclude=dismissed)
    past, total = past_of(draft.unit) if draft.unit else ([], 0)
    return {
        "now": at,
        "duplicates": [dup(one, at, first=n == 0) for n, one in enumerate(found)],
        "past": [past_line(ticket, at) for ticket in past],
        "past_total": total,
        "past_unit": draft.unit,
        "sounds_urgent": sounds_urgent(draft.text) and not draft.urgent,
        "phrase": phrase(kind=draft.kind, skill=draft.skill, urgent=draft.urgent, name=draft.name),
        "own": beside(draft.estate.pk, draft.skill),
    }


def dup(one: Likely, at: datetime, *, first: bool) -> dict[str, Any]:
    """The context of parts/_dup.html: merge an open one, reopen a closed one."""
    ticket = one.ticket
    return {
        "number": ticket.number,
        "place": ticket.place,
        "subject": rows.subject(ticket),
        "line": " · ".join(filter(None, (rows.short(ticket.number, at), age(ticket, at), ticket.contact_name))),
        "because": " · ".join(one.reasons),
        "url": reverse("ticket", args=[ticket.number]),
        "merge_url": "" if one.closed else reverse("intake-merge", args=[ticket.number]),
        "reopen_url": reverse("intake-reopen", args=[ticket.number]) if one.closed else "",
        "first": first and not one.closed,
    }


def age(ticket: Ticket, at: datetime) -> str:
    """11 分钟前, 昨天 10:20; 关闭 19 天，保修期内."""
    if ticket.closed_at:
        return _("closed {n} days, within the warranty").format(n=(at - ticket.closed_at).days)
    minutes = int((at - ticket.registered_at).total_seconds() // 60)
    return _("{n} min ago").format(n=minutes) if minutes < 60 else said_time(ticket.registered_at, at)


def past_line(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """The context of parts/_past.html."""
    outcome = (
        ticket.get_grade_display() if ticket.grade else ticket.get_resolution_display() or ticket.get_state_display()
    )
    day = said_time(ticket.registered_at, at).split(" ")[0]
    return {
        "state": ticket.state,
        "url": reverse("ticket", args=[ticket.number]),
        "subject": rows.subject(ticket),
        "line": f"{day} · {outcome}",
    }
