"""How the callback desk says when to call, and how things stand."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.web.wording import said_time
from tickets.callbacks.queries import Line
from tickets.callbacks.terms import hours

PARTS = {
    hours.MORNING: gettext_lazy("in the morning"), hours.AFTERNOON: gettext_lazy("in the afternoon"),
    hours.EVENING: gettext_lazy("in the evening"),
}  # fmt: skip


def about(line: Line, present: datetime) -> str:
    """Who did the work, what was said, how often he was tried."""
    ticket: Any = line.ticket
    tries = ""
    if line.missed:
        tries = _("{n} tries, last {time}").format(n=len(line.missed), time=said_time(max(line.missed), present))
    words = [
        ticket.assignee.name if ticket.assignee else "", ticket.get_grade_display() if ticket.grade else "",
        notice_words(line), analysis_words(line), line.follow_up.words if line.follow_up else "", tries,
    ]  # fmt: skip
    return " · ".join(filter(None, words))


def notice_words(line: Line) -> str:
    """Where the opinion notice is."""
    if line.notice is None:
        return ""
    name = line.notice.department.name
    if line.notice.answered_at is not None:
        return _("{department} has answered: tell him").format(department=name)
    if line.notice.acknowledged_at is None:
        return _("{department} has not signed yet").format(department=name)
    return _("{department} has not answered yet").format(department=name)


def analysis_words(line: Line) -> str:
    """Where the complaint analysis is."""
    if line.analysis is None:
        return ""
    if line.analysis.written_at is not None:
        return _("analysis to be approved")
    return _("{name} analyses it").format(name=line.analysis.owner.name if line.analysis.owner else "–")


def when_to_call(line: Line, present: datetime) -> str:
    """From when, and why then; '' when it is now."""
    found = line.proposal
    with_others = line.notice is not None and line.notice.answered_at is None
    if found is None or found.at <= present or with_others:
        return ""
    time = said_time(found.at, present)
    if found.why == hours.WISH:
        return _("from {time}, as he wishes").format(time=time)
    if found.why == hours.BEST:
        return _("from {time}: then he is reached").format(time=time)
    if found.why == hours.ANOTHER_PART:
        return _("from {time}, {part} for a change").format(time=time, part=PARTS[found.part])
    return _("from {time}").format(time=time)
