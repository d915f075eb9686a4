"""Codes with real connections: two reports at once, one while the code is cancelled, two who decide (R11, R48)."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import override_settings

from billing.ledger.checks import differences
from billing.ledger.enums import Book
from billing.ledger.queries import balance
from billing.models import PaymentCode, PaymentNotice, Receipt, Settlement
from billing.payments.actions import cancel, report
from billing.payments.deciding import give_back, take_it
from billing.payments.settling import settle
from servicedesk.refusals import Conflict
from tests.billing.providers import KEY, body_of, code_of, listed
from tests.cast import Cast, at
from tests.races.test_races import refusals, together
from tests.support.clock import Clock


@pytest.fixture(autouse=True)
def keyed(clock: Clock) -> Iterator[None]:
    clock.set(at("2026-11-21 10:00"))
    with override_settings(PAYMENT_LOCAL_KEY=KEY):
        yield


def says(code: PaymentCode, **changes: str) -> Callable[[], Any]:
    """His report, as it comes in."""
    body = body_of(code, **changes)
    headers = {"X-Payment-Signature": hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()}
    return lambda: report(code_id=code.pk, headers=headers, body=body)


def test_the_same_report_many_times_at_once_pays_once(live_cast: Cast) -> None:
    """R48: one receipt, and everybody is answered alike; another number at the same moment waits for a person."""
    with live_cast.scope():
        code = code_of(live_cast)
    outcomes = together(live_cast, *[says(code)] * 8, says(code, number="P2"))
    assert not refusals(outcomes)
    with live_cast.scope():
        assert Receipt.objects.count() == 1 and sorted(PaymentNotice.objects.values_list("verdict", flat=True)) == [
            "late", "taken",
        ]  # fmt: skip
        assert balance(Book.PROVIDERS) == 90 and -balance(Book.UNCLEAR) == 45 and list(differences()) == []


def test_a_report_while_the_code_is_cancelled_is_paid_or_late_and_never_lost(live_cast: Cast) -> None:
    """R11: whoever comes second is told, or waits for a person."""
    with live_cast.scope():
        codes = [code_of(live_cast) for _nth in range(6)]
        clerk = live_cast.act("clerk")
    doing = [
        one for n, code in enumerate(codes)
        for one in (says(code, number=f"P{n}"), lambda c=code: cancel(code_id=c.pk, actor=clerk))
    ]  # fmt: skip
    outcomes = together(live_cast, *doing)
    assert all(isinstance(one, Conflict) for one in refusals(outcomes))
    with live_cast.scope():
        for notice in PaymentNotice.objects.select_related("code"):
            assert (notice.verdict, notice.code.state) in (("taken", "paid"), ("late", "cancelled"))
        taken = Receipt.objects.count()
        assert PaymentNotice.objects.count() == 6 and len(refusals(outcomes)) == taken
        assert -balance(Book.UNCLEAR) == 45 * (6 - taken) and list(differences()) == []


def test_of_two_who_decide_at_once_one_wins_and_the_other_reads_who(live_cast: Cast) -> None:
    """R11: taken, or given back."""
    with live_cast.scope():
        code = code_of(live_cast)
        cancel(code_id=code.pk, actor=live_cast.act("clerk"))
        notice = says(code)()
        one, other = live_cast.act("cashier"), live_cast.act("director")
    outcomes = together(
        live_cast, lambda: take_it(notice_id=notice.pk, actor=one),
        lambda: give_back(notice_id=notice.pk, actor=other, reason="付重了"),
        lambda: take_it(notice_id=notice.pk, actor=other),
    )  # fmt: skip
    lost = refusals(outcomes)
    assert len(lost) == 2 and all("钱芳" in str(told) or "周总" in str(told) for told in lost)
    with live_cast.scope():
        assert balance(Book.UNCLEAR) == 0 and list(differences()) == []


def test_a_day_confirmed_by_two_at_once_is_settled_once(live_cast: Cast, clock: Clock) -> None:
    """R35."""
    with live_cast.scope():
        code = code_of(live_cast)
        says(code)()
        made = listed(live_cast, f"P1,{code.reference},45.00,0.27", by="director")
        clock.set(at("2026-11-22 10:00"))
        people = live_cast.act("cashier"), live_cast.act("director")
    outcomes = together(live_cast, *[lambda a=a: settle(reconciliation_id=made.pk, actor=a) for a in people * 3])
    assert not refusals(outcomes)
    with live_cast.scope():
        assert Settlement.objects.count() == 1 and balance(Book.PROVIDERS) == 0
        assert balance(Book.BANK) == Decimal("44.73") and list(differences()) == []
