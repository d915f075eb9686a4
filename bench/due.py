"""Tickets whose clocks fall due at chosen moments, each with exactly one deadline about to fire."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from django.db import models

from bench.companies import Company
from bench.copying import Copier
from bench.demo.cycles import length
from bench.demo.ids import Ids
from bench.tickets import Opened, Row, Tickets
from dispatch.clock import ACCEPT
from dispatch.enums import AssignmentState
from dispatch.models import Assignment
from servicedesk.timers.enums import BREACH, TimerState
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Clock, Timer
from tickets.enums import State

STATES = {"dispatch": State.REGISTERED, "arrival": State.DISPATCHED, "accept": State.DISPATCHED}
_number = count(1)


class DueTickets:
    """Makes them; each call goes on with the numbers."""

    def __init__(self, copier: Copier, now: datetime) -> None:
        self.maker = Tickets(copier, now, seed=next(_number))
        self.ids: Ids = self.maker.ids

    def make(self, firms: list[Company], mix: dict[str, int], clocks: int, due: Callable[[int], datetime]) -> None:
        """So many clocks, spread over the firms, kinds by their share of a hundred."""
        rows: dict[type[models.Model], list[Row]] = {}
        kinds = list(spread_kinds(mix))
        for nth in range(clocks):
            # The firms take turns inside a round of kinds, so that each firm has every kind.
            self.one(firms[nth % len(firms)], kinds[(nth * 37) % len(kinds)], due(nth), rows)
        self.maker.write(rows)

    def one(self, company: Company, kind: str, due_at: datetime, rows: dict[type[models.Model], list[Row]]) -> None:
        """The breach falls due at `due_at`; its warning has been, the next step is minutes away."""
        terms = KINDS[kind].terms
        started = due_at - length(terms.duration)
        opened = Opened(company, self.maker, STATES[kind], started, next(_number))
        opened.write((kind,), rows)
        timers = [row for row in rows[Timer][-4:] if row["clock_id"] == rows[Clock][-1]["id"]]
        for row in timers:
            if row["level"] < BREACH:
                # Not `fired`: it would count among what this bench fires.
                row["state"] = TimerState.MET
        rows[Clock][-1]["next_due_at"] = due_at
        if kind == ACCEPT:
            self.unanswered(rows)

    def unanswered(self, rows: dict[type[models.Model], list[Row]]) -> None:
        """The offer is still open, and the ticket with nobody yet."""
        rows[Assignment][-1] |= {"state": AssignmentState.OFFERED, "answered_at": None, "answered_by": ""}


def spread_kinds(mix: dict[str, int]) -> Iterator[str]:
    """A hundred kinds by their shares."""
    for kind, share in mix.items():
        yield from [kind] * share
