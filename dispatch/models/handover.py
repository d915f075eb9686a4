"""The sheet that passes from one shift to the next, and its lines (R43)."""

from django.db import models

from dispatch.enums import HandoverState, ItemKind, Signed
from servicedesk.people.enums import ShiftKind
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Handover(TenantModel):
    """交接班记录: who goes, who comes, and how both signed. Its lines stand from the first signature on."""

    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.DRAFT)
    outgoing = TenantForeignKey(STAFF, related_name="+", db_index=False)
    outgoing_name = models.CharField(max_length=60)
    shift_kind = models.CharField(max_length=20, choices=ShiftKind.choices, blank=True)
    shift_starts_at = models.DateTimeField()
    shift_ends_at = models.DateTimeField()
    cash_counted = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    outgoing_signed_at = models.DateTimeField(null=True)
    outgoing_signed_by = models.CharField(max_length=10, choices=Signed.choices, blank=True)
    # A PNG as base64, checked and rewritten: it belongs to no ticket.
    outgoing_signature = models.TextField(blank=True)
    incoming = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    incoming_name = models.CharField(max_length=60, blank=True)
    incoming_signed_at = models.DateTimeField(null=True)
    incoming_signed_by = models.CharField(max_length=10, choices=Signed.choices, blank=True)
    incoming_signature = models.TextField(blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "estate", "outgoing"],
                name="handover_one_draft",
                condition=models.Q(state=HandoverState.DRAFT),
            ),
            models.CheckConstraint(
                condition=models.Q(state=HandoverState.DRAFT) | models.Q(outgoing_signed_at__isnull=False),
                name="handover_outgoing_signed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HandoverState.TAKEN)
                | models.Q(incoming__isnull=False, incoming_signed_at__isnull=False),
                name="handover_incoming_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(incoming__isnull=True) | ~models.Q(incoming=models.F("outgoing")),
                name="handover_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "estate", "-outgoing_signed_at"], name="handover_history"),
            models.Index(
                fields=["tenant", "estate", "state"],
                name="handover_open",
                condition=models.Q(state__in=(HandoverState.DRAFT, HandoverState.WAITING)),
            ),
        ]


class HandoverItem(TenantModel):
    """One line of the sheet. `taken_at` empty after both signed: still in sight (R43)."""

    handover = TenantForeignKey(Handover, models.CASCADE, related_name="items", db_index=False)
    estate = TenantForeignKey("estates.Estate", related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, null=True, related_name="+", db_index=False)
    label = models.CharField(max_length=120)
    detail = models.CharField(max_length=300, blank=True)
    # Of an appointment: when.
    at = models.DateTimeField(null=True)
    # Keys: how many; cash: of how many receipts.
    quantity = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    # A ticket's owner may go on holding it: it stands on the sheet, and its owner stays (R3).
    kept = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)
    taken_by_name = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "handover"], name="handover_item_sheet"),
            models.Index(
                fields=["tenant", "estate"],
                name="handover_item_left",
                condition=models.Q(taken_at__isnull=True, kept=False),
            ),
        ]
