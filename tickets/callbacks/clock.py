"""The clocks behind a callback: opinion notice, complaint analysis, further callbacks (domain §7, R26, R28)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.enums import Role, Trade
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.timers.enums import CalendarName
from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import OUTLIVES, add_target, ladder, posted
from tickets.departments import departments_in
from tickets.enums import REPAIRS
from tickets.models import ComplaintAnalysis, OpinionNotice, Ticket
from tickets.prompts import reporter_line, with_dial
from tickets.turns import Turn, register_turn

NOTICE, HANDLING, ANALYSIS, FOLLOW_UP = "opinion_notice", "opinion_handling", "complaint_analysis", "follow_up"
# A closed ticket is asked about again, and what went badly wrong is analysed to its end.
OUTLIVES.update({ANALYSIS, FOLLOW_UP})

register_kind(
    Kind(
        NOTICE, gettext_lazy("Opinion notice"), Terms("next-day@12:00", ladder(("PT0S", "notice_head"))),
        prompt=gettext_lazy("Get the notice answered"), icon="message-exclamation",
    )
)  # fmt: skip
register_kind(
    Kind(
        HANDLING, gettext_lazy("Handling the notice"),
        Terms("end-of-day", ladder(("PT0S", "notice_head")), CalendarName.DESK_HOURS),
        prompt=gettext_lazy("Ask whether it is handled"), icon="tools",
    )
)  # fmt: skip
register_kind(
    Kind(
        ANALYSIS, gettext_lazy("Complaint analysis"),
        Terms(
            "P3D", ladder(("PT0S", "analysis_owner estate_manager"), ("P1D", "company_manager")),
            CalendarName.WORKING_DAYS,
        ),
        prompt=gettext_lazy("Analyse the complaint"), icon="zoom-exclamation",
    )
)  # fmt: skip
register_kind(
    Kind(
        FOLLOW_UP, gettext_lazy("Further callback"), Terms("PT24H", ladder(("PT0S", "owner"), ("PT2H", "supervisor"))),
        prompt=gettext_lazy("Call again"), icon="calendar-repeat",
    )
)  # fmt: skip


def open_notice(ticket: Ticket) -> OpinionNotice | None:
    """The one that is not settled; the database holds at most one."""
    return ticket.opinion_notices.filter(ended_at=None).select_related("department").first()


def open_analysis(ticket: Ticket) -> ComplaintAnalysis | None:
    """The one that is not approved yet."""
    return ticket.complaint_analyses.filter(approved_at=None).select_related("owner").first()


def notice_head(ticket: Ticket) -> list[StaffMember]:
    """The head of the department that was asked; without one, the estate manager (R26)."""
    notice = open_notice(ticket)
    if notice is None:
        return []
    heads = list(StaffMember.objects.filter(heads=notice.department_id, active=True))
    return heads or list(StaffMember.objects.filter(manages=ticket.estate_id))


def analysis_owner(ticket: Ticket) -> list[StaffMember]:
    analysis = open_analysis(ticket)
    return [analysis.owner] if analysis and analysis.owner else []


def head_of_customer_service(ticket: Ticket) -> StaffMember | None:
    """Of the estate; else its supervisor of customer service, else its manager (R26)."""
    here = Department.objects.filter(
        trade=Trade.CUSTOMER_SERVICE, postings__estate_id=ticket.estate_id, head__active=True
    )
    department = here.select_related("head").order_by("name").first()
    if department is not None:
        return department.head
    leaders = posted(ticket, (Role.SUPERVISOR,))
    service = [one for one in leaders if one.trade == Trade.CUSTOMER_SERVICE]  # type: ignore[attr-defined]
    return service[0] if service else StaffMember.objects.filter(manages=ticket.estate_id).first()


def department_concerned(ticket: Ticket) -> Department | None:
    """Whose work it was: the department named, that of who did it, else the trade's own in the estate (R26, R28)."""
    if ticket.department_id:
        return ticket.department
    here = departments_in(ticket.estate_id)
    his = here.filter(postings__staff_id=ticket.assignee_id).first() if ticket.assignee_id else None
    trade = Trade.ENGINEERING if ticket.kind in REPAIRS else Trade.CUSTOMER_SERVICE
    return his or here.filter(trade=trade).first()


def analysed_by(staff_id: UUID | None) -> Q:
    """The analyses that this person has to write."""
    return Q(pk__in=ComplaintAnalysis.objects.filter(owner_id=staff_id, approved_at=None).values("ticket_id"))


def notice_line(ticket: Ticket, actor: Principal) -> str:
    notice = open_notice(ticket)
    if notice is None:
        return ""
    if notice.acknowledged_at is None:
        return _("{department} has not signed yet").format(department=notice.department.name)
    return _("{department} has not answered yet").format(department=notice.department.name)


def analysis_line(ticket: Ticket, actor: Principal) -> str:
    analysis = open_analysis(ticket)
    if analysis is None:
        return ""
    if analysis.written_at is not None:
        return _("written by {name}, waits for the estate manager").format(name=analysis.written_by)
    return _("{name} writes it").format(name=analysis.owner.name if analysis.owner else "–")


def notice_waits(ticket: Ticket, at: datetime) -> str:
    return _("Waiting for the department's answer")


def analysis_waits(ticket: Ticket, at: datetime) -> str:
    return _("Waiting for the analysis")


def follow_up_waits(ticket: Ticket, at: datetime) -> str:
    return _("To be called again later")


add_target("notice_head", gettext_lazy("Head of the department asked"), notice_head)
add_target("analysis_owner", gettext_lazy("Who writes the analysis"), analysis_owner)
register_turn(
    Turn(NOTICE, "due", line=notice_line, waits=notice_waits),
    Turn(HANDLING, "due", line=notice_line, waits=notice_waits),
    Turn(ANALYSIS, "always", line=analysis_line, waits=analysis_waits, holders=analysed_by),
    Turn(FOLLOW_UP, "due", line=lambda ticket, actor: reporter_line(ticket), outcomes=with_dial, waits=follow_up_waits),
)
