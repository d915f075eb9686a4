"""Who hands over a desk, and who reads what was handed over (R43)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS

work_handover = role_rule("handover.work", (*DESK, *LEADERS), scope="tickets")
view_handover = role_rule("handover.view", (*DESK, *LEADERS, Role.COMPANY_MANAGER), scope="read")
