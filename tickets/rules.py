"""Who may do what to a ticket (domain §1, §3)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule

DESK = (Role.CLERK, Role.NIGHT_OPERATOR)
LEADERS = (Role.SUPERVISOR, Role.ESTATE_MANAGER)
READERS = tuple(Role)

view_ticket = role_rule("ticket.view", READERS, scope="read")
work_desk = role_rule("desk.work", (*DESK, *LEADERS))
view_dashboard = role_rule("dashboard.view", (*LEADERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN))
# The figures of trust over REST.
read_trust = role_rule("trust.read", (*LEADERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN), scope="read")
view_register = role_rule("register.view", (*DESK, *LEADERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN))
# Any employee who is told of a problem reports it to the desk (R1).
# A resident by the QR code of his estate (R1).
register = role_rule("ticket.register", READERS, scope="tickets", link=True)
cancel = role_rule("ticket.cancel", (*DESK, *LEADERS), scope="tickets")
answer = role_rule("ticket.answer", (*DESK, *LEADERS), scope="tickets")
merge = role_rule("ticket.merge", (*DESK, *LEADERS), scope="tickets")
reopen_in_warranty = role_rule("ticket.reopen_in_warranty", (*DESK, *LEADERS), scope="tickets")
note = role_rule("ticket.note", READERS, scope="tickets", link=True)
correct = role_rule("ticket.correct", (*DESK, *LEADERS), scope="tickets")
hand_over = role_rule("ticket.hand_over", (*DESK, *LEADERS), scope="tickets")
reveal_phone = role_rule("ticket.reveal_phone", (*DESK, *LEADERS, Role.TECHNICIAN), scope="tickets")
add_photo = role_rule("ticket.add_photo", READERS, scope="tickets", link=True, paper=True)
hand_off = role_rule("complaint.hand_off", (*DESK, *LEADERS), scope="tickets")
sign_handoff = role_rule("complaint.sign_handoff", READERS, scope="tickets")
call_back = role_rule("callback.call", (*DESK, *LEADERS), scope="tickets")
# The resident himself, by the link to his ticket (R25).
grade_by_link = role_rule("callback.grade_by_link", (), link=True)
approve_unreachable = role_rule("callback.approve_unreachable", LEADERS, scope="tickets")
# A department's own people answer; the action asks for their department (R26).
issue_notice = role_rule("notice.issue", (*DESK, *LEADERS), scope="tickets")
answer_notice = role_rule("notice.answer", READERS, scope="tickets")
write_analysis = role_rule("analysis.write", (*DESK, *LEADERS, Role.COMPANY_MANAGER), scope="tickets")
approve_analysis = role_rule("analysis.approve", (Role.ESTATE_MANAGER, Role.COMPANY_MANAGER), scope="tickets")
start_callback = role_rule("callback.start", LEADERS, scope="tickets")
# What waits for one's own department; each step asks for the membership.
work_department = role_rule("department.work", READERS)
view_residents = role_rule("residents.view", (*DESK, *LEADERS, Role.COMPANY_MANAGER, Role.TENANT_ADMIN))
