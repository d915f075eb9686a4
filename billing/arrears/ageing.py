"""账龄: who owes what and how old it is, computed from the ledger's lines whenever it is asked for (R38, R39).

An item is a bill, or a ticket whose work is done or whose price was left for later, or what else a unit owes, of which
something is open. A bill is due by the terms of its estate, the rest on the day it was told; what is due today is not
overdue yet. Each list is one statement, however many units it shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from billing.arrears.enums import EDGES, Bucket
from billing.arrears.terms import Terms, terms_of_all
from billing.ledger.enums import Book
from billing.ledger.queries import postings
from billing.models import Account
from billing.money import ZERO
from servicedesk.estates.models import Estate
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import today_in
from tickets.enums import Fee, State

BATCH = 2_000
# A ticket's price is owed from then on; before, work goes on.
DONE = (State.SIGNED_OFF, State.CALLBACK, State.CLOSED)
BORDERS = [f"age > {low} AND age <= {high}" for low, high in pairwise((0, *EDGES))] + [f"age > {EDGES[-1]}"]
OVERDUE = "age > 0"
# The company's id as a subquery, as in the ledger: a young one's, written in, is not among the values that are known;
# the planner then expects one line, and read all entries anew for each of 50,000 bills.
TENANT = "(SELECT %(tenant)s::uuid)"
ITEMS = """
WITH places AS (
    SELECT * FROM unnest(%(estates)s::uuid[], %(due_days)s::int[], %(days)s::date[]) AS c(estate_id, due_days, today)
), open_ones AS (
    SELECT p.unit_id, p.estate_id, p.bill_id, p.ticket_id, sum(p.amount) AS amount
    FROM billing_posting p {as_of}
    WHERE p.tenant_id = {tenant} AND p.account_id = %(account)s AND p.estate_id = ANY(%(estates)s::uuid[])
        AND p.unit_id IS NOT NULL {units}
    GROUP BY p.unit_id, p.estate_id, p.bill_id, p.ticket_id HAVING sum(p.amount) > 0
), items AS (
    SELECT o.*, b.period, b.fee_id, d.due, c.today - d.due AS age
    FROM open_ones o JOIN places c USING (estate_id)
    LEFT JOIN billing_bill b ON b.tenant_id = {tenant} AND b.id = o.bill_id
    LEFT JOIN tickets_ticket t ON t.tenant_id = {tenant} AND t.id = o.ticket_id
    LEFT JOIN LATERAL (
        SELECT min(e.day) AS day FROM billing_posting q
        JOIN billing_entry e ON e.tenant_id = {tenant} AND e.id = q.entry_id
        WHERE o.bill_id IS NULL AND q.tenant_id = {tenant} AND q.account_id = %(account)s AND q.unit_id = o.unit_id
            AND q.ticket_id IS NOT DISTINCT FROM o.ticket_id AND q.bill_id IS NULL AND q.amount > 0
    ) told ON true
    CROSS JOIN LATERAL (SELECT coalesce(b.period + c.due_days, told.day, c.today) AS due) d
    WHERE o.ticket_id IS NULL OR t.fee = %(owed)s OR t.state = ANY(%(done)s)
)
"""
AS_OF = f"""JOIN billing_entry x ON x.tenant_id = {TENANT} AND x.id = p.entry_id
    JOIN places ON places.estate_id = p.estate_id AND x.day <= places.today"""
SUMS = ", ".join(f"coalesce(sum(i.amount) FILTER (WHERE {one}), 0) AS b{nth}" for nth, one in enumerate(BORDERS))
UNITS = f"""
SELECT u.id, u.code, u.estate_id, sum(i.amount) FILTER (WHERE {OVERDUE}) AS owed, {SUMS},
    coalesce(sum(i.amount) FILTER (WHERE NOT {OVERDUE}), 0) AS coming,
    min(i.due) FILTER (WHERE {OVERDUE}) AS oldest, max(i.age) AS age, count(*) FILTER (WHERE {OVERDUE}) AS items
FROM items i JOIN estates_unit u ON u.tenant_id = {TENANT} AND u.id = i.unit_id
WHERE true {{which}} GROUP BY u.id, u.code, u.estate_id
HAVING sum(i.amount) FILTER (WHERE {OVERDUE}) >= greatest(%(minimum)s, 0.01) {{bucket}}
"""
TOTALS = f"SELECT count(*), coalesce(sum(owed), 0), {', '.join(f'coalesce(sum(b{n}), 0)' for n in range(6))} FROM found"
LINES = f"""
SELECT i.unit_id, i.bill_id, i.ticket_id, i.amount, i.due, i.age, i.period, f.name, t.number
FROM items i LEFT JOIN billing_fee f ON f.tenant_id = {TENANT} AND f.id = i.fee_id
LEFT JOIN tickets_ticket t ON t.tenant_id = {TENANT} AND t.id = i.ticket_id
ORDER BY i.unit_id, i.due, f.name, i.bill_id, i.ticket_id
"""
ORDERS = {
    "owed": "owed DESC, code, id", "oldest": "oldest, code, id", "unit": "code, id", "id": "id",
}  # fmt: skip
TICKETS = "tickets"


@dataclass(frozen=True)
class Aged:
    """One unit: what it owes and is overdue, by age; `coming` is billed and not due yet."""

    unit_id: UUID
    code: str
    estate_id: UUID
    owed: Decimal
    sums: tuple[Decimal, ...]
    coming: Decimal
    oldest: date
    age: int
    items: int

    @property
    def buckets(self) -> list[tuple[Bucket, Decimal]]:
        return list(zip(Bucket, self.sums, strict=True))


@dataclass(frozen=True)
class Item:
    """One thing that is open: a bill, a ticket's price, or else."""

    unit_id: UUID
    bill_id: UUID | None
    ticket_id: UUID | None
    amount: Decimal
    due: date
    age: int
    period: date | None
    fee: str
    number: str

    @property
    def overdue(self) -> bool:
        return self.age > 0


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to. `on`: as it stood at the end of that day, by default now. `fee`: a fee's id, or
    `tickets`. `after`: from this unit's id on, in the order of ids.
    """

    estates: Sequence[Estate]
    on: date | None = None
    building: UUID | None = None
    fee: str = ""
    bucket: str = ""
    minimum: Decimal = ZERO
    unit: str = ""
    units: Sequence[UUID] | None = None
    order: str = "owed"
    after: UUID | None = None


@dataclass(frozen=True)
class Totals:
    """All that was found: how many units, what they owe, by age."""

    units: int = 0
    owed: Decimal = ZERO
    sums: tuple[Decimal, ...] = field(default=(ZERO,) * 6)

    @property
    def buckets(self) -> list[tuple[Bucket, Decimal]]:
        return list(zip(Bucket, self.sums, strict=True))


def receivable() -> UUID | None:
    """The account's key; None before the first posting of all, when nothing is owed. Nothing is opened by looking."""
    return Account.objects.filter(key=Book.RECEIVABLE).values_list("pk", flat=True).first()


def parameters(asked: Asked) -> dict[str, Any]:
    """What the statements are given; the terms of each estate say when its bills are due."""
    terms: dict[UUID, Terms] = terms_of_all(asked.estates)
    return {
        "tenant": require_tenant_id(), "account": receivable(),
        "estates": [str(one.pk) for one in asked.estates],
        "due_days": [terms[one.pk].due_days for one in asked.estates],
        "days": [asked.on or today_in(one) for one in asked.estates],
        "units": None if asked.units is None else [str(one) for one in asked.units],
        "owed": Fee.OWED, "done": [str(one) for one in DONE], "minimum": asked.minimum, "building": asked.building,
        "fee": asked.fee or None, "code": asked.unit, "after": asked.after,
    }  # fmt: skip


def items_sql(asked: Asked) -> str:
    units = "" if asked.units is None else "AND p.unit_id = ANY(%(units)s::uuid[])"
    return ITEMS.format(tenant=TENANT, as_of=AS_OF if asked.on else "", units=units)


def units_sql(asked: Asked) -> str:
    """One row for each unit found."""
    which = "AND u.building_id = %(building)s " if asked.building else ""
    which += "AND starts_with(u.code, %(code)s) " if asked.unit else ""
    if asked.fee:
        which += "AND i.ticket_id IS NOT NULL " if asked.fee == TICKETS else "AND i.fee_id = %(fee)s::uuid "
    which += "AND u.id > %(after)s " if asked.after else ""
    bucket = ""
    if asked.bucket in Bucket.values:
        bucket = f"AND sum(i.amount) FILTER (WHERE {BORDERS[Bucket.values.index(asked.bucket)]}) > 0"
    return f"{items_sql(asked)}, found AS ({UNITS.format(which=which, bucket=bucket)})"


def aged(asked: Asked, limit: int | None = None, offset: int = 0) -> Iterator[Aged]:
    """The units that owe something, in the wanted order. Must be used up within the transaction."""
    order = ORDERS.get(asked.order, ORDERS["owed"])
    cut = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(offset)}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{units_sql(asked)} SELECT * FROM found ORDER BY {order}{cut}", parameters(asked))
        while rows := cursor.fetchmany(BATCH):
            for pk, code, estate, owed, *sums, coming, oldest, age, items in rows:
                yield Aged(pk, code, estate, owed, tuple(sums), coming, oldest, age, items)


def totals(asked: Asked) -> Totals:
    """Of everything that the list finds, on whatever page."""
    with connection.cursor() as cursor:
        cursor.execute(f"{units_sql(asked)} {TOTALS}", parameters(asked))
        units, owed, *sums = cursor.fetchone()
    return Totals(units, owed, tuple(sums))


def items_of(units: Iterable[UUID], estates: Sequence[Estate], on: date | None = None) -> dict[UUID, list[Item]]:
    """What is open of each of these units, the oldest first; also what is not due yet."""
    asked = Asked(estates, on, units=list(units))
    found: dict[UUID, list[Item]] = {one: [] for one in asked.units or ()}
    with connection.cursor() as cursor:
        cursor.execute(items_sql(asked) + LINES, parameters(asked))
        for unit, bill, ticket, amount, due, age, period, fee, number in cursor.fetchall():
            found[unit].append(Item(unit, bill, ticket, amount, due, age, period, fee or "", number or ""))
    return found


def elsewhere(asked: Asked) -> Decimal:
    """What residents owe by the ledger and no list of units shows: of tickets without a unit, less what units have paid
    too much, and the prices of work that still goes on.
    """
    keys = [one.pk for one in asked.estates]
    about: dict[str, Any] = {"estate__in": keys} | ({"until": asked.on} if asked.on else {})
    whole: Decimal = postings(Book.RECEIVABLE, **about).aggregate(sum=Sum("amount"))["sum"] or ZERO
    with connection.cursor() as cursor:
        cursor.execute(f"{items_sql(asked)} SELECT coalesce(sum(amount), 0) FROM items", parameters(asked))
        (listed,) = cursor.fetchone()
    return whole - Decimal(listed)
