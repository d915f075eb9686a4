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
from servicedesk.timers.enums import BREACH, LIVE
from servicedesk.timers.models import Timer
from servicedesk.timers.now import now
from tickets.callbacks.parties import Party, parties_of
from tickets.callbacks.terms.actions import Holding, terms_of
from tickets.callbacks.terms.hours import Proposal, best_part, permitted, propose
from tickets.clock import CALLBACK
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
    # Its callback's clock is met while a department answers, unless somebody else is to be called meanwhile (R7).
    waiting_for_others = OpinionNotice.objects.filter(ticket=OuterRef("pk"), ended_at=None, answered_at=None)
    calls = Timer.objects.filter(clock_id=OuterRef("pk"), kind=CALLBACK, level=BREACH, met_at=None, state__in=LIVE)
    rows = open_callbacks(estate_id).exclude(Exists(waiting_for_others) & ~Exists(calls))
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
    # In its callback: everybody who reported it, and when to call each of those who are to be called (R7).
    people: list[Party] = field(default_factory=list)
    proposals: dict[UUID | None, Proposal] = field(default_factory=dict)
    wishes: dict[Any, str] = field(default_factory=dict)

    @property
    def to_call(self) -> list[Party]:
        """Who is not done with, and for whom no department is answering."""
        waits = self.notice is not None and self.notice.answered_at is None
        left = [one for one in self.people if not one.is_done]
        return [one for one in left if not (waits and self.notice and self.notice.reporter_id == one.reporter_id)]

    @property
    def party(self) -> Party:
        """Who is to be called first; of a closed ticket its own reporter."""
        order = list(self.proposals)
        found = min(self.to_call, key=lambda one: order.index(one.reporter_id), default=None)
        return found or next((one for one in self.people if not one.is_done), Party(self.ticket))

    @property
    def missed(self) -> list[datetime]:
        """When he was tried in vain, for this callback or this further one."""
        if self.people:
            return self.party.missed
        return [call.at for call in self.attempts if call.outcome != CallOutcome.REACHED and self.belongs(call)]

    @property
    def times_missed(self) -> int:
        return len(self.missed)

    @property
    def tried_at(self) -> datetime | None:
        return max((call.at for call in self.attempts), default=None)

    def belongs(self, call: CallAttempt) -> bool:
        return call.follow_up_id == (self.follow_up.pk if self.follow_up else None)

    def tabs(self, terms: Holding) -> set[str]:
        """Where it stands; an analysis that goes on stands with the others of its kind too."""
        return {self.tab(terms)} | ({"analyses"} if self.analysis else set())

    def tab(self, terms: Holding) -> str:
        """Where it belongs. Answered by a department, it is back among those to call: he is told, and asked (R26)."""
        if self.ticket.state != State.CALLBACK:
            return "again" if self.follow_up else "notices" if self.notice else "analyses"
        if self.notice is not None and not self.to_call:
            return "notices"
        stand = {self.stands(one, terms) for one in self.to_call}
        return next((tab for tab in ("due", "tried", "unreachable", "dissatisfied") if tab in stand), "due")

    def stands(self, one: Party, terms: Holding) -> str:
        """Where one of several reporters stands; the line follows whoever is to be called first (R7)."""
        if self.notice is not None and self.notice.reporter_id == one.reporter_id:
            return "due"
        if one.answer is not None:
            return "dissatisfied"
        if one.may_be_given_up(terms):
            return "unreachable"
        return "tried" if one.missed else "due"


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
    fill(found, estate, terms, at)
    return sorted(found.values(), key=lambda line: order(line, at))


def waiting(estate: Estate) -> list[Ticket]:
    """The estate's callbacks, first due first: one query."""
    rows = open_callbacks(estate.pk).select_related("assignee", "reporter", "estate")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST])


def fill(found: dict[Any, Line], estate: Estate, terms: Holding, at: datetime) -> None:
    """Attempts, reporters, wishes, and when somebody was reached before: as many queries for all as for one."""
    for call in CallAttempt.objects.filter(ticket__in=list(found)).select_related("reporter").order_by("at"):
        found[call.ticket_id].attempts.append(call)
    in_callback = [line.ticket for line in found.values() if line.ticket.state == State.CALLBACK]
    for key, people in parties_of(in_callback).items():
        found[key].people = people
    everybody = [one for line in found.values() for one in line.people or [Party(line.ticket)]]
    residents = {one.resident_id for one in everybody if one.resident_id}
    wishes = dict(CallWish.objects.filter(resident__in=residents).values_list("resident_id", "hours"))
    parts = learned({one.phone for one in everybody} - {""}, estate)
    for line in found.values():
        when_each(line, terms, at, wishes, parts)


def when_each(line: Line, terms: Holding, at: datetime, wishes: dict[Any, str], parts: dict[str, str]) -> None:
    """When to call each of a line's reporters; the line stands where the earliest of them does."""
    due = line.follow_up.due_at if line.follow_up else line.ticket.due_at
    rhythm, proposals = terms.rhythm(line.ticket.estate.tz), {}
    for one in line.to_call or [line.party]:
        missed = one.missed if line.people else line.missed
        wish, best = wishes.get(one.resident_id, ""), parts.get(one.phone, "")
        # His deadline does not wait for his best hour.
        proposals[one.reporter_id] = propose(rhythm, at, missed, wish=wish, best=best, due=due)
    line.proposals = dict(sorted(proposals.items(), key=lambda pair: max(pair[1].at, at)))
    first, line.wishes = line.party, wishes
    line.wish, line.best = wishes.get(first.resident_id, ""), parts.get(first.phone, "")
    line.proposal = line.proposals.get(first.reporter_id)


def learned(phones: set[str], estate: Estate) -> dict[str, str]:
    """In which part of the day somebody was reached at each of these numbers before (R27)."""
    calls = CallAttempt.objects.filter(
        # By the last digits first, as the index has them.
        ticket__contact_last4__in={phone[-4:] for phone in phones}, ticket__contact_phone__in=phones, reporter=None,
        outcome=CallOutcome.REACHED, means=CallMeans.PHONE,
    )  # fmt: skip
    at: dict[str, list[datetime]] = defaultdict(list)
    for phone, moment in calls.order_by("-at").values_list("ticket__contact_phone", "at")[:LEARNED_FROM]:
        at[phone].append(moment)
    return {phone: best_part(moments, estate.tz) for phone, moments in at.items()}


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
