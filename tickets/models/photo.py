"""Photos and signatures: stored outside the web root, served with authorisation."""

from datetime import datetime
from uuid import uuid4

from django.db import models

from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.enums import PhotoKind
from tickets.models.ticket import Ticket


def stored_at(photo: "Photo", filename: str) -> str:
    """tenant/month/random.ext: nothing of the uploader's name reaches the disk."""
    return f"{photo.tenant_id}/{photo.taken_at:%Y-%m}/{uuid4().hex}.{photo.extension}"


class Photo(TenantModel):
    """One picture of a ticket. Type-checked and size-limited before it gets here (tickets/photos.py)."""

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="photos")
    kind = models.CharField(max_length=10, choices=PhotoKind.choices, default=PhotoKind.REPORT)
    file = models.FileField(upload_to=stored_at, max_length=200)
    extension = models.CharField(max_length=4)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    # By the camera's own clock, where it says so; `taken_at` is ours and orders them (R22).
    original_at = models.DateTimeField(null=True)
    added_by = models.CharField(max_length=60)

    @property
    def shown_at(self) -> datetime:
        """When it was taken: by the camera where it says so (R22)."""
        return self.original_at or self.taken_at
