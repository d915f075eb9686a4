"""The transitions of visits as the desk and the supervisor make them, each at POST /tickets/<number>/<verb>."""

import io
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dispatch.views.transitions import sent_to
from servicedesk.people.principal import Principal
from tickets.models import Ticket
from tickets.photos import check
from tickets.views.transition import transition
from visits import actions, forms
from visits.models import SignOff
from visits.phone_forms import decoded
from visits.windows import actions as windows
from visits.windows.forms import WindowForm


def sign(*, ticket_id: UUID, actor: Principal, signature: Any = None, **values: Any) -> SignOff:
    """The photo of the paper is checked before it is kept."""
    picture = check(signature, field="signature") if signature else None
    return actions.sign_off(ticket_id=ticket_id, actor=actor, signature=picture, **values)


def approve(*, ticket_id: UUID, actor: Principal, approve_unsigned: bool = False, signature: str = "") -> Ticket:
    """The supervisor's own signature, where he drew one."""
    picture = check(io.BytesIO(decoded(signature)), field="signature") if signature else None
    return actions.review(ticket_id=ticket_id, actor=actor, approve_unsigned=approve_unsigned, signature=picture)


arrive = transition("arrive", forms.ArriveForm, actions.arrive, _("arrival recorded"), submit=_("Arrived, record time"))
knock = transition("knock", None, actions.knock, _("knock recorded"))
let_in = transition("let-in", forms.LetInForm, actions.let_in, _("work has begun"), submit=_("Let in, start"))
no_access = transition("no-access", None, actions.no_access, _("nobody at home: supervisor and desk are told"))
record_work = transition(
    "record-work", forms.RecordWorkForm, actions.record_work, _("work recorded"), submit=_("Record")
)
suspend = transition("suspend", forms.SuspendForm, actions.suspend, _("suspended"), submit=_("Suspend"))
sign_off = transition(
    "sign-off", forms.SignOffForm, sign, _("signed off, to be reviewed"), submit=_("Submit for review")
)
review = transition("review", None, actions.review, _("approved"))
review_unsigned = transition(
    "review-unsigned", forms.ReviewUnsignedForm, approve, _("approved"), submit=_("Approve"),
    template="visits/_step_review.html",
)  # fmt: skip
rework = transition("rework", forms.ReworkForm, actions.rework, sent_to, submit=_("Send back"))
agree_window = transition(
    "agree-window", WindowForm, windows.agree, _("window agreed"), submit=_("Agree this window"),
    template="visits/_step_window.html",
)  # fmt: skip
ask_time = transition("ask-time", None, windows.ask, _("link sent"))
