"""How units stand: what they owe, what was said to them, and why they may not be reminded now (R38). Of one unit or of
many it takes the same number of questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from billing.arrears.ageing import Item, items_of
from billing.arrears.enums import IN_PERSON, MISSED, Channel, PromiseState, StopKind
from billing.arrears.promises import judged
from billing.arrears.terms import Stage, Terms, terms_of_all
from billing.models import ArrearsStop, PaymentPromise, Reminder
from billing.money import ZERO
from servicedesk.estates.enums import Relation
from servicedesk.estates.models import Estate, Occupant, Resident, Unit
from servicedesk.timers.now import now, today_in
from tickets.callbacks.terms.actions import Holding, all_terms
from tickets.callbacks.terms.hours import next_permitted, permitted
from tickets.enums import Kind, State
from tickets.models import CallWish, Ticket


@dataclass(frozen=True)
class Hold:
    """One reason why a reminder does not go: `kind` for programs, `words` for people."""

    kind: str
    words: str
    until: date | None = None


@dataclass(frozen=True)
class Standing:
    """One unit as it stands at this moment."""

    unit: Unit
    today: date
    terms: Terms
    calls: Holding
    items: tuple[Item, ...]
    resident: Resident | None
    wish: str
    complaints: tuple[str, ...]
    promise: PaymentPromise | None
    stops: tuple[ArrearsStop, ...]
    # The latest that reached somebody; and how far the ladder was climbed since the oldest debt fell due.
    last: Reminder | None
    climbed: int

    @property
    def overdue(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.overdue)

    @property
    def owed(self) -> Decimal:
        return sum((one.amount for one in self.overdue), ZERO)

    @property
    def coming(self) -> Decimal:
        return sum((one.amount for one in self.items if not one.overdue), ZERO)

    @property
    def age(self) -> int:
        return max((one.age for one in self.overdue), default=0)

    @property
    def stage(self) -> Stage | None:
        """The step that is next."""
        return self.terms.stage_for(self.age, self.climbed)

    @property
    def phone(self) -> str:
        phones = list(self.resident.phones.all()) if self.resident else []
        return phones[0].number if phones else ""

    def holds(self, channel: str, at: datetime) -> list[Hold]:
        """Why a reminder may not go this way now; none: it may."""
        return [*self.of_money(), *self.of_people(channel), *self.of_time(channel, at)]

    def of_money(self) -> Iterator[Hold]:
        if not self.overdue:
            yield Hold("nothing", _("Nothing is overdue."))
        elif self.stage is None:
            yield Hold("early", _("Overdue for {n} days; the first step comes later.").format(n=self.age))
        if self.overdue and self.owed < self.terms.row.minimum:
            yield Hold("minimum", _("Less than ¥{sum} is owed.").format(sum=self.terms.row.minimum))

    def of_people(self, channel: str) -> Iterator[Hold]:
        if self.promise is not None:
            words = _("{who} promised ¥{amount} until {day}.").format(
                who=self.promise.promised_by, amount=self.promise.amount, day=self.promise.until
            )
            yield Hold("promise", words, self.promise.until)
        for number in self.complaints:
            yield Hold("complaint", _("Complaint {number} is open.").format(number=number))
        for one in self.stops:
            # Who does not wish to be contacted still has a right to a letter.
            if one.kind != StopKind.NO_CONTACT or channel != Channel.LETTER:
                yield Hold(one.kind, f"{one.get_kind_display()}{_(': ')}{one.reason}", one.until)

    def of_time(self, channel: str, at: datetime) -> Iterator[Hold]:
        gap = timedelta(days=self.terms.row.gap_days)
        if self.last is not None and self.today < self.last.day + gap:
            words = _("{name} reminded them on {day}; again from {next} on.").format(
                name=self.last.by_name, day=self.last.day, next=self.last.day + gap
            )
            yield Hold("reminded", words, self.last.day + gap - timedelta(days=1))
        zone = self.unit.estate.tz
        hours = (self.wish,) if self.wish else self.calls.hours
        if channel in IN_PERSON and not permitted(hours, zone, at):
            opens = next_permitted(hours, zone, at).astimezone(zone)
            words = _("Nobody is called at this hour: again from {time}.")
            yield Hold("hours", words.format(time=f"{opens:%m-%d %H:%M}"))


def standings(units: Iterable[UUID]) -> dict[UUID, Standing]:
    """How each of these units stands now; the caller has looked whose they are, and before writing holds them alone."""
    rows = {one.pk: one for one in Unit.objects.filter(pk__in=list(units)).select_related("estate__tenant", "building")}
    estates = list({one.estate_id: one.estate for one in rows.values()}.values())
    days = {one.pk: today_in(one) for one in estates}
    terms, calls = terms_of_all(estates), calls_of(estates)
    items, people = items_of(rows, estates), people_of(rows)
    wishes = dict(CallWish.objects.filter(resident__in=[one.pk for one in people.values()]).values_list(
        "resident_id", "hours"))  # fmt: skip
    complaints, promised, stopped, said = complaints_of(rows), running(rows), stops_of(rows, days), reminders_of(rows)
    found = {}
    for pk, unit in rows.items():
        oldest = min((one.due for one in items[pk] if one.overdue), default=None)
        reached = [one for one in said[pk] if one.result not in MISSED]
        climbed = max((one.stage for one in reached if oldest is not None and one.day > oldest), default=0)
        resident = people.get(pk)
        found[pk] = Standing(
            unit, days[unit.estate_id], terms[unit.estate_id], calls[unit.estate_id], tuple(items[pk]), resident,
            wishes.get(resident.pk, "") if resident else "", tuple(complaints[pk]), promised.get(pk),
            tuple(stopped[pk]), reached[0] if reached else None, climbed,
        )  # fmt: skip
    return found


def calls_of(estates: Sequence[Estate]) -> dict[UUID, Holding]:
    """When residents of these estates may be called."""
    return {one.estate.pk: one for one in all_terms(estates) if one.estate is not None}


def people_of(units: Iterable[UUID]) -> dict[UUID, Resident]:
    """To whom one speaks about a unit: its owner, else who else lives there."""
    rank = {Relation.OWNER: 0, Relation.LESSEE: 1}
    rows = Occupant.objects.filter(unit__in=list(units)).select_related("resident").order_by("unit_id", "pk")
    first = {}
    for pk, group in groupby(rows.prefetch_related("resident__phones"), lambda one: one.unit_id):
        first[pk] = min(group, key=lambda one: rank.get(Relation(one.relation), 2)).resident
    return first


def complaints_of(units: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Numbers of the complaints that are open: who waits for an answer of ours is not pressed for money."""
    rows = Ticket.objects.filter(unit__in=list(units), kind=Kind.COMPLAINT).exclude(state=State.CLOSED)
    return grouped(rows.order_by("registered_at").values_list("unit_id", "number"))


def running(units: Iterable[UUID]) -> dict[UUID, PaymentPromise]:
    """The promise that runs, of each unit that has one."""
    rows = judged(PaymentPromise.objects.filter(unit__in=list(units))).filter(state=PromiseState.RUNNING)
    return {one.unit_id: one for one in rows.order_by("at")}


def stops_of(units: Iterable[UUID], days: dict[UUID, date]) -> dict[UUID, list[ArrearsStop]]:
    """What somebody said, of which the last day is not over."""
    rows = ArrearsStop.objects.filter(unit__in=list(units), ended_at=None).order_by("set_at")
    return grouped(
        (one.unit_id, one) for one in rows if one.until is None or one.until >= days[one.estate_id]
    )  # fmt: skip


def reminders_of(units: Iterable[UUID]) -> dict[UUID, list[Reminder]]:
    """Latest first; of the last two years."""
    rows = Reminder.objects.filter(unit__in=list(units), at__gt=now() - timedelta(days=731))
    return grouped((one.unit_id, one) for one in rows.order_by("-at").defer("words", "lines"))


def grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def stops_until(unit_id: UUID, day: date) -> Q:
    """Stops of a unit that hold on a day."""
    return Q(unit=unit_id, ended_at=None) & (Q(until=None) | Q(until__gte=day))
