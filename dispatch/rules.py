"""Who may send whom (domain §1, §3)."""

from typing import Any

from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal
from servicedesk.people.rules import Rule, role_rule
from tickets.rules import DESK, LEADERS

dispatch = role_rule("dispatch.send", (*DESK, *LEADERS), scope="tickets")
recall = role_rule("dispatch.recall", (*DESK, *LEADERS), scope="tickets")
# The resident himself by his link, within what visits/windows offers him (R16).
reschedule = role_rule("dispatch.reschedule", (*DESK, *LEADERS), scope="tickets", link=True)
reopen = role_rule("dispatch.reopen", (*DESK, *LEADERS), scope="tickets")
view_board = role_rule("dispatch.board", (*DESK, *LEADERS))
desk_speaks = role_rule("dispatch.speak_for", (*DESK, *LEADERS), scope="tickets")


def _answers(actor: Principal, assignment: Any) -> bool:
    """The assignee himself; the desk when he tells it by phone or radio; a member of the department offered to."""
    if assignment is None:
        return actor.kind in {"staff", "client"}
    if actor.staff_id is not None and assignment.staff_id == actor.staff_id:
        return True
    if assignment.department_id is not None and actor.kind == "staff" and actor.role not in DESK:
        return assignment.department.postings.filter(staff_id=actor.staff_id).exists()
    return desk_speaks(actor, assignment.ticket)


answer_offer = Rule("dispatch.answer_offer", _answers)
# Technicians for themselves; the desk and other systems for whoever calls in (R13).
claim = role_rule("dispatch.claim", (Role.TECHNICIAN, *DESK, *LEADERS), scope="tickets")
# The estate manager himself, or those to whom he says it (R16).
nobody_can_go = role_rule("dispatch.nobody_can_go", (*DESK, *LEADERS), scope="tickets")
conciliate = role_rule("dispatch.conciliate", (*DESK, *LEADERS), scope="tickets")
work_phone = role_rule("dispatch.phone", (Role.TECHNICIAN, *LEADERS))
