"""报价: one version of what a ticket costs, reviewed where it is not of the list, and consented before work (R33)."""

from datetime import datetime

from django.db import models

from billing.enums import ConsentMeans, QuoteState
from billing.models.prices import PriceVersion
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"
OPEN_QUOTE = (QuoteState.REVIEW, QuoteState.OFFERED)


class Quote(TenantModel):
    """A version of a ticket's price. Its lines are never changed: another price is another version, and this one stays
    readable, with the versions of the price list that held when it was told (R33).
    """

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="quotes")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=QuoteState.choices)
    reason = models.CharField(max_length=300, blank=True)
    company_version = TenantForeignKey(PriceVersion, null=True, related_name="+", db_index=False)
    own_version = TenantForeignKey(PriceVersion, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    maker = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    # Not of the list, or for another price than the list's: a supervisor looks at it first.
    needs_review = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    review_note = models.CharField(max_length=300, blank=True)
    consented_at = models.DateTimeField(null=True)
    means = models.CharField(max_length=10, choices=ConsentMeans.choices, blank=True)
    # Who agreed, on which number if by phone, and which of us kept it.
    consented_by = models.CharField(max_length=60, blank=True)
    consent_phone = models.CharField(max_length=20, blank=True)
    kept_by = models.CharField(max_length=60, blank=True)
    signature = TenantForeignKey("tickets.Photo", null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "number"], name="quote_number"),
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="quote_one_open", condition=models.Q(state__in=OPEN_QUOTE)
            ),
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="quote_one_binding", condition=models.Q(state=QuoteState.CONSENTED)
            ),
            models.CheckConstraint(
                condition=~models.Q(state=QuoteState.CONSENTED)
                | (models.Q(consented_at__isnull=False) & ~models.Q(means="")),
                name="quote_consent_by_means",
            ),
            models.CheckConstraint(
                condition=~models.Q(means=ConsentMeans.SIGNATURE) | models.Q(signature__isnull=False),
                name="quote_signature_kept",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "made_at"], name="quote_reviews_due", condition=models.Q(state=QuoteState.REVIEW)
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to say yes or no."""
        return self.state in OPEN_QUOTE

    @property
    def said_at(self) -> datetime:
        """When its state was said last."""
        return self.ended_at or self.consented_at or self.reviewed_at or self.made_at
