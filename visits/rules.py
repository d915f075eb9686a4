"""Who may do what on site (domain §3)."""

from typing import Any

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule, role_rule
from tickets.rules import DESK, LEADERS

_for_him = role_rule("visit.for_him", (*DESK, *LEADERS), scope="tickets")


def _is_his(actor: Principal, ticket: Any) -> bool:
    if ticket is None:
        return actor.kind == "staff"
    return actor.staff_id is not None and actor.staff_id == ticket.assignee_id


# Technician, or the clerk for him (domain §3, arrive).
arrive = Rule("visit.arrive", lambda actor, ticket: _is_his(actor, ticket) or _for_him(actor, ticket))
_leader = role_rule("visit.lead", LEADERS, scope="tickets")
work = Rule("visit.work", lambda actor, ticket: _is_his(actor, ticket) or _leader(actor, ticket))
review = role_rule("visit.review", LEADERS, scope="tickets")
