"""The transitions of dispatching, each at POST /tickets/<number>/<verb>."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import actions, forms
from dispatch.actions.placing import name_of
from dispatch.models import Assignment, Conciliation
from servicedesk.people.principal import Principal
from tickets.models import Ticket
from tickets.transition_forms import ReasonForm
from tickets.views.transition import transition


def send(*, ticket_id: UUID, actor: Principal, **values: Any) -> Assignment:
    """To a person, or to a department."""
    if "department_id" in values:
        return actions.offer_department(ticket_id=ticket_id, actor=actor, department_id=values["department_id"])
    return actions.offer(ticket_id=ticket_id, actor=actor, **values)


def undo(*, ticket_id: UUID, actor: Principal) -> Ticket:
    """Undo within the 8 seconds that the toast stands."""
    return actions.recall(ticket_id=ticket_id, actor=actor, reason=gettext("undone at once"))


def sent_to(assignment: Assignment) -> str:
    return gettext("{number} sent to {name}").format(number=assignment.ticket.number, name=name_of(assignment))


def on_his_way(assignment: Assignment) -> str:
    return gettext("{number}: {name} is on his way").format(number=assignment.ticket.number, name=name_of(assignment))


def climbed(assignment: Assignment | None) -> str:
    """Where the offer went (R15)."""
    if assignment is None:
        return gettext("Refusal kept: nobody is left to ask")
    return gettext("Refusal kept: {name} is asked now").format(name=name_of(assignment))


def talks(found: Conciliation) -> str:
    return gettext("{name} talks to the resident").format(name=found.colleague.name)


dispatch = transition(
    "dispatch", forms.DispatchForm, send, sent_to, submit=_("Dispatch"), undo="undo-dispatch",
    template="dispatch/_step_candidates.html",
)  # fmt: skip
offer_group = transition(
    "offer-group", forms.GroupForm, actions.offer_group, sent_to, submit=_("Hold out"), undo="undo-dispatch"
)
to_department = transition(
    "dispatch-department", forms.ToDepartmentForm, actions.offer_department, sent_to, submit=_("Dispatch"),
    undo="undo-dispatch",
)  # fmt: skip
reassign = transition(
    "reassign", forms.ReassignForm, actions.reassign, sent_to, submit=_("Dispatch"),
    template="dispatch/_step_candidates.html",
)  # fmt: skip
verbal = transition(
    "verbal", forms.VerbalForm, actions.verbal, on_his_way, submit=_("Record acceptance"),
    template="dispatch/_step_candidates.html",
)  # fmt: skip
accept = transition("accept", forms.AcceptForm, actions.accept, on_his_way, submit=_("Record acceptance"))
refuse = transition("refuse", forms.RefuseForm, actions.refuse, climbed, submit=_("Record refusal"))
recall = transition("recall", ReasonForm, actions.recall, _("taken back"), submit=_("Take back"))
undo_dispatch = transition("undo-dispatch", None, undo, _("taken back"))
reschedule = transition("reschedule", forms.RescheduleForm, actions.reschedule, _("rescheduled"))
nobody_can_go = transition(
    "nobody-can-go", forms.NobodyForm, actions.nobody_can_go, _("now agree a new time"), submit=_("Record")
)
complain = transition("complain", forms.ComplainForm, actions.complain, talks, submit=_("Open the conciliation"))
conclude = transition("conclude", forms.ConcludeForm, actions.conclude, _("result recorded"), submit=_("Record"))
check_arrival = transition(
    "check-arrival", forms.CheckArrivalForm, actions.check_arrival, _("checked"), submit=_("Record")
)
reopen = transition("reopen", forms.ReopenForm, actions.reopen, sent_to, submit=_("Reopen"))
