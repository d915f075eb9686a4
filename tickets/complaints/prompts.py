"""What the desk is asked to do while a complaint's clock runs (tickets/turns.py)."""

from django.utils.translation import gettext as _

from servicedesk.people.principal import Principal
from servicedesk.web.wording import moment
from tickets.complaints import queries
from tickets.departments import names
from tickets.models import Ticket
from tickets.prompts import by_verbs, reporter_line, with_dial
from tickets.turns import Turn, register_turn


def handoff_line(ticket: Ticket, actor: Principal) -> str:
    """Who has not signed yet."""
    waits = queries.unsigned(ticket)
    if not waits:
        return _("Not handed to a department yet; its recipient must sign within the hour")
    return _("{department} has not signed yet").format(department=names(one.department for one in waits))


def bounce_line(ticket: Ticket, actor: Principal) -> str:
    """Who returned it, and why."""
    back = [one for one in queries.handoffs(ticket) if one.returned_at is not None]
    if not back:
        return ""
    last = max(back, key=lambda one: one.returned_at or one.sent_at)
    return _("{department} returned the form: {reason}").format(department=last.department.name, reason=last.reason)


def corrective_line(ticket: Ticket, actor: Principal) -> str:
    """Whose findings are missing, and whose wait for approval."""
    if waits := queries.unjudged(ticket):
        words = _("{department}: handed in, waits for approval")
        return words.format(department=names(one.department for one in waits))
    approved = {one.department_id for one in queries.corrections(ticket) if one.approved_at}
    missing = [one.department for one in queries.signed(ticket) if one.department_id not in approved]
    return _("{department} has not said cause and measures yet").format(department=names(missing))


def consultation_line(ticket: Ticket, actor: Principal) -> str:
    return names(one.department for one in queries.live(ticket))


def official_line(ticket: Ticket, actor: Principal) -> str:
    """The official number, and by when."""
    when = moment(ticket.external_deadline.isoformat()) if ticket.external_deadline else ""
    return " · ".join(filter(None, (str(ticket.get_channel_display()), ticket.external_number, when)))


register_turn(
    Turn("handoff", "always", line=handoff_line, outcomes=by_verbs),
    Turn("bounce", "always", line=bounce_line, outcomes=by_verbs),
    Turn("corrective", "due", line=corrective_line, outcomes=by_verbs,
         waits=lambda ticket, at: _("waits for cause and measures")),
    Turn("consultation", "always", line=consultation_line, outcomes=by_verbs),
    Turn("result_told", "always", line=lambda ticket, actor: reporter_line(ticket), outcomes=with_dial),
    Turn("official", "always", line=official_line, outcomes=by_verbs),
)  # fmt: skip
