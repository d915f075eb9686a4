"""Reminding: one unit, or many; each is looked at again when it is alone, so that money of a minute ago stops it (R38).

There is no gateway for messages: a reminder is recorded with its words and its link, which somebody copies and sends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.arrears import rules
from billing.arrears.enums import IN_PERSON, Channel, Language, Result
from billing.arrears.events import LetterPrinted, Reminded
from billing.arrears.standing import Hold, Standing, standings
from billing.arrears.terms import Stage
from billing.arrears.units import RULE, all_alone, alone
from billing.arrears.words import lines_of, written
from billing.models import Reminder
from servicedesk.journal.record import About, build, history, record, record_all
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.managers import give_keys
from servicedesk.timers.now import now

# So many at once: they are held alone until all are written.
MOST = 500


@dataclass(frozen=True)
class Told:
    """How one is reminded: by default by the step that is next, its way, in Chinese. `result` of a call or visit;
    `amount`: what the page said was owed; `by_id`: who called, where a system tells of it; `once`: the form's word.
    """

    stage: int | None = None
    channel: str = ""
    language: str = Language.CHINESE
    result: str = ""
    remark: str = ""
    amount: Decimal | None = None
    by_id: UUID | None = None
    once: str = ""


@dataclass(frozen=True)
class Plan:
    """What reminding one unit now would be, and why not."""

    standing: Standing
    stage: Stage | None
    channel: str
    words: str
    holds: tuple[Hold, ...]

    @property
    def goes(self) -> bool:
        return not self.holds


def plan(standing: Standing, told: Told) -> Plan:
    """Nothing is written. Raises Invalid for a step that is not there."""
    check(told)
    stage = chosen(standing, told.stage)
    channel = told.channel or (stage.channel if stage else Channel.MESSAGE)
    words = written(standing, stage, told.language) if stage and standing.overdue else ""
    return Plan(standing, stage, channel, words, tuple(standing.holds(channel, now())))


def check(told: Told) -> None:
    for name, value, choices in (("channel", told.channel, Channel), ("language", told.language, Language)):
        if value and value not in choices.values:
            raise Invalid(_("“{value}” is not known.").format(value=value), rule=RULE, field=name)


def chosen(standing: Standing, nth: int | None) -> Stage | None:
    """The step that is next; or an earlier one. Raises Invalid for a later one: nobody gets a letter unwarned."""
    proposed = standing.stage
    if nth is None or proposed is None:
        return proposed
    stage = standing.terms.named(nth)
    if stage is None or stage.nth > proposed.nth:
        words = _("Step {n} has not come yet; the next is “{name}”.")
        raise Invalid(words.format(n=nth, name=proposed.label), rule=RULE, field="stage")
    return stage


@atomic
def remind(*, unit_id: UUID, actor: Principal, told: Told = Told()) -> Reminder:
    """Remind one unit. Raises Conflict with the reasons why not, or when another sum is owed than the page said;
    Invalid, NotFound. Sent again with the same `once` it is the same reminder.
    """
    unit = alone(unit_id, actor, rules.remind)
    if told.once and (before := Reminder.objects.filter(once=told.once[:64]).first()) is not None:
        if before.unit_id != unit.pk:
            raise Invalid(_("This key was used for another request."), rule="R48")
        return before
    one = plan(standings([unit.pk])[unit.pk], told)
    if one.holds:
        raise Conflict(" ".join(hold.words for hold in one.holds), rule=RULE)
    check_result(one.channel, told.result)
    if told.amount is not None and told.amount != one.standing.owed:
        words = _("¥{sum} is owed now: look at the words again.").format(sum=one.standing.owed)
        raise Conflict(words, rule="R11", field="amount")
    caller = caller_of(actor, told, one.channel)
    reminder = drafted(one, told, actor, caller, None)
    reminder.save(force_insert=True)
    record(about(one.standing), event(reminder, one.standing), actor=actor)
    return reminder


def check_result(channel: str, result: str) -> None:
    """A call or visit has a result; nothing else has one."""
    if (channel in IN_PERSON) != (result in Result.values) or (result and result not in Result.values):
        raise Invalid(_("Say what came of the call or visit; nothing else has a result."), rule=RULE, field="result")


def caller_of(actor: Principal, told: Told, channel: str) -> StaffMember | None:
    """Who reminded them. Raises Invalid for a machine that called by itself."""
    key = actor.staff_id if actor.kind == "staff" else told.by_id
    person = StaffMember.objects.filter(pk=key, active=True).first() if key else None
    if person is None and (channel in IN_PERSON or key):
        raise Invalid(_("A system calls nobody: say which member of staff did."), rule=RULE, field="by")
    return person


def drafted(one: Plan, told: Told, actor: Principal, person: StaffMember | None, batch: UUID | None) -> Reminder:
    """The row, unsaved."""
    assert one.stage is not None, "who is not to be reminded has been left out"
    standing = one.standing
    with override(told.language):
        lines = [line.plain() for line in lines_of(standing.overdue)]
    return Reminder(
        estate_id=standing.unit.estate_id, unit=standing.unit, resident=standing.resident, at=now(),
        day=standing.today, stage=one.stage.nth, stage_name=one.stage.name, channel=one.channel,
        language=told.language, words=one.words, amount=standing.owed,
        oldest=min(item.due for item in standing.overdue), lines=lines, result=told.result,
        remark=told.remark.strip()[:300], staff=person, by_name=(person.name if person else actor.name)[:60],
        batch=batch, once=told.once[:64],
    )  # fmt: skip


def about(standing: Standing) -> About:
    return About("unit", standing.unit.pk, standing.unit.estate_id)


def event(one: Reminder, standing: Standing) -> Reminded:
    return Reminded(
        standing.unit.code, one.stage, one.channel, str(one.amount), one.words, one.result, one.remark
    )  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Many at once: who was reminded, or would be, and who is left out and why."""

    key: UUID | None
    goes: tuple[Plan, ...]
    left_out: tuple[Plan, ...]


def preview_many(unit_ids: Iterable[UUID], told: Told) -> Batch:
    """What reminding these units would do; nothing is written. The caller has looked whose they are."""
    plans = sorted((many(one, told) for one in standings(unit_ids).values()), key=lambda one: one.standing.unit.code)
    goes = tuple(one for one in plans if one.goes)
    return Batch(None, goes, tuple(one for one in plans if not one.goes))


def many(standing: Standing, told: Told) -> Plan:
    """One of many: who is to be called or visited is left out, as each of these has a result of its own."""
    one = plan(standing, told)
    if one.goes and one.channel in IN_PERSON:
        hold = Hold("in_person", _("A call or a visit is for one unit at a time."))
        return Plan(one.standing, one.stage, one.channel, one.words, (hold,))
    return one


@atomic
def remind_many(*, unit_ids: Sequence[UUID], actor: Principal, told: Told = Told()) -> Batch:
    """Remind those of these units that may be reminded, each by its own next step, by message or letter; the others are
    named with their reasons. Raises Invalid for too many, or none.
    """
    rules.remind.demand(actor)
    if not 0 < len(set(unit_ids)) <= MOST:
        raise Invalid(_("From 1 to {n} units at once.").format(n=MOST), rule=RULE, field="units")
    batch = preview_many(all_alone(unit_ids, actor, rules.remind), told)
    if not batch.goes:
        return batch
    key, person = uuid4(), caller_of(actor, told, Channel.LETTER)
    rows = [drafted(one, told, actor, person, key) for one in batch.goes]
    give_keys(rows)
    Reminder.objects.bulk_create(rows)
    subjects = [about(one.standing) for one in batch.goes]
    told_of = [
        build(subject, event(row, one.standing), actor=actor)
        for subject, row, one in zip(subjects, rows, batch.goes, strict=True)
    ]  # fmt: skip
    record_all(told_of, subjects)
    return Batch(key, batch.goes, batch.left_out)


@atomic
def print_letter(*, reminder_id: UUID, actor: Principal) -> int:
    """A letter was printed: which print of it this is stands on it and in the journal (domain §11). Raises NotFound."""
    found = Reminder.objects.select_related("unit").filter(pk=reminder_id).first()
    if found is None or not actor.sees_estate(found.estate_id):
        raise NotFound(_("There is no such reminder."), rule=RULE)
    alone(found.unit_id, actor, rules.remind)
    nth = history(found).filter(type="arrears.letter_printed").count() + 1
    record(found, LetterPrinted(found.unit.code, nth), actor=actor)
    return nth


def facts_of(batch: Batch) -> dict[str, Any]:
    """How many, and what they owe."""
    return {"n": len(batch.goes), "left_out": len(batch.left_out), "sum": sum(one.standing.owed for one in batch.goes)}
