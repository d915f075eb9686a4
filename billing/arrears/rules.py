"""Who sees arrears, reminds, and stops reminders (domain §1, R38)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule

REMINDERS = (Role.CASHIER, Role.SUPERVISOR, Role.ESTATE_MANAGER)

view_arrears = role_rule("billing.view_arrears", (*REMINDERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read")
remind = role_rule("billing.remind", REMINDERS, scope="tickets")
# What goes to court is the manager's word, and he alone takes it back.
stop_legally = role_rule("billing.stop_legally", (Role.ESTATE_MANAGER, Role.COMPANY_MANAGER), scope="tickets")
