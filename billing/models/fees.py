"""物业费、水费、供暖费: fees that come again and again, meters, readings, runs and the bills they make (R39)."""

from django.db import models
from django.db.models import Q

from billing.fees.enums import Basis, ReadingKind
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF, ESTATE, UNIT = "people.StaffMember", "estates.Estate", "estates.Unit"


class Fee(TenantModel):
    """A fee of the whole company, or of one estate; there it stands before the company's of the same code."""

    estate = TenantForeignKey(ESTATE, null=True, blank=True, related_name="fees", db_index=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    measure = models.CharField(max_length=12, blank=True)
    account = TenantForeignKey("billing.Account", related_name="+", db_index=False)
    # Every unit pays it, but the exempt; else those whose building or who themselves are named.
    everywhere = models.BooleanField(default=True)
    # The month in which a season's fee is billed.
    season_month = models.PositiveSmallIntegerField(null=True, blank=True)
    # So many times the average is not believed unasked.
    factor = models.DecimalField(max_digits=4, decimal_places=1, default=3)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "estate", "code"], name="fee_code", nulls_distinct=False),
            models.CheckConstraint(condition=Q(factor__gt=1), name="fee_factor"),
            models.CheckConstraint(
                condition=Q(basis="season", season_month__gte=1, season_month__lte=12)
                | (~Q(basis="season") & Q(season_month__isnull=True)),
                name="fee_season",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FeeRate(TenantModel):
    """What one square metre, one unit of the meter or one month costs, from a day to a day. The database refuses two
    rates of one day (migration 0020).
    """

    fee = TenantForeignKey(Fee, related_name="rates", db_index=False)
    amount = models.DecimalField(max_digits=10, decimal_places=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "fee", "valid_from"], name="fee_rate_version"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="fee_rate_days"
            ),
        ]


class FeePlace(TenantModel):
    """A building or a unit that pays a fee (`quantity` times, such as two parking places), or is exempt from it."""

    fee = TenantForeignKey(Fee, related_name="places", db_index=False)
    building = TenantForeignKey("estates.Building", null=True, related_name="+", db_index=False)
    unit = TenantForeignKey(UNIT, null=True, related_name="+", db_index=False)
    exempt = models.BooleanField(default=False)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(building__isnull=True, unit__isnull=False) | Q(building__isnull=False, unit__isnull=True),
                name="fee_place_one",
            ),
            models.CheckConstraint(condition=Q(exempt=False) | ~Q(reason=""), name="fee_exempt_reason"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fee_place_quantity"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="fee_place_days"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "fee"], name="fee_place_fee")]


class Meter(TenantModel):
    """表: one unit's meter of one fee. A change of the meter is a reading, so that what was used goes on."""

    estate = TenantForeignKey(ESTATE, related_name="+", db_index=False)
    fee = TenantForeignKey(Fee, related_name="meters", db_index=False)
    unit = TenantForeignKey(UNIT, related_name="meters", db_index=False)
    serial = models.CharField(max_length=30, blank=True)
    # Digits before the point: 5 go round at 100000.
    digits = models.PositiveSmallIntegerField(default=5)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit", "fee"], name="meter_of_unit"),
            models.CheckConstraint(condition=Q(digits__gte=3, digits__lte=9), name="meter_digits"),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "fee"], name="meter_estate")]


class Reading(TenantModel):
    """抄表: what a meter showed, who read it, and what was used since the reading before. Never changed; withdrawn."""

    meter = TenantForeignKey(Meter, related_name="readings", db_index=False)
    day = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=3)
    used = models.DecimalField(max_digits=12, decimal_places=3)
    kind = models.CharField(max_length=10, choices=ReadingKind.choices, default=ReadingKind.NORMAL)
    reason = models.CharField(max_length=200, blank=True)
    # More than the fee's multiple of the average, and somebody said that it is so.
    confirmed = models.BooleanField(default=False)
    read_by = models.CharField(max_length=60)
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "meter", "day"], name="reading_once_a_day", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_negative"),
            models.CheckConstraint(
                condition=~Q(kind__in=["rollover", "changed"]) | ~Q(reason=""), name="reading_reason"
            ),
        ]


class FeeRun(TenantModel):
    """计费批次: one carrying out for an estate and a month; how many bills it made, and what they come to."""

    estate = TenantForeignKey(ESTATE, related_name="fee_runs", db_index=False)
    period = models.DateField()
    codes = models.CharField(max_length=200)
    carried_at = models.DateTimeField()
    actor = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=60)
    bills = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    subject_type = "fee_run"

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "estate", "period", "id"], name="fee_run_estate")]


class Bill(TenantModel):
    """账单: what one unit owes of one fee for one month; posted as entry `bill:<id>`. Never changed, only reversed:
    the database says so too (migration 0020).
    """

    run = TenantForeignKey(FeeRun, related_name="lines", db_index=False)
    estate = TenantForeignKey(ESTATE, related_name="+", db_index=False)
    fee = TenantForeignKey(Fee, related_name="+", db_index=False)
    unit = TenantForeignKey(UNIT, related_name="bills", db_index=False)
    period = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    rate = models.DecimalField(max_digits=10, decimal_places=4)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    # Of a metered fee: the last reading in it, and whether it rests on an estimate.
    read_on = models.DateField(null=True)
    estimated = models.BooleanField(default=False)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    subject_type = "fee_bill"

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "fee", "period"], name="bill_once", condition=Q(reversed_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bill_amount"),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "fee", "period"], name="bill_unit"),
            models.Index(fields=["tenant", "run", "id"], name="bill_run"),
            models.Index(fields=["tenant", "estate", "period", "fee"], name="bill_estate_period"),
        ]
