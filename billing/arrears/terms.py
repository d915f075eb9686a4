"""What the company says of arrears, or one estate of its own: when a bill is due, the ladder of reminders (R38)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.arrears.enums import Channel
from billing.arrears.events import ArrearsTermsChanged
from billing.models import ArrearsTerms
from billing.money import TOO_MUCH, rounded
from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid
from servicedesk.tenancy.locks import one_at_a_time

RULE = "R38"
MOST_STAGES, LONGEST = 6, 1000
NUMBERS = {"due_days": (0, 366), "gap_days": (1, 90), "promise_days": (1, 366)}
TEXTS = {"phone": 20, "pay_zh": 300, "pay_en": 300}
FIELDS = (*NUMBERS, "minimum", *TEXTS, "ladder")
# What a text may name, and nothing else: it is filled in by name, never evaluated.
PLACEHOLDERS = ("resident", "unit", "amount", "since", "pay", "phone", "estate", "company")
BRACES = re.compile(r"\{([^{}]*)\}")
# The trade's ladder: (days overdue, how, its name).
TRADE = ((7, Channel.MESSAGE), (30, Channel.PHONE), (60, Channel.LETTER))
NAMES = (gettext_lazy("Friendly reminder"), gettext_lazy("Second reminder"), gettext_lazy("Reminder letter"))
WORDS = (
    gettext_lazy(
        "Dear {resident}, a friendly word from {estate}: for {unit} there are {amount} of fees open since {since}. "
        "It may have slipped your mind; {pay}. If you have paid already, please pay no heed to this. "
        "Questions: {phone}. Thank you."
    ),
    gettext_lazy(
        "Dear {resident}, for {unit} in {estate} there are still {amount} of fees open since {since}. We should be "
        "grateful if you paid them in these days; {pay}. If anything is in the way, please tell us on {phone}: "
        "we shall find a solution together. Thank you."
    ),
    gettext_lazy(
        "Dear {resident}, according to our books {amount} of fees for your unit {unit} in {estate} have been open "
        "since {since}. We have reminded you of them before, and ask you kindly to pay them within 15 days of this "
        "letter; {pay}. Should the amount not be right, or should you be in difficulties, please call {phone}, so "
        "that we may look at it together. {company} thanks you for your support."
    ),
)
PAY = gettext_lazy("you can pay at the service desk, or by WeChat, Alipay or transfer")


@dataclass(frozen=True)
class Stage:
    """One step of the ladder, from 1: from so many days overdue on, how, and in which words."""

    nth: int
    after: int
    channel: str
    name: str = ""
    zh: str = ""
    en: str = ""

    @property
    def label(self) -> str:
        return stage_label(self.nth, self.name)

    def text(self, language: str) -> str:
        """Its own words in this language, else the trade's; the language must be the active one."""
        own = self.en if language == "en" else self.zh
        return own or str(WORDS[min(self.nth, len(WORDS)) - 1])


def stage_label(nth: int, name: str) -> str:
    return name or str(NAMES[min(nth, len(NAMES)) - 1])


@dataclass(frozen=True)
class Terms:
    """What holds in an estate (None: the company), and whether it says so itself."""

    estate: Estate | None
    own: ArrearsTerms | None
    row: ArrearsTerms
    ladder: tuple[Stage, ...]

    @property
    def due_days(self) -> int:
        return self.row.due_days

    def stage_for(self, age: int, last: int) -> Stage | None:
        """The step whose time has come, never more than one beyond the `last` one taken (0: none yet)."""
        come = [one for one in self.ladder if one.after <= age]
        return come[min(last, len(come) - 1)] if come else None

    def named(self, nth: int) -> Stage | None:
        return next((one for one in self.ladder if one.nth == nth), None)


def ladder_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Stage, ...]:
    """Stages, in their order."""
    ordered = sorted(rows, key=lambda one: one["after"])
    return tuple(
        Stage(nth, one["after"], one["channel"], one.get("name", ""), one.get("zh", ""), one.get("en", ""))
        for nth, one in enumerate(ordered, 1)
    )


TRADES_LADDER = ladder_of({"after": after, "channel": str(channel)} for after, channel in TRADE)


def holding(estate: Estate | None, rows: Iterable[ArrearsTerms]) -> Terms:
    """The estate's own row, else the company's, else the trade's; likewise the ladder."""
    by_estate = {row.estate_id: row for row in rows}
    own = by_estate.get(estate.pk if estate else None)
    company = by_estate.get(None)
    row = own or company or ArrearsTerms()
    ladder = row.ladder or (company.ladder if company else [])
    return Terms(estate, own, row, ladder_of(ladder) or TRADES_LADDER)


def terms_of(estate: Estate) -> Terms:
    """What holds in this estate. One query."""
    return holding(estate, ArrearsTerms.objects.filter(Q(estate=estate) | Q(estate=None)))


def terms_of_all(estates: Iterable[Estate]) -> dict[UUID, Terms]:
    """The same for many. One query."""
    rows = list(ArrearsTerms.objects.all())
    return {one.pk: holding(one, rows) for one in estates}


def all_terms(estates: Iterable[Estate]) -> list[Terms]:
    """The company's, then these estates'. One query."""
    rows = list(ArrearsTerms.objects.all())
    return [holding(one, rows) for one in (None, *estates)]


@atomic
def set_terms(*, actor: Principal, estate_id: UUID | None = None, own: bool = True, **values: Any) -> Terms:
    """Change some of the company's terms (no estate) or an estate's; what is not named stays as it holds there.
    `own=False` gives the own ones up. Raises Invalid for what cannot be, NotFound for another's estate.
    """
    estate = place_of_setting(actor, estate_id, rule=RULE)
    one_at_a_time("arrears terms")
    held = holding(estate, ArrearsTerms.objects.filter(Q(estate_id=estate_id) | Q(estate=None)))
    name = estate.name if estate else ""
    if not own:
        if held.own is not None:
            about = About("arrears_terms", held.own.pk, estate_id)
            record(about, ArrearsTermsChanged(name, facts(held.own), {}), actor=actor)
            held.own.delete()
        return holding(estate, ArrearsTerms.objects.filter(estate=None))
    row = held.own or copy_of(held.row, estate)
    before = facts(row) if held.own else {}
    for key, value in values.items():
        setattr(row, key, checked(key, value))
    row.save()
    if before != (after := facts(row)):
        changed = {key: value for key, value in after.items() if before.get(key) != value}
        old = {key: before[key] for key in changed if key in before}
        about = About("arrears_terms", row.pk, estate_id)
        record(about, ArrearsTermsChanged(name, old, changed), actor=actor)
    return holding(estate, ArrearsTerms.objects.filter(Q(estate_id=estate_id) | Q(estate=None)))


def copy_of(row: ArrearsTerms, estate: Estate | None) -> ArrearsTerms:
    """What held until now becomes an own word; the ladder stays the wider one's until it is said."""
    values = {key: getattr(row, key) for key in FIELDS if key != "ladder"}
    return ArrearsTerms(estate=estate, **values)


def checked(key: str, value: Any) -> Any:
    """A value as it is kept. Raises Invalid."""
    if key in NUMBERS:
        low, high = NUMBERS[key]
        if not isinstance(value, int) or not low <= value <= high:
            raise Invalid(_("From {low} to {high}.").format(low=low, high=high), rule=RULE, field=key)
        return value
    if key == "minimum":
        if not value.is_finite() or value < 0 or value >= TOO_MUCH / 100 or value != rounded(value):
            raise Invalid(_("An amount, not below 0."), rule=RULE, field=key)
        return value
    if key == "ladder":
        return checked_ladder(value)
    if key not in TEXTS:
        raise Invalid(_("“{value}” is not known.").format(value=key), rule=RULE, field=key)
    return str(value).strip()[: TEXTS[key]]


def checked_ladder(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each step later than the one before, its texts with known placeholders only. Raises Invalid."""
    found = sorted((stage_values(one) for one in rows), key=lambda one: one["after"])
    days = [one["after"] for one in found]
    if len(found) > MOST_STAGES or len(set(days)) != len(days):
        words = _("At most {n} steps, each on another day.").format(n=MOST_STAGES)
        raise Invalid(words, rule=RULE, field="ladder")
    return found


def stage_values(one: Mapping[str, Any]) -> dict[str, Any]:
    after, channel = one.get("after"), one.get("channel")
    if not isinstance(after, int) or not 1 <= after <= 3650:
        raise Invalid(_("From {low} to {high}.").format(low=1, high=3650), rule=RULE, field="ladder")
    if channel not in Channel.values:
        raise Invalid(_("“{value}” is not known.").format(value=channel), rule=RULE, field="ladder")
    texts = {name: str(one.get(name, "") or "").strip() for name in ("name", "zh", "en")}
    for name in ("zh", "en"):
        check_text(texts[name])
    return {"after": after, "channel": str(channel), **texts, "name": texts["name"][:40]}


def check_text(text: str) -> None:
    wrong = [name for name in BRACES.findall(text) if name not in PLACEHOLDERS]
    if wrong or len(text) > LONGEST or BRACES.sub("", text).count("{") or BRACES.sub("", text).count("}"):
        known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        words = _("At most {n} characters, and between braces only {known}.").format(n=LONGEST, known=known)
        raise Invalid(words, rule=RULE, field="ladder")


def facts(row: ArrearsTerms) -> dict[str, str]:
    """As the journal keeps it: a ladder by its days and channels, and its words."""
    said = {key: str(getattr(row, key)) for key in FIELDS if key not in ("ladder", "minimum")}
    steps = ("; ".join(f"+{one['after']} {one['channel']} {one['name']} {one['zh']} {one['en']}".strip()
                       for one in row.ladder))  # fmt: skip
    return {**said, "minimum": str(rounded(Decimal(row.minimum))), "ladder": steps}
