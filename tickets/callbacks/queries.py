"""Who is to be called back, first due first, and when (R25–R28)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from servicedesk.estates.models import Estate
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.now import now
from tickets.callbacks.terms.actions import Holding, terms_of
from tickets.callbacks.terms.hours import Proposal, best_part, permitted, propose
from tickets.enums import CallMeans, CallOutcome, State
from tickets.models import CallAttempt, CallWish, ComplaintAnalysis, FollowUp, OpinionNotice, Ticket

# What a page shows; an estate with more open callbacks than this has another problem first.
MOST = 300
# From how many earlier calls one learns when somebody is at home.
LEARNED_FROM = 2000
TABS: dict[str, Any] = {
    "due": _("To call"),
    "tried": _("Tried"),
    "dissatisfied": _("Not satisfied"),
    "notices": _("Notices"),
    "analyses": _("Analyses"),
    "unreachable": _("May be closed"),
    "again": _("Asked again"),
}


def to_call(estate_id: UUID, at: datetime) -> int:
    """How many are to be called: those in their callback whose notice is not with a department, and further ones."""
    return sum(n for (n,) in (*CALLBACKS(estate_id), *FURTHER(estate_id, at)))


def counted_callbacks(estate_id: UUID) -> QuerySet[Any]:
    waiting_for_others = OpinionNotice.objects.filter(ticket=OuterRef("pk"), ended_at=None, answered_at=None)
    rows = open_callbacks(estate_id).exclude(Exists(waiting_for_others))
    return rows.values("estate_id").annotate(n=Count("pk")).values_list("n")


def counted_further(estate_id: UUID, at: datetime) -> QuerySet[Any]:
    rows = FollowUp.objects.filter(ticket__estate_id=estate_id, ended_at=None, opens_at__lte=at)
    rows = rows.exclude(ticket__state=State.CALLBACK)
    return rows.values("ticket__estate_id").annotate(n=Count("pk")).values_list("n")


# The figure in the rail of every page.
CALLBACKS, FURTHER = Prepared(counted_callbacks, UUID), Prepared(counted_further, UUID, datetime)


def open_callbacks(estate_id: UUID) -> QuerySet[Ticket]:
    """Tickets of an estate in their callback. Spelled like the worklist's index."""
    return Ticket.objects.filter(estate_id=estate_id).exclude(state=State.CLOSED).filter(state=State.CALLBACK)


@dataclass
class Line:
    """One ticket of the list, and what is known about calling its reporter."""

    ticket: Ticket
    attempts: list[CallAttempt] = field(default_factory=list)
    notice: OpinionNotice | None = None
    analysis: ComplaintAnalysis | None = None
    follow_up: FollowUp | None = None
    wish: str = ""
    best: str = ""
    proposal: Proposal | None = None

    @property
    def missed(self) -> list[datetime]:
        """When he was tried in vain, for this callback or this further one."""
        return [call.at for call in self.attempts if call.outcome != CallOutcome.REACHED and self.belongs(call)]

    @property
    def times_missed(self) -> int:
        return len(self.missed)

    @property
    def reached(self) -> bool:
        """He has answered since the callback began."""
        since = self.ticket.callback_at
        answers = [call for call in self.attempts if call.outcome == CallOutcome.REACHED and call.follow_up_id is None]
        return any(since is None or call.at >= since for call in answers)

    @property
    def tried_at(self) -> datetime | None:
        return max((call.at for call in self.attempts), default=None)

    def belongs(self, call: CallAttempt) -> bool:
        return call.follow_up_id == (self.follow_up.pk if self.follow_up else None)

    def may_close(self, terms: Holding) -> bool:
        """Tried often enough, on enough days, for the supervisor to close it (R27)."""
        zone = self.ticket.estate.tz
        return len(self.missed) >= terms.tries and len({at.astimezone(zone).date() for at in self.missed}) >= terms.days

    def tabs(self, terms: Holding) -> set[str]:
        """Where it stands; an analysis that goes on stands with the others of its kind too."""
        return {self.tab(terms)} | ({"analyses"} if self.analysis else set())

    def tab(self, terms: Holding) -> str:
        """Where it belongs. Answered by a department, it is back among those to call: he is told, and asked (R26)."""
        if self.ticket.state != State.CALLBACK:
            return "again" if self.follow_up else "notices" if self.notice else "analyses"
        if self.notice is not None:
            return "notices" if self.notice.answered_at is None else "due"
        if self.reached:
            return "dissatisfied"
        if self.may_close(terms):
            return "unreachable"
        return "tried" if self.missed else "due"


def lines(estate: Estate, terms: Holding, at: datetime) -> list[Line]:
    """Everything of the callback desk of an estate, with as many queries however much there is."""
    found = {one.pk: Line(one) for one in waiting(estate)}
    for model, name, open_now in (
        (OpinionNotice, "notice", {"ended_at": None}),
        (ComplaintAnalysis, "analysis", {"approved_at": None}),
        (FollowUp, "follow_up", {"ended_at": None, "opens_at__lte": at}),
    ):
        related = ("ticket__estate", "ticket__assignee", "ticket__reporter")
        more = ("department",) if name == "notice" else ("owner",) if name == "analysis" else ()
        rows: Any = model.objects.filter(ticket__estate=estate, **open_now).select_related(*related, *more)
        for row in rows.order_by("pk")[:MOST]:
            # While the callback itself is open, the weekly call is made with it.
            if name != "follow_up" or row.ticket.state != State.CALLBACK:
                setattr(found.setdefault(row.ticket_id, Line(row.ticket)), name, row)
    fill(found, estate)
    for line in found.values():
        line.proposal = proposed(line, terms, estate, at)
    return sorted(found.values(), key=lambda line: order(line, at))


def waiting(estate: Estate) -> list[Ticket]:
    """The estate's callbacks, first due first: one query."""
    rows = open_callbacks(estate.pk).select_related("assignee", "reporter", "estate")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST])


def fill(found: dict[Any, Line], estate: Estate) -> None:
    """Attempts, wishes, and when somebody was reached before: three queries for all."""
    for call in CallAttempt.objects.filter(ticket__in=list(found)).order_by("at"):
        found[call.ticket_id].attempts.append(call)
    residents = {line.ticket.reporter_id for line in found.values() if line.ticket.reporter_id}
    wishes = dict(CallWish.objects.filter(resident__in=residents).values_list("resident_id", "hours"))
    parts = learned({line.ticket.contact_phone for line in found.values()} - {""}, estate)
    for line in found.values():
        line.wish, line.best = wishes.get(line.ticket.reporter_id, ""), parts.get(line.ticket.contact_phone, "")


def learned(phones: set[str], estate: Estate) -> dict[str, str]:
    """In which part of the day somebody was reached at each of these numbers before (R27)."""
    calls = CallAttempt.objects.filter(
        # By the last digits first, as the index has them.
        ticket__contact_last4__in={phone[-4:] for phone in phones}, ticket__contact_phone__in=phones,
        outcome=CallOutcome.REACHED, means=CallMeans.PHONE,
    )  # fmt: skip
    at: dict[str, list[datetime]] = defaultdict(list)
    for phone, moment in calls.order_by("-at").values_list("ticket__contact_phone", "at")[:LEARNED_FROM]:
        at[phone].append(moment)
    return {phone: best_part(moments, estate.tz) for phone, moments in at.items()}


def proposed(line: Line, terms: Holding, estate: Estate, at: datetime) -> Proposal:
    """When to call him next. His deadline does not wait for his best hour."""
    due = line.follow_up.due_at if line.follow_up else line.ticket.due_at
    return propose(terms.rhythm(estate.tz), at, line.missed, wish=line.wish, best=line.best, due=due)


def order(line: Line, at: datetime) -> tuple[Any, ...]:
    """Those who may be called now by their deadlines, then the others by when they may be."""
    opens = line.proposal.at if line.proposal else at
    due = line.follow_up.due_at if line.follow_up else line.ticket.due_at
    return (opens if opens > at else at, due is None, due or at, line.ticket.pk)


@dataclass(frozen=True)
class List:
    """The callbacks of one estate, sorted into the tabs."""

    tabs: dict[str, list[Line]]
    terms: Holding
    # None: calls are permitted now.
    closed_until: datetime | None

    @classmethod
    def of(cls, estate: Estate) -> "List":
        terms, at = terms_of(estate), now()
        found: dict[str, list[Line]] = {name: [] for name in TABS}
        for line in lines(estate, terms, at):
            for tab in line.tabs(terms):
                found[tab].append(line)
        open_now = permitted(terms.hours, estate.tz, at)
        return cls(found, terms, None if open_now else propose(terms.rhythm(estate.tz), at).at)

    def count(self, tab: str) -> int:
        return len(self.tabs[tab])

    def chosen(self, tab: str, number: str) -> Line | None:
        """The ticket of this number in whatever tab, else the first of the tab."""
        return self.named(number) or next(iter(self.tabs[tab]), None)

    def named(self, number: str) -> Line | None:
        everywhere = (line for rows in self.tabs.values() for line in rows)
        return next((line for line in everywhere if line.ticket.number == number), None)

    def next_due(self) -> datetime | None:
        """When the next of all has to be called."""
        return min(
            (line.ticket.due_at for rows in self.tabs.values() for line in rows if line.ticket.due_at), default=None
        )
