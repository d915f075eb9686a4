"""How the callback desk says when to call, and how things stand."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.web.wording import said_time
from tickets.callbacks.parties import Party
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
        several_words(line), notice_words(line), analysis_words(line),
        line.follow_up.words if line.follow_up else "", tries,
    ]  # fmt: skip
    return " · ".join(filter(None, words))


def stand_words(one: Party) -> str:
    """How one reporter's callback stands."""
    if one.is_unreachable:
        return _("unreachable, approved")
    if one.answer is not None:
        said = str(one.answer.get_grade_display())
        return _("{grade}, solved in the call").format(grade=said) if one.answer.settled else said
    return _("tries: {n}").format(n=len(one.missed)) if one.missed else _("to be called")


def several_words(line: Line) -> str:
    """Of how many reporters of one fault how many are done with (R7)."""
    if len(line.people) < 2:
        return ""
    done = sum(one.is_done for one in line.people)
    return _("{done} of {n} done").format(n=len(line.people), done=done)


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


def when_to_call(line: Line, present: datetime, party: Party | None = None) -> str:
    """From when, and why then; '' when it is now. `party`: for which of several; else the first to be called."""
    found = line.proposals.get(party.reporter_id) if party else line.proposal
    with_others = line.notice is not None and line.notice.answered_at is None and not line.to_call
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
