"""Who sees the duty roster, and who writes it (domain §1)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS

view_roster = role_rule("roster.view", (*DESK, *LEADERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read")
edit_roster = role_rule("roster.edit", (*LEADERS, Role.TENANT_ADMIN), scope="admin")
