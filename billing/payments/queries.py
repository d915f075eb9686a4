"""What providers reported, and how much of each payment nobody has decided on yet (R35)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from billing.models import NoticeDecision, PaymentNotice
from billing.money import ZERO
from billing.payments.enums import Verdict

SUM = DecimalField(max_digits=14, decimal_places=2)
# What stands of decisions: not refused, and no receipt that is void.
STANDS = Q(refused_at=None, receipt__void=None)
# A person had, or has, to decide on it: it was no receipt, or that receipt is void.
ODD = ~Q(verdict=Verdict.TAKEN) | Q(code__receipt__void__isnull=False)


def with_rest(rows: QuerySet[PaymentNotice] | None = None) -> Any:
    """Notices with `rest`: what is neither a receipt that stands, nor given back, nor asked to be."""
    decided = NoticeDecision.objects.filter(STANDS, notice=OuterRef("pk")).values("notice").annotate(sum=Sum("amount"))
    at_once = Case(
        When(verdict=Verdict.TAKEN, code__receipt__void=None, then=F("amount")), default=Value(ZERO), output_field=SUM
    )
    rest = F("amount") - at_once - Coalesce(Subquery(decided.values("sum")), Value(ZERO), output_field=SUM)
    return (PaymentNotice.objects.all() if rows is None else rows).annotate(rest=rest)


def seen(actor: Any) -> Any:
    """Those of the actor's estates, each with what is shown of it."""
    rows = with_rest().select_related("code__ticket", "code__unit", "code__estate", "code__receipt")
    rows = rows.prefetch_related("decisions__receipt__void")
    return actor.among(rows, "code__estate")


def waiting(rows: Any) -> Any:
    """Those of which something waits: for a decision, or for its second signature."""
    signs = NoticeDecision.objects.filter(effective_at=None, refused_at=None)
    return rows.filter(ODD).filter(Q(rest__gt=0) | Q(pk__in=signs.values("notice")))


def odd(rows: Any) -> Any:
    """Those that a person had, or has, to decide on."""
    return rows.filter(ODD)


def rest_of(notice: PaymentNotice) -> Decimal:
    """What is to be decided of one."""
    found: Decimal = with_rest(PaymentNotice.objects.filter(pk=notice.pk)).values_list("rest", flat=True).get()
    return found


def day_of(day: date) -> tuple[datetime, datetime]:
    """A day by the providers' clock, which is China's."""
    start = datetime.combine(day, time(), ZoneInfo(settings.ESTATE_TIME_ZONE))
    return start, start + timedelta(days=1)
