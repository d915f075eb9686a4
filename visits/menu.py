"""The verbs of this app, and its box on the ticket page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.people.principal import Principal
from servicedesk.timers.now import now
from tickets import states
from tickets.actions_menu import Verb, register
from tickets.enums import Kind, State
from tickets.models import Ticket
from tickets.panels import PANELS, PAPERS, Panel, Paper
from tickets.turns import Turn, register_turn
from visits import checklists, rules
from visits.clock import between_knocks
from visits.enums import OPEN_VISIT
from visits.models import Visit


def visit_of(ticket: Ticket) -> Visit | None:
    """The open visit; asked of the database once per loaded ticket."""
    if not hasattr(ticket, "_open_visit"):
        found = ticket.visits.filter(state__in=OPEN_VISIT).first() if ticket.state == State.ON_SITE else None
        ticket._open_visit = found  # type: ignore[attr-defined]
    return ticket._open_visit  # type: ignore[attr-defined]


def can_arrive(ticket: Ticket) -> bool:
    """Dispatched, and somebody holds it or was offered it."""
    return ticket.state == State.DISPATCHED and (ticket.assignee_id or ticket.department_id) is not None


def is_there(ticket: Ticket) -> bool:
    return visit_of(ticket) is not None


def can_knock(ticket: Ticket) -> bool:
    """The first knock, or the second once five minutes have passed (R20)."""
    visit = visit_of(ticket)
    if visit is None or visit.let_in_at is not None or visit.second_knock_at is not None:
        return False
    return visit.first_knock_at is None or now() >= visit.first_knock_at + between_knocks(ticket)


def can_enter(ticket: Ticket) -> bool:
    visit = visit_of(ticket)
    return visit is not None and visit.let_in_at is None


def nobody_opened(ticket: Ticket) -> bool:
    visit = visit_of(ticket)
    return visit is not None and visit.second_knock_at is not None and visit.let_in_at is None


def has_worked(ticket: Ticket) -> bool:
    visit = visit_of(ticket)
    return visit is not None and bool(visit.work_done)


def unsigned_reason(ticket: Ticket) -> str:
    """Why the latest sign-off, not reviewed yet, has no signature; '' when it has one. Asked once per loaded ticket."""
    if not hasattr(ticket, "_unsigned"):
        waits = ticket.state == State.SIGNED_OFF and ticket.reviewed_at is None
        latest: Any = ticket.sign_offs.filter(reviewed_at=None).order_by("-signed_at").first() if waits else None
        ticket._unsigned = latest.unsigned_reason if latest and latest.signature_id is None else ""  # type: ignore[attr-defined]
    return ticket._unsigned  # type: ignore[attr-defined]


def can_review(ticket: Ticket) -> bool:
    return ticket.state == State.SIGNED_OFF and ticket.reviewed_at is None and not unsigned_reason(ticket)


def can_review_unsigned(ticket: Ticket) -> bool:
    return bool(unsigned_reason(ticket))


def can_rework(ticket: Ticket) -> bool:
    return states.allows("rework", ticket.state)


register(
    Verb("arrive", _("Arrived, record time"), "map-pin-check", rules.arrive, can_arrive, prompts={"arrival": 1}),
    Verb("knock", _("Knocked"), "hand-stop", rules.work, can_knock, form=False),
    Verb("let-in", _("Let in, start"), "door-enter", rules.work, can_enter, prompts={State.ON_SITE: 1}),
    Verb("no-access", _("No access"), "door-off", rules.work, nobody_opened, form=False),
    Verb("record-work", _("Record the work…"), "tool", rules.work, is_there, prompts={State.ON_SITE: 2}),
    Verb("sign-off", _("Sign off…"), "writing-sign", rules.work, has_worked, prompts={State.ON_SITE: 0}),
    Verb("suspend", _("Suspend…"), "player-pause", rules.work, is_there, prompts={State.ON_SITE: 3}),
    Verb("review", _("Approve"), "checks", rules.review, can_review, form=False,
         prompts={"review": 1, State.SIGNED_OFF: 2}),
    Verb("review-unsigned", _("Approve without signature…"), "checks", rules.review, can_review_unsigned,
         prompts={"review": 1, State.SIGNED_OFF: 2}),
    Verb("rework", _("Send back…"), "refresh", rules.review, can_rework, prompts={"review": 2, State.SIGNED_OFF: 3}),
)  # fmt: skip


def visits_panel(actor: Principal, ticket: Ticket) -> dict[str, Any] | None:
    """Each trip to the place with what was found and done, parts, and the signature."""
    found = ticket.visits.select_related("staff", "sign_off__reviewer", "checklist")
    rows = list(found.prefetch_related("parts", "helpers_of_staff__staff").order_by("-arrived_at"))
    for visit in rows:
        visit.sheet = checklists.asked(ticket, visit) if visit.let_in_at else None  # type: ignore[attr-defined]
    return {"visits": rows} if rows else None


def to_review(ticket: Ticket, actor: Principal) -> str:
    """What the supervisor looks at (R24)."""
    latest: Any = ticket.sign_offs.order_by("-signed_at").select_related("visit").first()
    if latest is None:
        return ""
    words = gettext("look at the work: {work}").format(work=latest.visit.work_done)
    why = gettext("not signed: {reason}").format(reason=latest.unsigned_reason) if latest.unsigned_reason else ""
    return " · ".join(part for part in (words, why) if part)


PANELS.append(Panel("visits/_panel.html", visits_panel))
register_turn(Turn("review", line=to_review))


def work_order(ticket: Ticket) -> list[Paper]:
    """维修通知单, for what is not a complaint."""
    if ticket.kind == Kind.COMPLAINT:
        return []
    papers = [Paper(gettext("Work order"), "A5", reverse("print-work-order", args=[ticket.number]), key="p")]
    if ticket.no_access_count or ticket.state == State.ON_SITE:
        papers.append(Paper(gettext("Notice: nobody at home"), "A5", reverse("print-no-access", args=[ticket.number])))
    return papers


PAPERS.insert(0, work_order)
