"""特约服务收费标准: versions of the price list, each with its items; what is published stands (R33)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models

from billing.enums import ListState
from servicedesk.people.pinyin import spell
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class PriceVersion(TenantModel):
    """The list as it holds from a day on, for the whole company (no estate) or one estate, whose items come first.

    Published, its items are frozen and no other version of the same scope holds on one of its days: the database
    refuses both (migration prices). An open end is closed by the version that follows.
    """

    estate = TenantForeignKey("estates.Estate", null=True, blank=True, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "number"], name="price_version_number", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["tenant", "estate"], name="price_version_one_draft", nulls_distinct=False,
                condition=models.Q(state=ListState.DRAFT),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ListState.DRAFT) | models.Q(valid_from__isnull=False),
                name="price_version_from",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="price_version_days",
            ),
        ]  # fmt: skip

    @property
    def is_draft(self) -> bool:
        return self.state == ListState.DRAFT

    def holds_on(self, day: date) -> bool:
        """Whether these prices are told on this day."""
        begun = not self.is_draft and self.valid_from is not None and self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def stored_at(item: "PriceItem", filename: str) -> str:
    """tenant/prices/random.ext: nothing of the uploader's name reaches the disk."""
    return f"{item.tenant_id}/prices/{uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class PriceItem(TenantModel):
    """One line of a version: what is done, per what, for how much, with which parts and which warranty (R33)."""

    version = TenantForeignKey(PriceVersion, models.CASCADE, related_name="items")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=12)
    labour = models.DecimalField(max_digits=10, decimal_places=2)
    parts = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    # Which parts the price has in it, in words.
    included = models.CharField(max_length=200, blank=True)
    # So many days after the work the same job at the same place is done again at the company's cost (R34).
    warranty_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    note = models.CharField(max_length=300, blank=True)
    photo = models.FileField(upload_to=stored_at, max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version", "code"], name="price_item_code"),
            models.CheckConstraint(condition=models.Q(labour__gte=0, parts__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pinyin = spell(self.name)
        super().save(*args, **kwargs)

    @property
    def price(self) -> Decimal:
        """What a resident is told: labour and the parts that are in it."""
        return self.labour + self.parts
