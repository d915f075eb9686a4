"""What the pages of homes and the search offer: a home's fees (R35)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing import rules
from servicedesk.estates.models import Unit
from servicedesk.people.principal import Principal
from tickets.panels import HOMES, HomeLink


def take_fees(actor: Principal, unit: Unit) -> HomeLink | None:
    """To the page that takes its money."""
    if not rules.collect(actor, unit):
        return None
    return HomeLink(reverse("fees-pay", args=[unit.pk]), "cash", _("Take fees…"))


HOMES.append(take_fees)
