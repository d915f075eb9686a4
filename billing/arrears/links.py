"""A reminder's signed link: what is owed now, for whoever was reminded, and nothing else (R38)."""

from django.urls import reverse

from billing.models import Reminder
from servicedesk.estates.models import Occupant
from servicedesk.web import links

PURPOSE = "arrears"


def link_of(one: Reminder) -> str:
    """The path of the resident's page."""
    return reverse("public-arrears", args=[links.sign(one.tenant_id, PURPOSE, one.pk)])


def opened(token: str) -> Reminder | None:
    """The reminder that a link opens; None for a forged or old one, and once who was reminded lives there no more."""
    parts = links.read(token)
    if parts is None or parts[1] != PURPOSE:
        return None
    found = Reminder.objects.select_related("unit__estate__tenant").filter(pk=parts[2]).first()
    if found is None or found.resident_id is None:
        return found
    lives = Occupant.objects.filter(unit=found.unit_id, resident=found.resident_id).exists()
    return found if lives else None
