"""Who owes what and how old it is, from the ledger; what stops a reminder; promises kept and broken (R38)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from billing.actions import owe
from billing.arrears.ageing import aged, elsewhere, totals
from billing.arrears.enums import Bucket, bucket_of
from billing.arrears.promises import promises
from billing.arrears.promising import Word, end_stop, promise, stop, withdraw
from billing.arrears.rates import collected
from billing.arrears.reminding import Told, remind_many
from billing.arrears.standing import standings
from billing.arrears.terms import set_terms
from billing.arrears.words import filled
from billing.fees.queries import owed
from billing.fees.runs import carry_out, reverse_bill
from billing.ledger.checks import differences
from billing.models import ArrearsStop, Bill, PaymentPromise, Reminder
from billing.receipts.actions import void
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.billing.arrears import TODAY, asked, items, owing, pays, reminded
from tests.billing.fees import unit_of
from tests.billing.steps import told
from tests.cast import Cast, at
from tests.support.clock import Clock
from tickets.models import CallTerms, CallWish

D = Decimal
IN_TEN_DAYS = date(2026, 12, 2)


def ages(cast: Cast, **narrowed: Any) -> dict[str, list[Decimal]]:
    """Each unit's sums by age."""
    return {one.code: list(one.sums) for one in aged(asked(cast, **narrowed))}


def only(rows: Any) -> Any:
    """The one that there is."""
    (one,) = rows
    return one


def stopped_by(cast: Cast, channel: str = "message") -> list[str]:
    """Why the unit is not reminded now."""
    standing = standings([cast.unit.pk])[cast.unit.pk]
    return [hold.kind for hold in standing.holds(channel, at(TODAY))]


def promised(cast: Cast, amount: str = "400", until: date = IN_TEN_DAYS, by: str = "cashier") -> PaymentPromise:
    return promise(unit_id=cast.unit.pk, actor=cast.act(by), word=Word("刘淑芬", D(amount), until))


def state(cast: Cast) -> tuple[str, bool]:
    one: Any = promises(cast.act("cashier")).get()
    return one.state, one.to_do


def test_what_is_owed_stands_in_the_bucket_of_its_age(cast: Cast, clock: Clock) -> None:
    """R38: from the day after it fell due; a bill not due yet, and one that is paid or reversed, are no arrears."""
    owing(cast, clock, (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)))
    assert ages(cast) == {"3-2-1201": [200, 200, 200, 0, 0, 0]}
    one = only(aged(asked(cast)))
    assert (one.owed, one.coming, one.oldest, one.age, one.items) == (600, 200, date(2026, 8, 31), 83, 3)
    pays(cast, "250")
    assert ages(cast) == {"3-2-1201": [200, 150, 0, 0, 0, 0]}
    reverse_bill(actor=cast.act("cashier"), bill_id=Bill.objects.get(period=date(2026, 10, 1)).pk, reason="x")
    assert ages(cast) == {"3-2-1201": [0, 150, 0, 0, 0, 0]} and totals(asked(cast)).owed == 150
    # As it stood before the money came, and when nothing was due.
    assert ages(cast, on=date(2026, 11, 21)) == {"3-2-1201": [200, 200, 200, 0, 0, 0]}
    assert ages(cast, on=date(2026, 10, 30)) == {} and elsewhere(asked(cast)) == 0


@pytest.mark.parametrize(("days", "bucket"), [
    (1, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90"), (91, "91-180"),
    (180, "91-180"), (181, "181-365"), (365, "181-365"), (366, "365+"), (4000, "365+"),
])  # fmt: skip
def test_each_day_belongs_to_one_bucket(cast: Cast, clock: Clock, days: int, bucket: str) -> None:
    """R38: the statement and the word agree at every border."""
    owing(cast, clock, (date(2026, 10, 1),))
    clock.set(at("2026-10-31 12:00") + timedelta(days=days))
    one = only(aged(asked(cast)))
    assert [found for found, sum_ in one.buckets if sum_] == [Bucket(bucket)] == [bucket_of(days)]


def test_the_due_day_is_the_estates_word_and_moves_what_is_overdue(cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    set_terms(actor=cast.act("admin"), estate_id=cast.estate.pk, due_days=60)
    assert ages(cast) == {"3-2-1201": [200, 200, 0, 0, 0, 0]}
    set_terms(actor=cast.act("admin"), due_days=366)
    assert ages(cast) == {"3-2-1201": [200, 200, 0, 0, 0, 0]}
    set_terms(actor=cast.act("admin"), estate_id=cast.estate.pk, own=False)
    assert ages(cast) == {}


def test_a_tickets_price_is_arrears_from_the_day_it_was_told_once_it_was_left_for_later(
    cast: Cast, clock: Clock
) -> None:
    """R38: while the work goes on it is owed by the ledger, and not pressed for."""
    clock.set(at("2026-10-02 09:00"))
    ticket = told(cast, "45.00")
    clock.set(at(TODAY))
    assert ages(cast) == {} and elsewhere(asked(cast)) == 45
    owe(ticket_id=ticket.pk, actor=cast.act("technician"), reason="下月付")
    assert ages(cast) == {"3-2-1201": [0, 45, 0, 0, 0, 0]} and ages(cast, fee="tickets") == ages(cast)
    assert items(cast)[0].number == ticket.number and elsewhere(asked(cast)) == 0


def test_the_list_is_narrowed_sorted_and_cut_into_pages_by_the_database(cast: Cast, clock: Clock) -> None:
    """R38: and asks the same questions for three units as for one."""
    fee = owing(cast, clock)
    rich = unit_of(cast, "9-1-101", "500")
    run: Any = {"actor": cast.act("cashier"), "estate_id": cast.estate.pk, "fee_ids": [fee.pk]}
    carry_out(**run, period=date(2026, 10, 1))
    found = list(aged(asked(cast)))
    assert [one.code for one in found] == ["9-1-101", "3-2-1201"]
    assert [one.code for one in aged(asked(cast, order="oldest"), 1)] == ["3-2-1201"]
    assert [one.code for one in aged(asked(cast), 1, 1)] == ["3-2-1201"]
    assert list(ages(cast, minimum=D(601))) == ["9-1-101"] and list(ages(cast, unit="9-")) == ["9-1-101"]
    assert list(ages(cast, bucket="61-90")) == ["3-2-1201"] and len(ages(cast, fee=str(fee.pk))) == 2
    assert (totals(asked(cast)).units, totals(asked(cast)).owed) == (2, D(1600))
    with CaptureQueriesContext(connection) as many:
        standings([rich.pk, cast.unit.pk])
    with CaptureQueriesContext(connection) as single:
        standings([cast.unit.pk])
    assert len(many) == len(single)


def test_a_reminder_says_politely_who_owes_what_since_when(cast: Cast, clock: Clock) -> None:
    """R38: and stands in the log and the journal, in its words."""
    owing(cast, clock)
    one: Any = reminded(cast)
    assert (one.stage, one.channel, one.amount, one.oldest) == (1, "message", 600, date(2026, 8, 31))
    for words in ("刘阿姨", "3-2-1201", "¥600.00", "2026年8月", "010-88886666", "和景雅苑"):
        assert words in one.words
    assert "{" not in one.words and "Dear" not in one.words
    event = Event.objects.get(type="arrears.reminded")
    assert event.subject_id == cast.unit.pk and event.payload["words"] == one.words
    with pytest.raises(DatabaseError), atomic():
        Reminder.objects.update(words="x")


def test_a_text_is_filled_by_name_and_nothing_in_it_is_evaluated(cast: Cast) -> None:
    """R38."""
    assert filled("{unit} {unit.__class__} {x}", {"unit": "{company}"}) == "{company} {unit.__class__} {x}"
    for text in ("{nobody}", "{resident.pk}", "{", "{}", "x" * 1001):
        with pytest.raises(Invalid):
            set_terms(actor=cast.act("admin"), ladder=[{"after": 7, "channel": "message", "zh": text}])


def test_the_ladder_is_climbed_step_by_step(cast: Cast, clock: Clock) -> None:
    """R38: whoever was never reminded gets no letter first, however old his debt."""
    owing(cast, clock)
    with pytest.raises(Invalid):
        reminded(cast, stage=3)
    steps = []
    for _turn in range(4):
        stage = standings([cast.unit.pk])[cast.unit.pk].stage
        assert stage is not None
        steps.append((stage.nth, stage.channel))
        reminded(cast, result="told" if stage.channel == "phone" else "")
        clock.move(timedelta(days=8))
    assert steps == [(1, "message"), (2, "phone"), (3, "letter"), (3, "letter")]


def test_nobody_is_reminded_twice_within_the_days_between(cast: Cast, clock: Clock) -> None:
    """R38: a call that reached nobody was no reminder. The same form sent twice is one."""
    owing(cast, clock)
    reminded(cast, channel="phone", result="no_answer")
    first = reminded(cast, once="a")
    assert reminded(cast, once="a") == first and Reminder.objects.count() == 2
    with pytest.raises(Conflict, match=cast.cashier.name):
        reminded(cast)
    clock.move(timedelta(days=7))
    assert reminded(cast, channel="letter").stage == 2


def test_money_of_a_minute_ago_stops_a_reminder_that_was_looked_at_before(cast: Cast, clock: Clock) -> None:
    """R38: it is looked at again in its own transaction."""
    owing(cast, clock)
    pays(cast, "100")
    with pytest.raises(Conflict, match="500"):
        reminded(cast, amount=D(600))
    pays(cast, "500")
    with pytest.raises(Conflict):
        reminded(cast)
    assert not Reminder.objects.exists() and stopped_by(cast) == ["nothing"]


def test_an_open_complaint_a_running_promise_and_a_small_sum_stop_it(cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    cast.ticket(kind="complaint", description="物业费算错了")
    assert stopped_by(cast) == ["complaint"]
    promised(cast)
    assert stopped_by(cast) == ["promise", "complaint"]
    set_terms(actor=cast.act("admin"), minimum=D("600.01"))
    assert stopped_by(cast) == ["minimum", "promise", "complaint"]


def test_a_dispute_a_wish_and_the_managers_word_stop_it_until_they_end(cast: Cast, clock: Clock) -> None:
    """R38: a dispute has a last day; who wishes no contact may get a letter; the law is the manager's."""
    owing(cast, clock)
    about: dict[str, Any] = {"unit_id": cast.unit.pk, "reason": "面积不对"}
    with pytest.raises(Invalid):
        stop(kind="disputed", actor=cast.act("cashier"), **about)
    stop(kind="disputed", actor=cast.act("cashier"), until=IN_TEN_DAYS, **about)
    with pytest.raises(Conflict):
        stop(kind="disputed", actor=cast.act("manager"), until=IN_TEN_DAYS, **about)
    assert stopped_by(cast) == ["disputed"]
    clock.set(at("2026-12-03 10:00"))
    assert stopped_by(cast) == []
    stop(kind="no_contact", actor=cast.act("supervisor"), **about)
    assert stopped_by(cast) == ["no_contact"] and stopped_by(cast, "letter") == []
    with pytest.raises(PermissionDenied):
        stop(kind="legal", actor=cast.act("cashier"), **about)
    legal = stop(kind="legal", actor=cast.act("manager"), **about)
    with pytest.raises(PermissionDenied):
        end_stop(stop_id=legal.pk, actor=cast.act("cashier"), reason="x")
    end_stop(stop_id=legal.pk, actor=cast.act("manager"), reason="已调解")
    with pytest.raises(Conflict):
        end_stop(stop_id=legal.pk, actor=cast.act("manager"), reason="x")
    assert stopped_by(cast, "letter") == [] and ArrearsStop.objects.count() == 3


def test_calls_keep_the_permitted_hours_and_the_residents_wish(cast: Cast, clock: Clock) -> None:
    """R27, R38."""
    owing(cast, clock)
    CallTerms.objects.update(hours=["14:00-20:00"])
    assert (stopped_by(cast, "phone"), stopped_by(cast, "visit"), stopped_by(cast)) == (["hours"], ["hours"], [])
    CallWish.objects.create(resident=cast.resident, hours="09:00-11:00", said_at=at(TODAY), written_by="x")
    assert stopped_by(cast, "phone") == []
    with pytest.raises(Invalid):
        reminded(cast, channel="phone")
    with pytest.raises(Invalid):
        reminded(cast, result="told")


def test_a_promise_is_kept_by_money_that_comes_in_until_its_day(cast: Cast, clock: Clock) -> None:
    """R38: what was paid before it does not count, nor a receipt that does not hold."""
    owing(cast, clock)
    pays(cast, "100")
    clock.move(timedelta(hours=1))
    promised(cast, "400")
    clock.move(timedelta(days=3))
    pays(cast, "399.99")
    assert state(cast) == ("running", False)
    last = pays(cast, "0.01")
    assert state(cast) == ("kept", False)
    void(receipt_id=last.pk, actor=cast.act("cashier"), reason="假币")
    assert state(cast) == ("running", False)
    clock.set(at("2026-12-03 00:01"))
    assert state(cast) == ("broken", True)
    pays(cast, "0.01")
    assert state(cast) == ("broken", True) and list(differences()) == []
    pays(cast, "100")
    assert state(cast) == ("broken", False) and owed(cast.unit) == 0


def test_a_broken_promise_waits_until_somebody_has_seen_to_it(cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    promised(cast, until=date(2026, 11, 22))
    with pytest.raises(Conflict):
        promised(cast)
    clock.set(at("2026-11-23 10:00"))
    assert state(cast) == ("broken", True) and stopped_by(cast) == []
    reminded(cast)
    assert state(cast) == ("broken", False)
    again = promised(cast, "600")
    withdraw(promise_id=again.pk, actor=cast.act("supervisor"), reason="记错了人")
    with pytest.raises(Conflict):
        withdraw(promise_id=again.pk, actor=cast.act("supervisor"), reason="x")


@pytest.mark.parametrize(("amount", "until"), [("600.01", IN_TEN_DAYS), ("0", IN_TEN_DAYS), ("1", date(2026, 11, 21)),
                                               ("1", date(2026, 12, 23))])  # fmt: skip
def test_a_promise_that_cannot_be_is_refused(cast: Cast, clock: Clock, amount: str, until: date) -> None:
    """R38: more than is owed, nothing, yesterday, or later than the company allows."""
    owing(cast, clock)
    with pytest.raises(Invalid):
        promised(cast, amount, until)


def test_of_many_those_who_may_not_be_reminded_are_left_out_with_their_reasons(cast: Cast, clock: Clock) -> None:
    """R38: in the order of the ladder each by his own step; who is to be called is called alone."""
    fee = owing(cast, clock)
    other, paid = unit_of(cast, "9-1-101"), unit_of(cast, "9-1-102")
    run: Any = {"actor": cast.act("cashier"), "estate_id": cast.estate.pk, "fee_ids": [fee.pk]}
    carry_out(**run, period=date(2026, 9, 1))
    pays(cast, "200", paid)
    units = [cast.unit.pk, other.pk, paid.pk]
    batch = remind_many(unit_ids=units, actor=cast.act("cashier"))
    assert [one.standing.unit.code for one in batch.goes] == ["3-2-1201", "9-1-101"]
    assert [[hold.kind for hold in one.holds] for one in batch.left_out] == [["nothing"]]
    assert Reminder.objects.filter(batch=batch.key).count() == 2
    clock.move(timedelta(days=8))
    again = remind_many(unit_ids=units, actor=cast.act("cashier"))
    assert not again.goes and [one.holds[0].kind for one in again.left_out] == ["in_person", "in_person", "nothing"]
    letters = remind_many(unit_ids=units, actor=cast.act("cashier"), told=Told(channel="letter"))
    assert {one.stage for one in Reminder.objects.filter(batch=letters.key)} == {2}
    assert letters.goes[0].standing.unit == cast.unit


def test_what_came_in_of_a_month_and_of_the_years_before(cast: Cast, clock: Clock) -> None:
    """R38: by month billed; a void receipt collects nothing, a reversed bill was never billed."""
    owing(cast, clock, (date(2025, 11, 1), date(2025, 12, 1), date(2026, 9, 1), date(2026, 10, 1)))
    held = pays(cast, "350")
    one = only(collected([cast.estate], 2026))
    assert [(month.month, rate.billed, rate.collected, rate.percent) for month, rate in one.months] == [
        (9, 200, 0, D("0.0")), (10, 200, 0, D("0.0")),
    ]  # fmt: skip
    assert (one.prior, one.cleared, one.cleared_percent) == (400, 350, D("87.5"))
    pays(cast, "100")
    one = only(collected([cast.estate], 2026))
    assert (one.year.collected, one.year.open, one.year.percent, one.cleared) == (50, 350, D("12.5"), 400)
    void(receipt_id=held.pk, actor=cast.act("cashier"), reason="x")
    one = only(collected([cast.estate], 2026))
    assert (one.cleared, one.year.collected) == (50, 50)
    before = only(collected([cast.estate], 2025))
    assert before.year.open == 350


def test_what_is_of_another_estate_is_not_there(cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    outsider = cast.people["cashier"]
    outsider.postings.update(estate=cast.other_estate)
    actor = type(cast.act("cashier")).of_staff(type(outsider).objects.get(pk=outsider.pk))
    word = Word("x", D(1), IN_TEN_DAYS)
    for act in (
        lambda: promise(unit_id=cast.unit.pk, actor=actor, word=word),
        lambda: stop(unit_id=cast.unit.pk, actor=actor, kind="disputed", reason="x", until=IN_TEN_DAYS),
    ):
        with pytest.raises(NotFound):
            act()
    assert not remind_many(unit_ids=[cast.unit.pk], actor=actor).goes
