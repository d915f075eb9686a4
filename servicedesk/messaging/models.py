"""The outbox: what people are to be told, written in the action's transaction, delivered afterwards (R12, R50)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class Channel(models.TextChoices):
    IN_APP = "in_app", _("In the app")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class Delivery(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("No gateway")
    DEAD = "dead", _("Failed")


class Message(TenantModel):
    """One message to one person over one channel. `key` is unique, so the same cause tells a person once (R30)."""

    key = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.PENDING)
    staff = TenantForeignKey("people.StaffMember", null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=200, blank=True)
    subject_id = models.UUIDField(null=True)
    number = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="message_waiting", condition=models.Q(state="pending")),
            models.Index(
                fields=["tenant", "staff", "-created_at"], name="message_bell", condition=models.Q(channel="in_app")
            ),
        ]
