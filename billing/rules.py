"""Who may touch money (domain §1)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS

view_money = role_rule("billing.view", (*DESK, *LEADERS, Role.CASHIER, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read")
charge = role_rule("billing.charge", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
collect = role_rule("billing.collect", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
