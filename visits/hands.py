"""Who was there: they do not ask how it was (R25, tickets.callbacks.calling)."""

from uuid import UUID

from visits.models import Helper, Visit


def there(ticket_id: UUID) -> list[UUID]:
    """Who came, and who helped, on any visit of a ticket."""
    came = Visit.objects.filter(ticket_id=ticket_id, staff__isnull=False).values_list("staff_id", flat=True)
    helped = Helper.objects.filter(visit__ticket_id=ticket_id).values_list("staff_id", flat=True)
    return [*came, *helped]
