"""Promises to pay, and whether they are kept: said by the ledger and the day, whenever they are read (R38).

The engine of timers serves tickets and what hangs on them; a promise is of a unit. It needs no alarm at a minute, only
to stand in the work list from the next day on, so nothing has to fire.
"""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from billing.arrears.enums import PromiseState
from billing.ledger.enums import Book, Why
from billing.models import PaymentPromise, Posting, Reminder
from billing.money import ZERO
from servicedesk.people.principal import Principal

MONEY = models.DecimalField(max_digits=14, decimal_places=2)


class LocalDay(models.Func):
    """Today where the estate lies, by the database's clock."""

    template = "(app_now() AT TIME ZONE %(expressions)s)::date"
    arity = 1
    output_field = models.DateField()


def owed_by_unit(**narrowed: Any) -> Any:
    """What the unit of the outer row owes."""
    rows = Posting.objects.filter(account__key=Book.RECEIVABLE, unit=OuterRef("unit"), **narrowed)
    return Coalesce(
        Subquery(rows.order_by().values("unit").annotate(sum=Sum("amount")).values("sum")), Value(ZERO),
        output_field=MONEY,
    )  # fmt: skip


def paid_in_time() -> Any:
    """What the unit paid of its debts after the promise and until its day; void receipts are no payment."""
    return owed_by_unit(
        entry__why=Why.PAYMENT, entry__reversals=None, entry__at__gt=OuterRef("at"), entry__day__lte=OuterRef("until")
    )


def promises(actor: Principal) -> Any:
    """Those of this person's estates, with `state`, `paid` (until its day), `owed` (now) and `to_do`: broken, something
    is still owed, and nobody has reminded or been promised anything since.
    """
    rows = PaymentPromise.objects.select_related("unit", "estate")
    return judged(actor.among(rows))


def judged(rows: Any) -> Any:
    """The same rows, with what the ledger says of them."""
    later = {"unit": OuterRef("unit"), "day__gt": OuterRef("until")}
    rows = rows.annotate(
        paid=-paid_in_time(), left=owed_by_unit(entry__day__lte=OuterRef("until")), owed=owed_by_unit(),
        today=LocalDay(F("estate__zone")),
    ).annotate(state=Case(
        When(withdrawn_at__isnull=False, then=Value(PromiseState.WITHDRAWN)),
        When(Q(paid__gte=F("amount")) | Q(left__lte=0), then=Value(PromiseState.KEPT)),
        When(today__gt=F("until"), then=Value(PromiseState.BROKEN)),
        default=Value(PromiseState.RUNNING), output_field=models.CharField(),
    ))  # fmt: skip
    return rows.annotate(to_do=Case(
        When(
            Q(state=PromiseState.BROKEN, owed__gt=0)
            & ~Exists(Reminder.objects.filter(**later)) & ~Exists(PaymentPromise.objects.filter(**later)),
            then=Value(True),
        ),
        default=Value(False), output_field=models.BooleanField(),
    ))  # fmt: skip


def state_label(one: Any) -> str:
    return str(PromiseState(one.state).label)
