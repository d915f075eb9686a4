"""Who may do what to a complaint, beyond handing it off (R5, R37)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule
from tickets.rules import DESK, LEADERS, READERS

classify = role_rule("complaint.classify", (*DESK, *LEADERS), scope="tickets")
# Of the department that signed, whatever its people are; the action asks for membership and headship.
write_correction = role_rule("complaint.write_correction", READERS, scope="tickets")
judge_correction = role_rule("complaint.judge_correction", READERS, scope="tickets")
consult = role_rule("complaint.consult", (*DESK, *LEADERS), scope="tickets")
tell_result = role_rule("complaint.tell_result", (*DESK, *LEADERS), scope="tickets")
make_amends = role_rule("complaint.make_amends", (*DESK, *LEADERS, Role.COMPANY_MANAGER), scope="tickets")
# Money is promised by whoever answers for it (R37).
COMPENSATORS = (Role.ESTATE_MANAGER, Role.COMPANY_MANAGER)
compensate = role_rule("complaint.compensate", COMPENSATORS, scope="tickets")
forward = role_rule("complaint.forward", (*DESK, *LEADERS), scope="tickets")
reply_officially = role_rule("complaint.reply_officially", LEADERS, scope="tickets")
