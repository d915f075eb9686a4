"""The board's cards and rows, drawn by hand: hundreds stand on a page, and a template each would cost most of it."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from servicedesk.people.enums import Skill
from servicedesk.timers.kinds import KINDS
from servicedesk.web import clocks
from servicedesk.web.marks import chip, glyph, seal
from servicedesk.web.wording import said_time
from tickets.enums import Kind, State

# Rows beyond the ninth have no key.
MOST_KEYS, MOST_SKILLS = 9, 3


class Card(NamedTuple):
    """What the board shows of a ticket: the columns it reads, and no more."""

    number: str
    place: str
    description: str
    kind: str
    state: str
    urgent: bool
    due_kind: str
    due_since: datetime | None
    due_at: datetime | None
    due_paused: bool
    arrived_at: datetime | None
    appointment_at: datetime | None

    @property
    def subject(self) -> str:
        return self.description or str(Kind(self.kind).label)

    @property
    def on_site(self) -> bool:
        return self.state == State.ON_SITE


COLUMNS = Card._fields


class Artist:
    """Draws one page; what is the same on all its cards is made once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.kinds = {name: str(kind.label) for name, kind in KINDS.items()}
        self.skills = {skill.value: escape(str(skill.label)) for skill in Skill}
        self.in_hand, self.until, self.off = escape(_("{n} in hand")), escape(_("until {time}")), escape(_("off shift"))
        # Addresses are made once, of a number that stands for all.
        self.urls = {name: reverse(name, args=["~"]) for name in ("ticket", "ticket-dispatch", "board-fits")}

    @cached_property
    def seal(self) -> str:
        return str(seal())

    def url(self, name: str, number: str) -> str:
        return self.urls[name].replace("~", quote(number))

    def cards(self, found: Iterable[Card], *, lift: bool = False) -> list[SafeString]:
        return [self.draw(one, lift=lift) for one in found]

    def draw(self, card: Card, *, lift: bool = False, timed: bool = False) -> SafeString:
        """The card. `lift`: it can be lifted (js/board.js). `timed`: it begins with the time of its appointment."""
        handle, link = self.handle(card) if lift else "", 'tabindex="-1"' if lift else ""
        subject = card.subject
        if timed and card.appointment_at:
            # First, so that no long subject pushes it out.
            subject = f"{said_time(card.appointment_at, self.now)} {subject}"
        return mark_safe(  # every value is escaped where it comes in
            f'<article class="ticket-card" data-state="{card.state}" {handle}><p>{glyph(card.state)}'
            f'<b><a href="{self.url("ticket", card.number)}" draggable="false" {link}>{escape(card.place)}</a></b>'
            f"{self.seal if card.urgent else ''}{self.clock(card, quiet=not lift)}</p>"
            f'<p class="what">{escape(subject)}</p></article>'
        )

    def handle(self, card: Card) -> str:
        """The attributes by which it is lifted, and asked who fits."""
        number = escape(card.number)
        assign, fits = (self.url(name, card.number) for name in ("ticket-dispatch", "board-fits"))
        return (
            f'id="c-{number}" data-card="{number}" data-assign="{assign}" data-fits="{fits}" '
            'draggable="true" tabindex="0"'
        )

    def clock(self, card: Card, *, quiet: bool) -> str:
        """The chip: on site when he came, else the head of the ticket's clock."""
        due_at, since, kind, met_at = card.due_at, card.due_since, self.kinds.get(card.due_kind, ""), None
        if card.on_site and card.arrived_at:
            due_at, since, kind, met_at = card.arrived_at, None, _("arrived"), card.arrived_at
        if due_at is None:
            return ""
        level = "paused" if card.due_paused and met_at is None else ""
        shown = clocks.chip(
            now=self.now, due_at=due_at, started_at=since, kind=kind, level=level, met_at=met_at, quiet=quiet
        )
        return chip(shown)

    def lane(self, lane: Any, nth: int) -> SafeString:
        """A person's row (board.Lane): his key, who he is, how much he holds, and the cards of his stations."""
        return mark_safe(
            f'<li class="lane" data-lane="{lane.staff.pk}"><header class="lane-head">'
            f"<kbd>{nth if nth <= MOST_KEYS else ''}</kbd><div>{self.person(lane)}</div>"
            f'<small class="fit"></small></header>{self.slots(lane)}</li>'
        )

    def person(self, lane: Any) -> str:
        """Name, title, skills; load and end of shift."""
        known = [self.skills[skill] for skill in lane.staff.skills if skill in self.skills]
        skills = "".join(f'<span class="attr">{skill}</span>' for skill in known[:MOST_SKILLS])
        ends = self.until.format(time=f"{timezone.localtime(lane.ends_at):%H:%M}") if lane.ends_at else self.off
        return (
            f'<p><b>{escape(lane.staff.name)}</b> <span class="muted">{escape(lane.staff.title)}</span>{skills}</p>'
            f'<p class="load"><meter min="0" max="{lane.full}" high="3" optimum="0" value="{lane.load}">{lane.load}'
            f"</meter>{self.in_hand.format(n=lane.load)} <span>{ends}</span></p>"
        )

    def slots(self, lane: Any) -> str:
        """His four stations; what is lifted falls into the third."""
        drawn = [self.cards(slot) for slot in (lane.on_site, lane.coming, lane.offered)]
        drawn.append([self.draw(one, timed=True) for one in lane.appointments])
        return "".join(
            f'<div class="slot"{" data-drop" if nth == 2 else ""}>{"".join(cards)}</div>'
            for nth, cards in enumerate(drawn)
        )
