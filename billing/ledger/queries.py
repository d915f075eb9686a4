"""Balances, computed from the entries whenever they are asked for: no kept figure can disagree with them (R39)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from billing.models import Entry, Posting
from billing.money import ZERO


def postings(account: str = "", **about: Any) -> QuerySet[Posting]:
    """The postings of an account that are about something: `estate`, `unit`, `ticket`, `bill`, `staff` (rows or keys),
    `until` and `since` (days of entries, included).
    """
    rows = Posting.objects.all()
    if account:
        rows = rows.filter(account__key=account)
    if (until := about.pop("until", None)) is not None:
        rows = rows.filter(entry__day__lte=until)
    if (since := about.pop("since", None)) is not None:
        rows = rows.filter(entry__day__gte=since)
    return rows.filter(**{name: value for name, value in about.items() if value is not None})


def balance(account: str, **about: Any) -> Decimal:
    """The balance of an account, debit above zero; narrowed as `postings` says."""
    found: Decimal | None = postings(account, **about).aggregate(sum=Sum("amount"))["sum"]
    return ZERO if found is None else found


def balances(*by: str, **about: Any) -> list[dict[str, Any]]:
    """Sums by any of `account__key`, `estate`, `unit`, `ticket`, `bill`, `staff`, `item`, `entry__day`: one row for
    each that is not zero, with `sum`. `account=` narrows to one account, and all else as `postings` says.
    """
    rows = postings(**about).values(*by).annotate(sum=Sum("amount")).exclude(sum=0)
    return list(rows.order_by(*by))


def of_tickets(account: str, ticket_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """An account's balance of each of these tickets; zero for those that have none."""
    keys = list(ticket_ids)
    found = postings(account, ticket__in=keys).values_list("ticket").annotate(sum=Sum("amount"))
    return dict.fromkeys(keys, ZERO) | dict(found)


def standing(**about: Any) -> QuerySet[Entry]:
    """Entries that are neither reversed nor reversals: `source`, `source__startswith`, … as filters."""
    return Entry.objects.filter(reverses=None, reversals=None, **about)
