"""Who is on duty: the one place that answers it, for the shell, the desk, the board and the candidates (R19).

A moment belongs to the shift that has begun and not yet ended, so midnight and New Year's Eve are moments like others.
Whoever is on leave is not on, whatever his shift says. A night centre serves every estate its operator is posted to.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from servicedesk.people.enums import ShiftKind
from servicedesk.people.models import Leave, Posting, Shift
from servicedesk.tenancy.prepared import Prepared

AT_THE_DESK = (ShiftKind.DAY_DESK, ShiftKind.NIGHT_CENTRE)
# Stand-by gives way to a shift proper; without a number one comes after those who have one.
STANDBY_LAST = Case(When(kind=ShiftKind.STANDBY, then=Value(1)), default=Value(0), output_field=IntegerField())
UNNUMBERED_LAST = Case(When(standby_order=0, then=Value(1)), default=Value(0), output_field=IntegerField())


def serving(estate_ids: Collection[UUID]) -> Q:
    """Shifts of these estates, and night centres whose operator is posted to one of them."""
    posted = Posting.objects.filter(staff=OuterRef("staff"), estate_id__in=estate_ids)
    return Q(estate_id__in=estate_ids) | Q(Exists(posted), kind=ShiftKind.NIGHT_CENTRE)


def running(at: datetime, estate_ids: Collection[UUID] | None = None) -> QuerySet[Shift]:
    """Shifts that run at this moment, of people who work here and are not on leave; None: of every estate."""
    away = Leave.objects.filter(staff=OuterRef("staff"), starts_at__lte=at, ends_at__gt=at)
    shifts = Shift.objects.filter(~Exists(away), starts_at__lte=at, ends_at__gt=at, staff__active=True)
    return shifts if estate_ids is None else shifts.filter(serving(estate_ids))


def shift_of(staff_id: UUID, at: datetime, estate_id: UUID | None = None) -> Shift | None:
    """The shift this person is on at this moment (for this estate); stand-by only when there is no other."""
    found = SHIFT_OF(staff_id, at) if estate_id is None else SHIFT_HERE(staff_id, at, estate_id)
    return found[0] if found else None


def best_shift(staff_id: UUID, at: datetime, *estate_ids: UUID) -> QuerySet[Shift]:
    shifts = running(at, estate_ids or None).filter(staff_id=staff_id)
    return shifts.order_by(STANDBY_LAST, "-ends_at")[:1]


# Every page asks them.
SHIFT_OF = Prepared(best_shift, UUID, datetime)
SHIFT_HERE = Prepared(best_shift, UUID, datetime, UUID)


def standby(estate_id: UUID, at: datetime) -> list[Shift]:
    """Who stands by for an estate, in the order in which emergencies ask them (R19)."""
    shifts = running(at, [estate_id]).filter(kind=ShiftKind.STANDBY).select_related("staff")
    return list(shifts.order_by(UNNUMBERED_LAST, F("standby_order"), "staff__employee_no"))
