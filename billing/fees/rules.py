"""Who may touch recurring fees (domain §1): the tenant admin sets them, cashier and manager read meters and bill."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule

BILLERS = (Role.CASHIER, Role.ESTATE_MANAGER, Role.TENANT_ADMIN)

view_fees = role_rule("billing.view_fees", (*BILLERS, Role.COMPANY_MANAGER), scope="read")
edit_fees = role_rule("billing.edit_fees", (Role.TENANT_ADMIN,), scope="admin")
read_meters = role_rule("billing.read_meters", BILLERS, scope="admin")
run_fees = role_rule("billing.run_fees", BILLERS, scope="admin")
