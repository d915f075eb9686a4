"""The ticket's page as data: path, clocks, what will happen, what has happened (design: "explain the machine")."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.journal.models import Event
from servicedesk.journal.record import history
from servicedesk.messaging.models import Channel, Message
from servicedesk.messaging.texts import render
from servicedesk.people.models import StaffMember
from servicedesk.timers.enums import BREACH
from servicedesk.timers.events import TimerPayload, Warned
from servicedesk.timers.explain import Explained, Level, calendar_words, next_levels
from servicedesk.web.wording import said_time
from tickets.clock import people
from tickets.enums import State
from tickets.models import Ticket
from tickets.panels import FOLDS, FUTURES, Fold

GROUPS = ("dispatch", "call", "change")
STEPS: tuple[tuple[State, str, Any], ...] = (
    (State.REGISTERED, "registered_at", gettext_lazy("Register")),
    (State.DISPATCHED, "dispatched_at", gettext_lazy("Dispatch")),
    (State.ON_SITE, "arrived_at", gettext_lazy("Visit")),
    (State.SIGNED_OFF, "signed_off_at", gettext_lazy("Sign")),
    (State.CALLBACK, "callback_at", gettext_lazy("Call back")),
    (State.CLOSED, "closed_at", gettext_lazy("Close")),
)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline, as parts/_history_entry.html wants it. `said`: its time when that is of another day."""

    at: datetime
    kind: str
    icon: str
    text: str
    who: str = ""
    note: str = ""
    quote: str = ""
    rungs: list[dict[str, Any]] = field(default_factory=list)
    said: str = ""


class Told:
    """Who stands behind a ladder's targets, asked once per set of targets."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.known: dict[tuple[str, ...], list[StaffMember]] = {}

    def names(self, targets: tuple[str, ...]) -> str:
        """梁敏（项目经理）, 郑国栋（主管）."""
        if targets not in self.known:
            self.known[targets] = people(self.ticket, targets)
        return _(", ").join(called(person) for person in self.known[targets])


def called(person: StaffMember) -> str:
    """A name with its title."""
    return _("{name} ({title})").format(name=person.name, title=person.title) if person.title else person.name


def steps(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    """The path of six with times and names, for parts/_stepper.html."""
    order = [state for state, *_rest in STEPS]
    here = order.index(State(ticket.state))
    found = []
    for n, (state, stamp, label) in enumerate(STEPS):
        at = getattr(ticket, stamp)
        status = "done" if n < here and at else "current" if n == here else "ahead"
        note = step_note(ticket, state, at, status, now)
        found.append({"state": state, "label": label, "status": status, "note": note})
    return found


def step_note(ticket: Ticket, state: State, at: datetime | None, status: str, now: datetime) -> str:
    """When and who; for the visit ahead, when it was promised."""
    if status == "ahead":
        promised = ticket.arrival_promised_at or ticket.appointment_at
        ahead = state == State.ON_SITE and promised and ticket.state in (State.REGISTERED, State.DISPATCHED)
        return _("promised {time}").format(time=said_time(promised, now)) if ahead and promised else ""
    who = {
        State.REGISTERED: ticket.received_by,
        State.DISPATCHED: (ticket.assignee or ticket.department or SimpleNamespace(name="")).name,
    }.get(state, "")
    return f"{said_time(at, now)} {who}".strip() if at else who


def entries(ticket: Ticket, clocks: list[Explained], show: str = "") -> tuple[list[Entry], dict[str, int]]:
    """(timeline, how many of each group): what will happen on top, then what has, newest first. `show` is a group."""
    events = list(history(ticket))
    counts = {"": len(events), **{group: sum(group_of(event) == group for event in events) for group in GROUPS}}
    chosen = [event for event in events if not show or group_of(event) == show]
    past = [*folded(ticket, chosen), *([] if show in ("dispatch", "change") else messages(ticket))]
    past.sort(key=lambda entry: entry.at, reverse=True)
    return [*([] if show else future(ticket, clocks)), *past], counts


def group_of(event: Event) -> str:
    return getattr(event.data, "group", "dispatch" if isinstance(event.data, TimerPayload) else "change")


def folded(ticket: Ticket, events: list[Event]) -> list[Entry]:
    """Each event as an entry; those that an app draws together (a climb) as one. Later lines first within a second."""
    folds: list[Fold] = [fold for source in FOLDS for fold in source(ticket, events)]
    hidden = {event_id for fold in folds for event_id in fold.event_ids}
    lines = [entry_of(event) for event in reversed(events) if event.pk not in hidden]
    return [*(Entry(fold.at, "ladder", fold.icon, fold.title, rungs=fold.rungs) for fold in folds), *lines]


def entry_of(event: Event) -> Entry:
    """An event as a line: breaches red, calls and notices with their own sign."""
    payload = event.data
    breach = isinstance(payload, TimerPayload) and not isinstance(payload, Warned)
    plain = "call" if group_of(event) == "call" else "state"
    kind = "breach" if breach else "notice" if isinstance(payload, Warned) else plain
    title, who = payload.title(), "" if event.actor_kind == "system" else event.actor_name
    # What begins with the name of who did it says it once.
    who = "" if str(title).startswith(who) else who
    return Entry(event.at, kind, getattr(payload, "icon", "point"), title, who, payload.detail())


def dated(found: list[Entry], now: datetime) -> list[Entry]:
    """Entries of other days say their day."""
    today = timezone.localtime(now).date()
    far = [timezone.localtime(one.at).date() != today for one in found]
    return [replace(one, said=said_time(one.at, now)) if off else one for one, off in zip(found, far, strict=True)]


def messages(ticket: Ticket) -> list[Entry]:
    """What the reporter was told over the SMS gateway."""
    sent = Message.objects.filter(subject_id=ticket.pk, channel=Channel.SMS).order_by("created_at")
    return [
        Entry(one.created_at, "message", "message", _("text to the reporter: {text}").format(
            text=render(one.what, one.params, one.count)), note="" if one.sent_at else str(one.get_state_display()))
        for one in sent
    ]  # fmt: skip


def future(ticket: Ticket, clocks: list[Explained]) -> list[Entry]:
    """What the clocks will do, latest first."""
    told = Told(ticket)
    return [
        Entry(level.due_at, "future", "clock", future_words(ticket, clock, level, told))
        for clock, level in next_levels(clocks)
    ]


def future_words(ticket: Ticket, clock: Explained, level: Level, told: Told) -> str:
    """{timer} overdue: tells {names}, or what the kind itself does."""
    if clock.kind in FUTURES and level.number == BREACH:
        return FUTURES[clock.kind](ticket)
    names = told.names(level.targets)
    if not names:
        return _("{timer} overdue").format(timer=clock.label)
    if level.number == BREACH:
        return _("{timer} overdue: tells {names}").format(timer=clock.label, names=names)
    return _("{timer} still overdue: reports to {names}").format(timer=clock.label, names=names)


@dataclass(frozen=True)
class Why:
    """One clock with its explanation and the drawing of its course (coordinates of the SVG in the template)."""

    clock: Explained
    sum: list[tuple[str, str]]
    calendar: str
    started: str
    then: str
    marks: list[dict[str, Any]]
    spent: int
    over: int


LEFT, RIGHT = 6, 300


def why(ticket: Ticket, clock: Explained, now: datetime) -> Why:
    """From, calendar, rule, pauses, who hears next; and where the marks stand on the line."""
    last = max([clock.due_at, *(level.due_at for level in clock.levels)])
    if clock.running:
        last = max(last, min(now, last + (last - clock.starts_at) / 2))
    whole = max(last - clock.starts_at, timedelta(seconds=1))

    def x(at: datetime) -> int:
        return LEFT + int((RIGHT - LEFT) * min(max((at - clock.starts_at) / whole, 0), 1))

    until = now if clock.running and not clock.paused else clock.met_at or clock.starts_at
    coming = next((level for level in clock.to_come if level.due_at > now and level.number > BREACH), None)
    then = f"{said_time(coming.due_at, now)} {Told(ticket).names(coming.targets)}" if coming else ""
    return Why(
        clock, [(line.words, said_time(line.at, now)) for line in clock.sum(ticket.estate)],
        calendar_words(ticket, clock), said_time(clock.starts_at, now), then, marks_of(clock, x),
        spent=x(min(until, clock.due_at)), over=x(until) if until > clock.due_at else 0,
    )  # fmt: skip


def marks_of(clock: Explained, x: Any) -> list[dict[str, Any]]:
    """Warning, due, next step: a tick each, words above and the time below; ticks too near share their words."""
    names = {0: ("warn", _("warn")), 1: ("due", _("limit"))}
    found: list[dict[str, Any]] = []
    for level in clock.levels[:4]:
        css, word = names.get(level.number, ("later", _("report")))
        place = x(level.due_at)
        crowded = bool(found) and place - found[-1]["x"] < 34
        anchor = "end" if place > RIGHT - 20 else "middle"
        found.append({"x": place, "css": css, "word": "" if crowded else word, "anchor": anchor, "at": level.due_at})
    return found
