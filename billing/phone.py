"""Money on the technician's phone: the price is told before work, and paid or owed before the signature (R33–R35)."""

from typing import Any

from billing.capitals import in_capitals
from billing.menu import money_panel
from servicedesk.people.principal import Principal
from tickets.actions_menu import VERBS
from tickets.models import Ticket
from tickets.panels import PANELS, Panel

MONEY = ("charge", "pay", "payment-code", "owe")


def phone_money(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """What it costs, in figures and capitals, what is still open, and what may be done about it."""
    panel = money_panel(actor, ticket)
    if panel is None:
        return None
    told = panel["now"]
    can = {name.replace("-", "_"): VERBS[name].url(ticket) for name in MONEY if VERBS[name].possible(actor, ticket)}
    return panel | {"capitals": in_capitals(told["his"]) if told else "", "can": can}


PANELS.append(Panel("billing/_phone_money.html", phone_money, "phone"))
PANELS.append(Panel("billing/_phone_money.html", phone_money, "phone-sign"))
