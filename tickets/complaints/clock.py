"""The timers of a complaint (domain §7), and who of the departments hears of them."""

from django.utils.translation import gettext_lazy as _

from servicedesk.messaging import texts
from servicedesk.people.models import StaffMember
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import OFFICIAL, add_target, ladder
from tickets.models import Correction, Handoff, Ticket

# A department returned the form: the handoff's hour runs on, this is the ladder of the bounce (domain §1).
BOUNCE = "bounce"
CORRECTIVE, CONSULTATION, RESULT_TOLD = "corrective", "consultation", "result_told"

register_kind(
    Kind(
        BOUNCE, _("Returned form"), Terms("PT30M", ladder(("PT0S", "owner estate_manager"))),
        prompt=_("Hand it on again"), icon="arrow-back-up",
    )
)  # fmt: skip
register_kind(
    Kind(
        CORRECTIVE, _("Correction"),
        Terms("end-of-day", ladder(("PT0S", "correcting_head"), ("PT2H", "estate_manager")), CalendarName.DESK_HOURS),
        prompt=_("Press for cause and measures"), icon="tool",
    )
)  # fmt: skip
register_kind(
    Kind(
        CONSULTATION, _("Consultation"), Terms("PT8H", ladder(("PT0S", "owner estate_manager"))),
        prompt=_("Hold the consultation"), icon="users",
    )
)  # fmt: skip
register_kind(
    Kind(
        RESULT_TOLD, _("Result told"), Terms("PT12H", ladder(("PT0S", "owner"), ("PT2H", "supervisor"))),
        prompt=_("Tell the result"), icon="message-reply",
    )
)  # fmt: skip
# Its due time is always given; the duration is what a policy shows.
register_kind(
    Kind(
        OFFICIAL, _("Official reply"),
        Terms("P5D", ladder(("PT0S", "owner estate_manager"), ("PT4H", "company_manager"))),
        prompt=_("Reply officially"), icon="building-community",
    )
)  # fmt: skip


def correcting_heads(ticket: Ticket) -> list[StaffMember]:
    """The heads of departments that signed for the form and whose findings nobody has approved."""
    done = Correction.objects.filter(ticket_id=ticket.pk).exclude(approved_at=None).values("department_id")
    signed = Handoff.objects.filter(ticket_id=ticket.pk).exclude(signed_at=None).exclude(department_id__in=done)
    return list(StaffMember.objects.filter(heads__in=signed.values("department_id")).distinct().order_by("employee_no"))


add_target("correcting_head", _("Head of the department that corrects"), correcting_heads)
texts.add(
    {
        "complaint.bounced": _("Your department returned a complaint: {place} {text}"),
        "complaint.written": _("Cause and measures wait for your approval: {place}"),
        "complaint.sent_back": _("Cause and measures sent back: {text}"),
        "complaint.approved": _("Cause and measures approved, tell the result: {place}"),
        "complaint.unmajored": _("No longer a major complaint: {place} {text}"),
    }
)
