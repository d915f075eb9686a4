"""When one may call and how often one tries (R27): the company's terms, an estate's own, and what a resident wishes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.models import Estate, Resident
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from tickets import rules
from tickets.callbacks.events import CallTermsChanged, CallWishChanged
from tickets.callbacks.terms import hours as sums
from tickets.models import CallTerms, CallWish
from tickets.models.callback import DAYS, HOURS, TRIES

RULE = "R27"
MOST_TRIES = 20


@dataclass(frozen=True)
class Holding:
    """What an estate (None: the company) says of its own, and what holds there."""

    estate: Estate | None
    own: CallTerms | None
    hours: tuple[str, ...]
    tries: int
    days: int

    @property
    def words(self) -> str:
        """09:00–12:00, 14:00–20:00."""
        return said(self.hours)

    def rhythm(self, zone: ZoneInfo) -> sums.Rhythm:
        return sums.Rhythm(zone, self.hours, self.tries, self.days)


def said(hours: Sequence[str]) -> str:
    return _(", ").join(one.replace("-", "–") for one in hours)


def holding(estate: Estate | None, rows: Iterable[CallTerms]) -> Holding:
    """The estate's own row, else the company's, else the trade's."""
    by_estate = {row.estate_id: row for row in rows}
    own = by_estate.get(estate.pk if estate else None)
    row = own or by_estate.get(None) or CallTerms()
    return Holding(estate, own, tuple(row.hours or HOURS), row.tries or TRIES, row.days or DAYS)


def terms_of(estate: Estate) -> Holding:
    """What holds in this estate. One query."""
    return holding(estate, CallTerms.objects.filter(Q(estate=estate) | Q(estate=None)))


def all_terms(estates: Iterable[Estate]) -> list[Holding]:
    """The company's, then these estates'. One query."""
    rows = list(CallTerms.objects.all())
    return [holding(one, rows) for one in (None, *estates)]


@atomic
def set_terms(
    *, actor: Principal, hours: Sequence[str] = (), tries: int = TRIES, days: int = DAYS, estate_id: UUID | None = None
) -> None:
    """The company's terms (no estate) or an estate's own; without hours the own ones are given up.

    Raises Invalid for hours that make no sense or more days than tries, NotFound for another's estate.
    """
    place_of_setting(actor, estate_id, rule=RULE)
    one_at_a_time("call_terms")
    row = CallTerms.objects.filter(estate_id=estate_id).first()
    before = facts(row)
    if not hours:
        if row is not None:
            record(About("call_terms", row.pk), CallTermsChanged("", before, {}), actor=actor)
            row.delete()
        return
    row = row or CallTerms(estate_id=estate_id)
    row.hours, row.tries, row.days = clean_hours(hours), tries, days
    check_tries(tries, days)
    row.save()
    if before != facts(row):
        record(About("call_terms", row.pk), CallTermsChanged("", before, facts(row)), actor=actor)


def facts(row: CallTerms | None) -> dict[str, str]:
    """As the journal keeps it."""
    return {"hours": said(row.hours), "tries": str(row.tries), "days": str(row.days)} if row else {}


def clean_hours(hours: Sequence[str]) -> list[str]:
    """As they are stored. Raises Invalid."""
    try:
        return str(sums.read([one.replace("–", "-") for one in hours])).split(",")
    except (ValueError, IndexError) as wrong:
        raise Invalid(str(wrong), rule=RULE, field="hours") from wrong


def check_tries(tries: int, days: int) -> None:
    if not 1 <= tries <= MOST_TRIES:
        raise Invalid(_("From 1 to {n} tries.").format(n=MOST_TRIES), rule=RULE, field="tries")
    if not 1 <= days <= tries:
        raise Invalid(_("From one day to as many days as tries."), rule=RULE, field="days")


@atomic
def set_wish(*, actor: Principal, resident_id: UUID, hours: str = "", note: str = "") -> CallWish | None:
    """When a resident wishes to be called, such as 18:00-20:00; empty: he has no wish any more (R27)."""
    rules.call_back.demand(actor)
    person = Resident.objects.filter(pk=resident_id).first()
    homes = set(person.occupancies.values_list("unit__estate_id", flat=True)) if person else set()
    if person is None or not (actor.estate_ids is None or homes & actor.estate_ids):
        raise NotFound(_("There is no such resident."), rule=RULE, field="resident")
    one_at_a_time(f"call_wish:{person.pk}")
    wish = CallWish.objects.filter(resident=person).first()
    before = {"hours": wish.hours, "note": wish.note} if wish else {}
    if not hours.strip():
        if wish is not None:
            record(About("resident", person.pk), CallWishChanged(person.name, before, {}), actor=actor)
            wish.delete()
        return None
    (piece,) = clean_hours([hours])[:1]
    wish = wish or CallWish(resident=person)
    wish.hours, wish.note, wish.said_at, wish.written_by = piece, note.strip()[:100], now(), actor.name
    wish.save()
    after = {"hours": wish.hours, "note": wish.note}
    if before != after:
        record(About("resident", person.pk), CallWishChanged(person.name, before, after), actor=actor)
    return wish


def wish_of(resident_id: Any) -> str:
    """His hours; '' without a wish."""
    if resident_id is None:
        return ""
    return CallWish.objects.filter(resident_id=resident_id).values_list("hours", flat=True).first() or ""
