"""Who may touch money (domain §1)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS

view_money = role_rule(
    "billing.view", (*DESK, *LEADERS, Role.CASHIER, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read"
)
# Whoever tells a price may read it: technicians too.
view_prices = role_rule(
    "billing.view_prices",
    (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read",
)  # fmt: skip
charge = role_rule("billing.charge", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
# 收费评审: a supervisor looks at what is not of the list (R33).
review_fee = role_rule("billing.review_fee", LEADERS, scope="tickets")
# The resident's answer, kept by us or given by himself on his link (R33).
consent = role_rule("billing.consent", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets", link=True)
collect = role_rule("billing.collect", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
# The price list belongs to the tenant admin (domain §1); a technician may hand over the receipt that he gave.
edit_prices = role_rule("billing.edit_prices", (Role.TENANT_ADMIN,), scope="admin")
view_receipt = role_rule(
    "billing.view_receipt",
    (*DESK, *LEADERS, Role.CASHIER, Role.TECHNICIAN, Role.COMPANY_MANAGER, Role.TENANT_ADMIN),
    scope="read",
)
# A receipt is made void, and something granted, by who answers for it; how much is the company's word (R37).
void_receipt = role_rule("billing.void_receipt", (*LEADERS, Role.CASHIER), scope="tickets")
grant = role_rule("billing.grant", (*LEADERS, Role.CASHIER, Role.COMPANY_MANAGER), scope="tickets")
# Whoever takes money hands it over; finance alone closes the day (R36).
hand_over_money = role_rule("billing.hand_over", (*DESK, *LEADERS, Role.TECHNICIAN, Role.CASHIER), scope="tickets")
close_cash_up = role_rule("billing.close_cash_up", (Role.CASHIER,), scope="tickets")
view_cash_ups = role_rule(
    "billing.view_cash_ups", (Role.SUPERVISOR, Role.ESTATE_MANAGER, Role.CASHIER, Role.COMPANY_MANAGER), scope="read"
)
reconcile = role_rule("billing.reconcile", (Role.CASHIER, Role.COMPANY_MANAGER), scope="tickets")
# The clearing accounts into the bank: finance alone.
settle = role_rule("billing.settle", (Role.CASHIER, Role.COMPANY_MANAGER), scope="tickets")
# What a provider reported and was no receipt: taken, or given back; the estate's manager signs second (R35, R37).
decide_notice = role_rule(
    "billing.decide_notice", (Role.ESTATE_MANAGER, Role.CASHIER, Role.COMPANY_MANAGER), scope="tickets"
)
view_ledger = role_rule(
    "billing.view_ledger", (Role.ESTATE_MANAGER, Role.CASHIER, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read"
)
