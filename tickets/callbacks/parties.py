"""Those who reported one fault, each with a callback of his own: tries, answer, whether he is done with (R7, R25–R27).

Somebody who called twice is one person: by his phone he is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from servicedesk.refusals import NotFound
from tickets.callbacks.terms.actions import Holding
from tickets.enums import BY_PERSON, SATISFIED, CallOutcome, Grade
from tickets.models import AlsoReported, CallAttempt, GivenUp, Ticket

# From the best to the worst, as they are declared.
ORDER = list(Grade)


@dataclass
class Party:
    """One reporter in the callback that runs. `reporter` None: the ticket's own."""

    ticket: Ticket
    reporter: AlsoReported | None = None
    # Of this callback, oldest first.
    attempts: list[CallAttempt] = field(default_factory=list)
    given_up: GivenUp | None = None
    # His other calls about the same fault.
    others: list[AlsoReported] = field(default_factory=list)

    @property
    def keys(self) -> list[UUID | None]:
        """The rows by which he is known."""
        return [self.reporter_id, *(one.pk for one in self.others)]

    @property
    def key(self) -> str:
        """What a page or another system names him by; '' is the ticket's own reporter."""
        return str(self.reporter.pk) if self.reporter else ""

    @property
    def reporter_id(self) -> UUID | None:
        return self.reporter.pk if self.reporter else None

    @property
    def name(self) -> str:
        return str(self.reporter.name if self.reporter else self.ticket.contact_name)

    @property
    def phone(self) -> str:
        return str(self.reporter.phone if self.reporter else self.ticket.contact_phone)

    @property
    def salutation(self) -> str:
        """How he is addressed."""
        resident = self.reporter.resident if self.reporter else self.ticket.reporter
        return str(resident.salutation) if resident else ""

    @property
    def resident_id(self) -> UUID | None:
        return self.reporter.resident_id if self.reporter else self.ticket.reporter_id

    @property
    def report(self) -> Ticket:
        """The ticket by which he reported it: his own words, and his own link."""
        came_from = self.reporter.came_from if self.reporter else None
        return came_from or self.ticket

    @property
    def answer(self) -> CallAttempt | None:
        """What he said last."""
        return next((call for call in reversed(self.attempts) if call.outcome == CallOutcome.REACHED), None)

    @property
    def missed(self) -> list[datetime]:
        """When he was tried in vain since he last answered."""
        tries = takewhile(lambda call: call.outcome != CallOutcome.REACHED, reversed(self.attempts))
        return [call.at for call in tries][::-1]

    @property
    def is_satisfied(self) -> bool:
        """Satisfied, or what he did not like was solved in the call (R26)."""
        return self.answer is not None and (self.answer.grade in SATISFIED or self.answer.settled)

    @property
    def is_unreachable(self) -> bool:
        """Given up with approval, and nothing was heard of him since (R27)."""
        return self.given_up is not None and (self.answer is None or self.answer.at <= self.given_up.at)

    @property
    def is_done(self) -> bool:
        """Reached and satisfied, or given up."""
        return self.is_satisfied or self.is_unreachable

    @property
    def answered_himself(self) -> bool:
        """Whether he graded this callback by his link or code."""
        return any(call.means not in BY_PERSON and call.outcome == CallOutcome.REACHED for call in self.attempts)

    def days_missed(self) -> int:
        return len({at.astimezone(self.ticket.estate.tz).date() for at in self.missed})

    def may_be_given_up(self, terms: Holding) -> bool:
        """Tried often enough, on enough days, for the supervisor to agree (R27)."""
        return len(self.missed) >= terms.tries and self.days_missed() >= terms.days


def parties(ticket: Ticket) -> list[Party]:
    """Everybody who is called back about this ticket, its own reporter first. Three queries."""
    return parties_of([ticket])[ticket.pk]


def parties_of(tickets: Iterable[Ticket]) -> dict[Any, list[Party]]:
    """The same for many tickets, by key, with as many queries."""
    every = {ticket.pk: ticket for ticket in tickets}
    further: dict[Any, list[AlsoReported]] = defaultdict(list)
    rows = AlsoReported.objects.filter(ticket__in=list(every), left_at=None).select_related("came_from", "resident")
    for row in rows.order_by("received_at", "pk"):
        further[row.ticket_id].append(row)
    found = {key: each(ticket, further[key]) for key, ticket in every.items()}
    fill({(key, row): party for key, people in found.items() for party in people for row in party.keys}, every)
    return found


def each(ticket: Ticket, further: Sequence[AlsoReported]) -> list[Party]:
    """One of each person: who called again by the same number is not called twice."""
    people = [Party(ticket)]
    for row in further:
        himself = next((one for one in people if row.phone and row.phone == one.phone), None)
        if himself is None:
            people.append(Party(ticket, row))
        else:
            himself.others.append(row)
    return people


def fill(by_key: dict[Any, Party], tickets: dict[Any, Ticket]) -> None:
    """Attempts and approvals of the callback that runs: what was before a rework counts no more."""
    calls = CallAttempt.objects.filter(ticket__in=list(tickets), follow_up=None).order_by("at", "pk")
    for call in calls:
        party = by_key.get((call.ticket_id, call.reporter_id))
        if party is not None and call.at >= began(party.ticket):
            party.attempts.append(call)
    for row in GivenUp.objects.filter(ticket__in=list(tickets)):
        party = by_key.get((row.ticket_id, row.reporter_id))
        if party is not None and row.callback_at == began(party.ticket):
            party.given_up = row


def began(ticket: Ticket) -> datetime:
    """When the callback that runs began."""
    since: datetime = ticket.callback_at or ticket.registered_at
    return since


def party_of(people: Sequence[Party], reporter_id: UUID | None) -> Party:
    """The one who is meant; None: the ticket's own. Raises NotFound for whoever did not report this fault (R7)."""
    found = next((one for one in people if reporter_id in one.keys), None)
    if found is None:
        raise NotFound(_("Nobody of this name reported this fault."), rule="R7", field="reporter")
    return found


def worst(people: Iterable[Party]) -> str:
    """The ticket's grade: of all that were given, the worst, so that no neighbour hides who is not satisfied (R25)."""
    grades = [Grade(one.answer.grade) for one in people if one.answer is not None]
    return max(grades, key=ORDER.index, default="")


def answers(ticket: Ticket) -> Iterator[CallAttempt]:
    """What each reporter said last, in whatever callback, the latest first."""
    here = Q(reporter=None) | Q(reporter__left_at=None)
    seen = set()
    for call in ticket.call_attempts.filter(here, outcome=CallOutcome.REACHED).order_by("-at", "-pk"):
        if call.reporter_id not in seen:
            seen.add(call.reporter_id)
            yield call


def latest_bad(ticket: Ticket) -> CallAttempt | None:
    """The latest answer of somebody who was not satisfied, and has said nothing else since (R26)."""
    return next((call for call in answers(ticket) if call.grade not in SATISFIED), None)
