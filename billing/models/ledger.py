"""The ledger: accounts, entries and their postings. The database refuses what does not balance and any change (R39)."""

from django.db import models

from billing.ledger.enums import Book, Kind, Why
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Account(TenantModel):
    """科目. `key` is how the code knows it; number and name are the company's own (empty: the trade's word)."""

    key = models.CharField(max_length=30)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="account_key"),
            models.UniqueConstraint(fields=["tenant", "number"], name="account_number"),
        ]

    @property
    def label(self) -> str:
        return self.name or str(dict(Book.choices).get(self.key, self.key))


class Entry(TenantModel):
    """凭证: what happened, when, by whom and why, in one estate. Never changed: what was wrong is reversed (R37).

    `source` is what it was posted for, once for ever; `day` is the day it belongs to in the estate's zone, which for
    money is the day of its cash-up (R36).
    """

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    why = models.CharField(max_length=12, choices=Why.choices)
    source = models.CharField(max_length=100)
    at = models.DateTimeField()
    day = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    reverses = TenantForeignKey("self", null=True, related_name="reversals", db_index=False)
    actor = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(db_default=models.Func(function="app_now", output_field=models.DateTimeField()))

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source"], name="entry_once_per_source"),
            models.UniqueConstraint(
                fields=["tenant", "reverses"], name="entry_reversed_once", condition=models.Q(reverses__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["tenant", "estate", "day", "id"], name="entry_estate_day")]


class Posting(TenantModel):
    """One line of an entry: debit above zero, credit below. What it is about stands beside it: place, ticket, bill,
    person (whose cash it is), and the item or fee in words.
    """

    entry = TenantForeignKey(Entry, related_name="postings", db_index=False)
    account = TenantForeignKey(Account, related_name="postings", db_index=False)
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    unit = TenantForeignKey("estates.Unit", null=True, related_name="+", db_index=False)
    ticket = TenantForeignKey("tickets.Ticket", null=True, related_name="postings", db_index=False)
    bill = TenantForeignKey("billing.Bill", null=True, related_name="postings", db_index=False)
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    item = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_zero")]
        indexes = [
            models.Index(fields=["tenant", "entry"], name="posting_entry"),
            models.Index(fields=["tenant", "account", "estate"], name="posting_account"),
            models.Index(
                fields=["tenant", "ticket", "account"], name="posting_ticket",
                condition=models.Q(ticket__isnull=False),
            ),
            models.Index(
                fields=["tenant", "unit", "account"], name="posting_unit", condition=models.Q(unit__isnull=False)
            ),
            models.Index(fields=["tenant", "bill"], name="posting_bill", condition=models.Q(bill__isnull=False)),
            models.Index(
                fields=["tenant", "staff", "account"], name="posting_staff", condition=models.Q(staff__isnull=False)
            ),
        ]  # fmt: skip
