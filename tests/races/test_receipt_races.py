"""Receipts of many at once, and of one that dies between number and commit: no gap, never twice (R35)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from decimal import Decimal
from threading import Event
from typing import Any

import psycopg2
from django.db import DatabaseError, InterfaceError, connection, connections

from billing.actions import pay
from billing.cashup.actions import hand_over
from billing.ledger.checks import differences
from billing.models import Receipt
from tests.billing.steps import told
from tests.cast import Cast, at
from tests.races.test_races import refusals, together
from tests.support.clock import Clock

COLLECTORS = ("technician", "second_technician", "foreman", "supervisor", "clerk", "second_clerk", "cashier")
CENT = Decimal("45.00")


def numbers() -> list[int]:
    return sorted(int(number[-6:]) for number in Receipt.objects.values_list("number", flat=True))


def test_fifty_who_pay_at_once_get_fifty_numbers_without_a_gap(live_cast: Cast) -> None:
    """R35: seven collectors, and some who offer too much among them."""
    with live_cast.scope():
        tickets = [told(live_cast) for _nth in range(50)]
        actors = [live_cast.act(COLLECTORS[n % 7]) for n in range(50)]
        wrong = told(live_cast)
    paying = [
        lambda t=ticket, a=actor: pay(ticket_id=t.pk, actor=a, amount=CENT, method="cash")
        for ticket, actor in zip(tickets, actors, strict=True)
    ]
    refused = [lambda a=a: pay(ticket_id=wrong.pk, actor=a, amount=Decimal("99"), method="cash") for a in actors[:7]]
    outcomes = together(live_cast, *paying[:25], *refused, *paying[25:])
    assert len(refusals(outcomes)) == 7
    with live_cast.scope():
        assert numbers() == list(range(1, 51)) and list(differences()) == []


def test_one_killed_between_number_and_commit_leaves_no_gap(live_cast: Cast) -> None:
    """R35: his number is the next one's, who waited for it."""
    with live_cast.scope():
        first, doomed, waiting = (told(live_cast) for _nth in range(3))
        pay(ticket_id=first.pk, actor=live_cast.act("clerk"), amount=CENT, method="cash")
        one, other = live_cast.act("technician"), live_cast.act("cashier")
    numbered, go_on, backends = Event(), Event(), list[int]()

    def dies() -> str:
        try:
            with live_cast.scope():
                number = pay(ticket_id=doomed.pk, actor=one, amount=CENT, method="cash").number
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    backends.append(cursor.fetchone()[0])
                numbered.set()
                go_on.wait(30)
            return "committed"
        except (DatabaseError, InterfaceError):
            return number
        finally:
            connections.close_all()

    def waits() -> Any:
        try:
            numbered.wait(30)
            with live_cast.scope():
                return pay(ticket_id=waiting.pk, actor=other, amount=CENT, method="cash").number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        lost, got = pool.submit(dies), pool.submit(waits)
        assert numbered.wait(30)
        kill(backends[0])
        go_on.set()
        assert lost.result() == got.result() and got.result().endswith("-000002")
    with live_cast.scope():
        assert numbers() == [1, 2] and not Receipt.objects.filter(ticket=doomed).exists()
        assert list(differences()) == []


def kill(backend: int) -> None:
    """End a database process, as a crash would."""
    with closing(psycopg2.connect(**connections["default"].get_connection_params())) as another:
        another.autocommit = True
        with another.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
            assert cursor.fetchone() == (True,)


def test_money_that_comes_while_the_day_is_cashed_up_is_on_one_side_of_it(live_cast: Cast, clock: Clock) -> None:
    """R36: either in the sheet or in the next day, and the sheet says what the ledger says."""
    clock.set(at("2026-11-21 18:00"))
    with live_cast.scope():
        tickets, actor = [told(live_cast) for _nth in range(8)], live_cast.act("technician")
    signing = [
        lambda: hand_over(estate_id=live_cast.estate.pk, actor=actor, day=date(2026, 11, 21), handed={})
    ]  # fmt: skip
    paying = [lambda t=t: pay(ticket_id=t.pk, actor=actor, amount=CENT, method="cash") for t in tickets]
    outcomes = together(live_cast, *paying[:4], *signing, *paying[4:])
    assert not refusals(outcomes)
    with live_cast.scope():
        assert Receipt.objects.count() == 8 and list(differences()) == []
