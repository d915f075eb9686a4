"""The bar "what to do now": the clock that breaches first, one sentence, and the outcomes to record."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.timers.kinds import KINDS
from tickets.actions_menu import Verb, prompted
from tickets.enums import State
from tickets.models import Ticket
from tickets.rules import work_desk
from tickets.turns import turn_of

# Where the forms of the page's verbs open.
STEP = "#step"


@dataclass(frozen=True)
class NextStep:
    """`verb`: the words in bold; `line`: the rest; `outcomes` for parts/_outcome.html, the primary one last."""

    verb: str
    line: str
    outcomes: list[dict[str, Any]]


def next_step(ticket: Ticket, actor: Principal, verbs: list[Verb]) -> NextStep:
    """What is to be done now, with what this person may record. The desk reads its prompts; others their verbs."""
    kind, turn = KINDS.get(ticket.due_kind), turn_of(ticket)
    at_desk = work_desk(actor, ticket)
    line = turn.line(ticket, actor) if at_desk and kind else ""
    # What the desk's card offers aside, this page has in its bar and menu.
    found = [one for one in turn.outcomes(ticket, actor) if not one.get("aside")] if at_desk and kind else []
    if not found:
        found = [button(ticket, verb, key=str(n)) for n, verb in enumerate(prompted(verbs, ticket), start=1)]
    verb = turn.verb(ticket) or (str(kind.prompt or kind.label) if kind else idle(ticket))
    return NextStep(verb, line, arranged(found))


def idle(ticket: Ticket) -> str:
    """No clock runs: why not."""
    if ticket.state == State.CLOSED:
        return _("Closed: {resolution}").format(resolution=ticket.get_resolution_display())
    if ticket.state == State.ON_SITE:
        return _("Work is going on")
    return str(ticket.get_state_display())


def arranged(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without a key first; then 3 2 1, so that the one primary outcome stands at the right end."""
    placed = [{**one, "primary": one.get("key") == "1"} for one in found]
    for one in placed:
        if one.get("get"):
            one["target"] = STEP
    keyed = sorted((one for one in placed if one.get("key")), key=lambda one: str(one["key"]), reverse=True)
    return [*(one for one in placed if not one.get("key")), *keyed]


def button(ticket: Ticket, verb: Verb, *, key: str = "") -> dict[str, Any]:
    """A verb as an outcome (parts/_outcome.html): opens its form in #step, or posts at once."""
    how = {"get": verb.url(ticket), "target": STEP} if verb.form else {"post": verb.url(ticket)}
    return {"label": verb.label, "icon": verb.icon, "key": key or verb.key, **how}
