"""Posting: the one writer of the ledger (R39). Whatever moves money calls it in its own transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing.ledger.chart import accounts
from billing.ledger.drafts import Draft
from billing.ledger.enums import Why
from billing.models import Account, Entry, Posting
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now

# So many entries go into one statement: memory does not grow with how many are posted.
BATCH = 2_000
ENTRIES, POSTINGS = Entry._meta.db_table, Posting._meta.db_table
KEYS = "SELECT uuidv7() FROM generate_series(1, %s)"
INSERT_ENTRIES = f"""
INSERT INTO {ENTRIES} (id, estate_id, why, source, at, day, reason, reverses_id, tenant_id, actor_id, actor_name)
SELECT id, estate_id, why, source, at, day, reason, reverses_id, %s, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::date[], %s::text[], %s::uuid[])
    AS c(id, estate_id, why, source, at, day, reason, reverses_id)
ON CONFLICT (tenant_id, source) DO NOTHING RETURNING id
"""
INSERT_POSTINGS = f"""
INSERT INTO {POSTINGS} (entry_id, estate_id, account_id, amount, unit_id, ticket_id, bill_id, staff_id, item, tenant_id)
SELECT entry_id, estate_id, account_id, amount, unit_id, ticket_id, bill_id, staff_id, item, %s
FROM unnest(
    %s::uuid[], %s::uuid[], %s::uuid[], %s::numeric[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[]
) AS c(entry_id, estate_id, account_id, amount, unit_id, ticket_id, bill_id, staff_id, item)
"""
# The tenant as a subquery: taken as a literal, a company younger than the table's statistics would be held for one with
# hardly a row, and all its postings be read for each entry.
REVERSE = f"""
WITH old AS (
    SELECT e.*, coalesce(%(day)s, (%(at)s AT TIME ZONE s.zone)::date) AS new_day
    FROM {ENTRIES} e JOIN estates_estate s ON s.tenant_id = e.tenant_id AND s.id = e.estate_id
    WHERE e.tenant_id = (SELECT %(tenant)s::uuid) AND e.id = ANY(%(ids)s::uuid[]) AND e.reverses_id IS NULL
), made AS (
    INSERT INTO {ENTRIES} (tenant_id, estate_id, why, source, at, day, reason, reverses_id, actor_id, actor_name)
    SELECT tenant_id, estate_id, %(why)s, 'reversal:' || id, %(at)s, new_day, %(reason)s, id, %(actor)s, %(name)s
    FROM old ORDER BY id ON CONFLICT DO NOTHING RETURNING id, tenant_id, reverses_id
)
INSERT INTO {POSTINGS} (tenant_id, entry_id, account_id, estate_id, unit_id, ticket_id, bill_id, staff_id, item, amount)
SELECT p.tenant_id, made.id, account_id, estate_id, unit_id, ticket_id, bill_id, staff_id, item, -amount
FROM {POSTINGS} p JOIN made ON made.tenant_id = p.tenant_id AND made.reverses_id = p.entry_id
"""


@atomic
def post(draft: Draft, *, actor: Principal) -> Entry:
    """Append one entry and return it. Posted again for the same source it changes nothing, and the first is returned.

    The caller has checked who may and holds the locks of what it is about. Raises Invalid for what does not balance
    or is not in whole fen, Conflict when the source has another entry already (R37: never an edit).
    """
    made = post_all([draft], actor=actor)
    entry = Entry.objects.get(source=draft.source)
    if not made and not same(entry, draft):
        raise Conflict(_("This has been posted already, and differently."), rule="R37")
    return entry


@atomic
def post_all(drafts: Iterable[Draft], *, actor: Principal) -> int:
    """The same for many, in batches, whatever their number; those whose source is posted already are passed over.

    Returns how many were new. Raises Invalid, and then nothing is posted.
    """
    books = accounts()
    return sum(write(batch, books, actor) for batch in batches(drafts))


def batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    rest = iter(drafts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def write(drafts: Sequence[Draft], books: dict[str, UUID], actor: Principal) -> int:
    """One batch, in three statements."""
    for draft in drafts:
        if fault := draft.fault():
            raise Invalid(_("This does not balance: {source}.").format(source=f"{draft.source} {fault}"), rule="R39")
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [len(drafts)])
        keys = [key for (key,) in cursor.fetchall()]
        pairs = list(zip(keys, drafts, strict=True))
        whose = [require_tenant_id(), actor.staff_id, actor.name[:60]]
        cursor.execute(INSERT_ENTRIES, [*whose, *columns([entry_row(key, draft) for key, draft in pairs])])
        new = {key for (key,) in cursor.fetchall()}
        rows = [row for key, draft in pairs if key in new for row in posting_rows(key, draft, books)]
        if rows:
            cursor.execute(INSERT_POSTINGS, [require_tenant_id(), *columns(rows)])
    return len(new)


def entry_row(key: UUID, draft: Draft) -> tuple[Any, ...]:
    return (
        str(key), str(draft.estate.pk), str(draft.why), draft.source, draft.at, draft.booked_on, draft.reason[:300],
        text(draft.reverses_id),
    )  # fmt: skip


def posting_rows(key: UUID, draft: Draft, books: dict[str, UUID]) -> Iterator[tuple[Any, ...]]:
    for leg in draft.told:
        yield (
            str(key), str(draft.estate.pk), str(books[leg.account]), leg.amount, text(leg.unit_id),
            text(leg.ticket_id), text(leg.bill_id), text(leg.staff_id), leg.item[:80],
        )  # fmt: skip


def text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as columns, for unnest."""
    return [list(column) for column in zip(*rows, strict=True)]


def same(entry: Entry, draft: Draft) -> bool:
    """Whether an entry says what a draft says."""
    there = entry.postings.values_list("account__key", "amount", "unit_id", "ticket_id", "bill_id", "staff_id")
    told = [(str(leg.account), leg.amount, leg.unit_id, leg.ticket_id, leg.bill_id, leg.staff_id) for leg in draft.told]
    return sorted(map(str, there)) == sorted(map(str, told))


@atomic
def reverse(
    entries: Iterable[UUID], *, actor: Principal, reason: str, at: datetime | None = None, day: date | None = None
) -> None:
    """Undo entries by new ones with the sides changed (R37); what is reversed already, and reversals, are left as they
    are. `day`: the day of cash-up the money goes out on, by default that of `at`. One statement, however many.
    """
    with connection.cursor() as cursor:
        cursor.execute(REVERSE, {
            "tenant": require_tenant_id(), "ids": [str(key) for key in entries], "at": at or now(), "day": day,
            "why": Why.REVERSAL, "reason": reason[:300], "actor": actor.staff_id, "name": actor.name[:60],
        })  # fmt: skip


@atomic
def open_account(*, key: str, number: str, name: str, kind: str) -> Account:
    """An account of the company's own beside the standard ones, such as a fee's income. Opened once; returned again."""
    accounts()
    found, _new = Account.objects.get_or_create(key=key, defaults={"number": number, "name": name, "kind": kind})
    return found
