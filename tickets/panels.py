"""Where apps downstream add to the ticket page and the desk, which may not know them: panels, papers, folds, notices.

Each fills these lists in its AppConfig.ready.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from servicedesk.estates.models import Unit
from servicedesk.journal.models import Event
from servicedesk.people.principal import Principal
from tickets.models import Ticket


@dataclass(frozen=True)
class Panel:
    """A box of the ticket page. `context` gives what the template sees as `panel`, or None when there is nothing."""

    template: str
    context: Callable[[Principal, Ticket], dict[str, Any] | None]
    side: str = "right"


@dataclass(frozen=True)
class Paper:
    """A paper of the ticket: without `url` it is not there yet, and `note` says when it will be."""

    name: str
    note: str = ""
    url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Fold:
    """Events drawn as one entry of the timeline, such as a climb as a ladder."""

    event_ids: frozenset[int]
    at: datetime
    title: str
    icon: str = "stairs-up"
    rungs: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Notice:
    """A line above the desk's worklist that stays until it is settled. `context` as for a panel, seen as `notice`."""

    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


PANELS: list[Panel] = []
NOTICES: list[Notice] = []
PAPERS: list[Callable[[Ticket], list[Paper]]] = []
FOLDS: list[Callable[[Ticket, list[Event]], list[Fold]]] = []
# For a kind of timer: what will happen at its next level, when it is more than telling people.
FUTURES: dict[str, Callable[[Ticket], str]] = {}

# What a resident may do by his link besides following: (name of the page that takes the token, words), or None.
BY_LINK: list[Callable[[Ticket, datetime], tuple[str, str] | None]] = []


@dataclass(frozen=True)
class HomeLink:
    """What may be done about a home on a page of another app, such as taking its fees."""

    url: str
    icon: str
    label: Any


# For a home: its link, or None where this person may not.
HOMES: list[Callable[[Principal, Unit], HomeLink | None]] = []


def home_links(actor: Principal, unit: Unit) -> list[HomeLink]:
    """What other apps offer about a home."""
    return [link for offer in HOMES if (link := offer(actor, unit)) is not None]


def panels(actor: Principal, ticket: Ticket, side: str) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of the boxes that have something to show."""
    found = [(panel.template, panel.context(actor, ticket)) for panel in PANELS if panel.side == side]
    return [(template, context) for template, context in found if context is not None]


def notices(request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of the lines above the worklist."""
    found = [(notice.template, notice.context(request)) for notice in NOTICES]
    return [(template, context) for template, context in found if context is not None]


def papers(ticket: Ticket) -> list[Paper]:
    """The ticket's papers, those to come included."""
    return [paper for source in PAPERS for paper in source(ticket)]
