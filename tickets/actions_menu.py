"""What can be done to a ticket: each app registers its verbs, so that pages and API offer only what is possible now.

A verb is possible when its rule holds for this person and its state check for this ticket; the action checks again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule
from tickets.models import Ticket


@dataclass(frozen=True)
class Verb:
    """One thing to be done at POST /tickets/<number>/<name>.

    form: GET of the same address gives the form that asks for what is needed; without it the button posts at once.
    prompts: {kind of timer or state: place} for the bar "what to do now"; place 1 is the primary outcome.
    place: 'bar' stands at the head of the page with its key, 'menu' behind the dots, '' only where a panel offers it.
    """

    name: str
    label: Any
    icon: str
    rule: Rule
    allowed: Callable[[Ticket], bool]
    form: bool = True
    key: str = ""
    place: str = "menu"
    prompts: dict[str, int] = field(default_factory=dict)

    def url(self, ticket: Ticket) -> str:
        """Its address for this ticket; '' while no page has it."""
        try:
            return reverse(f"ticket-{self.name}", args=[ticket.number])
        except NoReverseMatch:
            return ""

    def possible(self, actor: Principal, ticket: Ticket) -> bool:
        return self.allowed(ticket) and self.rule(actor, ticket)


VERBS: dict[str, Verb] = {}


def register(*verbs: Verb) -> None:
    """Add an app's verbs. Raises ValueError when a name is taken."""
    for verb in verbs:
        if verb.name in VERBS:
            raise ValueError(f"The verb {verb.name} stands twice.")
        VERBS[verb.name] = verb


def possible(actor: Principal, ticket: Ticket) -> list[Verb]:
    """What this person may do to this ticket now, in the order of registration."""
    return [verb for verb in VERBS.values() if verb.possible(actor, ticket)]


def prompted(verbs: list[Verb], ticket: Ticket) -> list[Verb]:
    """The outcomes of the next step, first the primary one: those of the head clock, else those of the state."""
    for cause in (ticket.due_kind, ticket.state):
        found = [verb for verb in verbs if cause in verb.prompts]
        if found:
            return sorted(found, key=lambda verb: verb.prompts[cause])[:3]
    return []
