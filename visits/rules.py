"""Who may do what on site (domain §3)."""

from typing import Any

from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule, holds_link, role_rule
from tickets.rules import DESK, LEADERS

_for_him = role_rule("visit.for_him", (*DESK, *LEADERS), scope="tickets")


def _is_his(actor: Principal, ticket: Any) -> bool:
    if ticket is None:
        return actor.kind == "staff"
    return actor.staff_id is not None and actor.staff_id == ticket.assignee_id


def _by_paper(actor: Principal, ticket: Any) -> bool:
    """A worker without an account, who holds the paper order of this ticket's present assignment (visits/paper)."""
    return actor.kind == "contractor" and holds_link(actor, ticket)


# Technician, or the clerk for him (domain §3, arrive).
arrive = Rule(
    "visit.arrive", lambda actor, ticket: _is_his(actor, ticket) or _for_him(actor, ticket) or _by_paper(actor, ticket)
)
_leader = role_rule("visit.lead", LEADERS, scope="tickets")
work = Rule(
    "visit.work", lambda actor, ticket: _is_his(actor, ticket) or _leader(actor, ticket) or _by_paper(actor, ticket)
)
review = role_rule("visit.review", LEADERS, scope="tickets")
confirm_time = role_rule("visit.confirm_time", (*DESK, *LEADERS), scope="tickets", link=True)
