"""The climb on the ticket's timeline, drawn as a ladder: a rung per person asked (R15)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.actions.placing import name_of
from dispatch.enums import AssignmentState, Mode
from dispatch.models import Assignment
from servicedesk.journal.models import Event
from servicedesk.people.models import StaffMember
from tickets.models import Ticket
from tickets.panels import FOLDS, Fold

OUTCOMES = {
    AssignmentState.OFFERED: "waiting",
    AssignmentState.ACCEPTED: "accepted",
    AssignmentState.DONE: "accepted",
    AssignmentState.REFUSED: "refused",
    AssignmentState.EXPIRED: "expired",
    AssignmentState.RECALLED: "unasked",
}
# The first offer of a climb keeps its own line: somebody chose that person.
KEPT = ("dispatch.offered", "dispatch.held_out")


def ladders(ticket: Ticket, events: list[Event]) -> list[Fold]:
    """A fold for each climb that asked more than one person. No query where no offer ever climbed."""
    if not any(event.type in KEPT and event.payload.get("level") for event in events):
        return []
    rows = ticket.assignments.select_related("staff", "department", "pool_department").order_by("climb", "level")
    climbs: dict[int, list[Assignment]] = {}
    for assignment in rows:
        climbs.setdefault(assignment.climb, []).append(assignment)
    chain = Chain(ticket)
    return [ladder(climb, events, chain) for climb in climbs.values() if len(climb) > 1]


def ladder(climb: list[Assignment], events: list[Event], chain: "Chain") -> Fold:
    """One climb, highest rung first, with those above who need not be asked (or are next)."""
    ids = {str(assignment.pk) for assignment in climb}
    mine = [event for event in events if event.payload.get("assignment_id") in ids]
    hidden = [event for event in mine if not (event.type in KEPT and not event.payload.get("level"))]
    last = climb[-1]
    above = [unasked(person, last) for person in chain.above(last.staff)]
    rungs = [*reversed(above), *(rung(assignment) for assignment in reversed(climb))]
    at = max((event.at for event in hidden), default=last.offered_at)
    return Fold(frozenset(event.pk for event in hidden), at, title(last), rungs=rungs)


def title(last: Assignment) -> str:
    words = {
        "waiting": _("climbing, level {n} is asked"),
        "accepted": _("climbed, level {n} accepted"),
    }.get(OUTCOMES[AssignmentState(last.state)], _("climbed, {n} people asked"))
    return words.format(n=last.level + 1)


def rung(assignment: Assignment) -> dict[str, Any]:
    at = assignment.answered_at or assignment.offered_at
    return {
        "outcome": OUTCOMES[AssignmentState(assignment.state)],
        "who": described(assignment.staff) if assignment.staff else name_of(assignment),
        "words": rung_words(assignment),
        "time": f"{timezone.localtime(at):%H:%M}",
    }


def rung_words(assignment: Assignment) -> str:
    """Refused: why; expired; accepted, promised when; waiting."""
    match assignment.state:
        case AssignmentState.REFUSED:
            return _("refused: {reason}").format(reason=assignment.reason)
        case AssignmentState.EXPIRED:
            return _("did not answer")
        case AssignmentState.OFFERED:
            return _("waiting for the answer")
        case AssignmentState.RECALLED:
            return _("taken back")
    how = _("accepted by phone") if assignment.mode == Mode.VERBAL else _("accepted")
    if assignment.arrival_promised_at is None:
        return how
    promised = timezone.localtime(assignment.arrival_promised_at)
    return _("{how}, there by {time}").format(how=how, time=f"{promised:%H:%M}")


def unasked(person: StaffMember, last: Assignment) -> dict[str, Any]:
    next_up = last.state == AssignmentState.OFFERED
    return {
        "outcome": "unasked",
        "who": described(person),
        "words": _("asked when nobody below goes") if next_up else _("need not be asked"),
        "time": None,
    }


def described(person: StaffMember) -> str:
    return f"{person.name} · {person.title}" if person.title else person.name


class Chain:
    """The superiors in this estate, read once."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.people: dict[Any, StaffMember] | None = None

    def above(self, person: StaffMember | None) -> list[StaffMember]:
        """Upwards from a person, without him; the estate manager ends it."""
        if self.people is None:
            here = StaffMember.objects.filter(postings__estate_id=self.ticket.estate_id).distinct()
            self.people = {one.pk: one for one in here}
        found: list[StaffMember] = []
        while person is not None and person.pk != self.ticket.estate.manager_id and person.reports_to_id:
            person = self.people.get(person.reports_to_id)
            if person is None or person in found:
                break
            found.append(person)
        return found


FOLDS.append(ladders)
