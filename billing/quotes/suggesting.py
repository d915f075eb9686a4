"""Who is likely to pay, and why: proposed to whoever tells the price, decided by a person (R34)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from billing.enums import Payer, QuoteState
from billing.models import Charge, DeveloperWarranty, PriceItem
from servicedesk.timers.now import now, today_in
from tickets.enums import Kind
from tickets.models import Ticket


@dataclass(frozen=True)
class Suggestion:
    """A payer, and the reason as it is shown."""

    payer: str
    why: str = ""


class Payers:
    """What speaks for whom, of one ticket: asked of the database once for all its lines."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.general = general(ticket)
        self._done: list[Charge] | None = None

    def of(self, item: PriceItem | None) -> Suggestion:
        """For this item; for words of one's own what speaks for the whole ticket."""
        repeated = self.repeated(item) if item is not None and item.warranty_days else None
        return repeated or self.general

    def repeated(self, item: PriceItem) -> Suggestion | None:
        """The same job was done there within its days of warranty: at the company's cost."""
        since = now() - timedelta(days=item.warranty_days)
        for line in self.done:
            if line.item and line.item.code == item.code and line.ticket.signed_off_at >= since:  # type: ignore[operator]
                words = _("done already on {day} ({number}), within the {n} days of its warranty")
                day = line.ticket.signed_off_at.astimezone(self.ticket.estate.tz).date()  # type: ignore[union-attr]
                return Suggestion(Payer.COMPANY, words.format(day=day, number=line.ticket.number, n=item.warranty_days))
        return None

    @property
    def done(self) -> list[Charge]:
        """What was agreed and done at this place before, the latest first."""
        if self._done is None:
            here = Q(ticket__unit=self.ticket.unit_id) if self.ticket.unit_id else Q(ticket__area=self.ticket.area_id)
            rows = Charge.objects.filter(here, quote__state=QuoteState.CONSENTED, item__isnull=False)
            rows = rows.exclude(ticket=self.ticket).exclude(ticket__signed_off_at=None)
            placed = self.ticket.unit_id or self.ticket.area_id
            found = rows.select_related("ticket", "item").order_by("-ticket__signed_off_at")
            self._done = list(found[:50]) if placed else []
        return self._done


def general(ticket: Ticket) -> Suggestion:
    """What the place and the ticket say: rework, public area, the developer's warranty, else the resident."""
    if ticket.rework_count:
        return Suggestion(Payer.COMPANY, _("it is being done again"))
    if ticket.kind == Kind.PUBLIC_REPAIR or ticket.unit_id is None:
        return Suggestion(Payer.COMMON_FUND, _("a public area or facility"))
    until = developer_until(ticket)
    if until is not None and ticket.kind == Kind.HOUSEHOLD_REPAIR:
        return Suggestion(Payer.DEVELOPER, _("the developer's warranty runs until {day}").format(day=until))
    return Suggestion(Payer.RESIDENT)


def developer_until(ticket: Ticket) -> object | None:
    """The last day of the developer's warranty of this home; None when it is over or unknown."""
    building = ticket.unit.building_id if ticket.unit else None
    rows = DeveloperWarranty.objects.filter(Q(building=None) | Q(building=building), estate_id=ticket.estate_id)
    found = sorted(rows, key=lambda row: row.building_id is None)
    today = today_in(ticket.estate)
    return found[0].ends_on if found and found[0].ends_on >= today else None
