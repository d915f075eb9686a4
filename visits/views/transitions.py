"""The transitions of visits as the desk and the supervisor make them, each at POST /tickets/<number>/<verb>."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dispatch.views.transitions import sent_to
from servicedesk.people.principal import Principal
from tickets.photos import check
from tickets.views.transition import transition
from visits import actions, forms
from visits.models import SignOff


def sign(*, ticket_id: UUID, actor: Principal, signature: Any = None, **values: Any) -> SignOff:
    """The photo of the paper is checked before it is kept."""
    picture = check(signature, field="signature") if signature else None
    return actions.sign_off(ticket_id=ticket_id, actor=actor, signature=picture, **values)


arrive = transition("arrive", forms.ArriveForm, actions.arrive, _("arrival recorded"), submit=_("Arrived, record time"))
knock = transition("knock", None, actions.knock, _("knock recorded"))
let_in = transition("let-in", forms.LetInForm, actions.let_in, _("work has begun"), submit=_("Let in, start"))
no_access = transition("no-access", None, actions.no_access, _("nobody at home: supervisor and desk are told"))
record_work = transition(
    "record-work", forms.RecordWorkForm, actions.record_work, _("work recorded"), submit=_("Record")
)
suspend = transition("suspend", forms.SuspendForm, actions.suspend, _("suspended"), submit=_("Suspend"))
sign_off = transition(
    "sign-off", forms.SignOffForm, sign, _("signed off, to be reviewed"), submit=_("Submit for review"),
    template="tickets/_step_photo.html",
)  # fmt: skip
review = transition("review", None, actions.review, _("approved"))
rework = transition("rework", forms.ReworkForm, actions.rework, sent_to, submit=_("Send back"))
