"""Who may touch money (domain §1)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS

view_money = role_rule(
    "billing.view", (*DESK, *LEADERS, Role.CASHIER, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read"
)
charge = role_rule("billing.charge", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
collect = role_rule("billing.collect", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
# The price list belongs to the tenant admin (domain §1); a technician may hand over the receipt that he gave.
edit_prices = role_rule("billing.edit_prices", (Role.TENANT_ADMIN,), scope="admin")
view_receipt = role_rule(
    "billing.view_receipt",
    (*DESK, *LEADERS, Role.CASHIER, Role.TECHNICIAN, Role.COMPANY_MANAGER, Role.TENANT_ADMIN),
    scope="read",
)
