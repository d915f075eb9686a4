"""Writes of the visits app (R18, R20–R24): one transaction each, keyword-only, with an actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.actions.offers import take
from dispatch.actions.placing import assignable, live_assignment, name_of, next_climb, place
from dispatch.clock import ARRIVAL
from dispatch.enums import AssignmentState, Mode
from dispatch.models import Assignment
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Meet
from tickets import states
from tickets.actions import add_photo, set_fee
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.actions import start_callback
from tickets.clock import RESUME, people
from tickets.enums import FEE_CLEAR, PhotoKind, State, SuspendReason
from tickets.models import Ticket
from tickets.photos import Picture
from visits import rules
from visits.clock import REVIEW
from visits.enums import OPEN_VISIT, Check, Result, VisitState
from visits.events import (
    Arrived,
    Knocked,
    LetIn,
    NoAccess,
    Reviewed,
    ReworkOrdered,
    SignedOff,
    Suspended,
    Worked,
)
from visits.models import Part, SignOff, Visit

# R20: after five minutes knock again.
BETWEEN_KNOCKS = timedelta(minutes=5)


@dataclass(frozen=True)
class PartUsed:
    """One line of the parts (R22)."""

    name: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)


@atomic
def arrive(*, ticket_id: UUID, actor: Principal, at: datetime | None = None) -> Visit:
    """Somebody is there: told by himself or through the desk, with the minute; on time or late is kept (R18)."""
    ticket = lock(ticket_id, actor, rules.arrive)
    assignment = live_assignment(ticket)
    arrived_at = check_arrival_time(ticket, at)
    if ticket.state != State.DISPATCHED or assignment is None:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    if assignment.state == AssignmentState.OFFERED:
        take(ticket, assignment, actor=actor, at=arrived_at, arrival_at=None, mode=assignment.mode)
    states.arrive(ticket)
    ticket.visits.filter(state__in=OPEN_VISIT).update(state=VisitState.LEFT, ended_at=arrived_at)
    visit = Visit.objects.create(
        ticket=ticket, assignment=assignment, staff_id=assignment.staff_id, arrived_at=arrived_at,
        promised_at=assignment.arrival_promised_at, arrival_told_by=actor.name,
    )  # fmt: skip
    ticket.arrived_at = arrived_at
    event = Arrived(name_of(assignment), visit.minutes_late)
    finish(ticket, event, Meet(ARRIVAL, arrived_at), actor=actor, at=arrived_at)
    return visit


def check_arrival_time(ticket: Ticket, at: datetime | None) -> datetime:
    """Now, or an earlier minute since it was sent."""
    present = now()
    if at is None:
        return present
    if at > present or (ticket.dispatched_at and at < ticket.dispatched_at):
        raise Invalid(_("The time lies between the dispatch and now."), rule="R18", field="at")
    return at


def happened(at: datetime | None, since: datetime) -> datetime:
    """Now, or an earlier moment since `since`: a phone without network tells later what happened when (R20, R48)."""
    present = now()
    if at is None:
        return present
    if not since <= at <= present:
        raise Invalid(_("The time lies between the arrival and now."), rule="R20", field="happened_at")
    return at


@atomic
def knock(*, ticket_id: UUID, actor: Principal, at: datetime | None = None) -> Visit:
    """Knock in threes or ring once; the second knock counts only five minutes after the first (R20)."""
    ticket, visit = on_site(ticket_id, actor)
    at = happened(at, visit.arrived_at)
    if visit.first_knock_at is None:
        visit.first_knock_at = at
    elif visit.second_knock_at is not None:
        raise Conflict(_("Both knocks are recorded."), rule="R20")
    elif at < visit.first_knock_at + BETWEEN_KNOCKS:
        raise Invalid(
            _("The second knock counts from {time}.").format(
                time=f"{(visit.first_knock_at + BETWEEN_KNOCKS).astimezone(ticket.estate.tz):%H:%M:%S}"
            ),
            rule="R20",
            field="second_knock_at",
        )
    else:
        visit.second_knock_at = at
    visit.save()
    finish(ticket, Knocked(2 if visit.second_knock_at else 1), actor=actor, at=at)
    return visit


@atomic
def let_in(
    *, ticket_id: UUID, actor: Principal, by: str = "", checks: Sequence[str] = (), at: datetime | None = None
) -> Visit:
    """Entered with permission; who gave it, and what of the checklist was done, is recorded (R21)."""
    ticket, visit = on_site(ticket_id, actor)
    if visit.let_in_at is not None:
        raise Conflict(_("Work has begun already."), rule="R21")
    at = happened(at, visit.arrived_at)
    visit.let_in_at, visit.let_in_by, visit.state = at, by.strip()[:60], VisitState.WORKING
    visit.save()
    finish(ticket, LetIn(visit.let_in_by, ticked(checks)), actor=actor, at=at)
    return visit


def ticked(checks: Sequence[str]) -> tuple[str, ...]:
    """The checklist's lines that are known, in its order (R21)."""
    return tuple(check for check in Check.values if check in checks)


@atomic
def no_access(*, ticket_id: UUID, actor: Principal, at: datetime | None = None) -> Ticket:
    """Nobody opened after both knocks: supervisor and desk are told, the ticket waits for the resident (R20)."""
    ticket, visit = on_site(ticket_id, actor)
    if visit.second_knock_at is None:
        raise Invalid(_("Only after the second knock, five minutes after the first."), rule="R20")
    at = happened(at, visit.second_knock_at)
    states.no_access(ticket)
    end(visit, VisitState.NO_ACCESS, at)
    release(ticket)
    ticket.no_access_count += 1
    ticket.suspended, ticket.resume_at = SuspendReason.NO_ACCESS, None
    finish(ticket, NoAccess(), Arm(RESUME, at), actor=actor, at=at)
    for person in people(ticket, ["supervisor", "owner"]):
        tell_staff(
            person, "visit.no_access", subject=ticket, key=f"noaccess:{visit.pk}", params={"place": ticket.place}
        )
    return ticket


@atomic
def record_work(
    *,
    ticket_id: UUID,
    actor: Principal,
    findings: str = "",
    cause: str = "",
    work_done: str = "",
    helpers: str = "",
    parts: Sequence[PartUsed] = (),
    checks: Sequence[str] = (),
) -> Visit:
    """Findings, cause, work, helpers, parts; said again, it replaces what this visit had (the journal keeps both)."""
    ticket, visit = on_site(ticket_id, actor)
    visit.findings, visit.cause = findings.strip()[:1000], cause.strip()[:300]
    visit.work_done, visit.helpers = work_done.strip()[:1000], helpers.strip()[:200]
    if visit.let_in_at is None:
        visit.let_in_at = now()
    visit.state = VisitState.WORKING
    visit.save()
    replace_parts(visit, parts)
    finish(ticket, Worked(visit.findings, visit.work_done, len(parts), ticked(checks)), actor=actor)
    return visit


def replace_parts(visit: Visit, parts: Sequence[PartUsed]) -> None:
    """The visit's parts. Raises Invalid for an amount that cannot be (R22, R39)."""
    for part in parts:
        if part.quantity <= 0 or part.unit_price < 0:
            raise Invalid(_("Quantity above 0, price not below 0."), rule="R22", field="parts")
        need(part.name, "parts", "R22")
    visit.parts.all().delete()
    Part.objects.bulk_create(
        Part(visit=visit, name=part.name.strip()[:80], quantity=part.quantity, unit_price=part.unit_price)
        for part in parts
    )


@atomic
def suspend(*, ticket_id: UUID, actor: Principal, reason: str, resume_at: datetime, remark: str = "") -> Ticket:
    """Work waits for parts, a contractor or a quote, until a next date (domain §3, R31)."""
    ticket, visit = on_site(ticket_id, actor)
    if reason not in SuspendReason.values:
        raise Invalid(_("“{value}” is not known.").format(value=reason), rule="R31", field="reason")
    at = now()
    if resume_at <= at:
        raise Invalid(_("This time has passed."), rule="R31", field="resume_at")
    states.suspend(ticket)
    end(visit, VisitState.SUSPENDED, at)
    release(ticket)
    ticket.suspended, ticket.resume_at = reason, resume_at
    event = Suspended(reason, resume_at.isoformat(), remark.strip())
    return finish(ticket, event, Arm(RESUME, at, resume_at), actor=actor)


@atomic
def sign_off(
    *,
    ticket_id: UUID,
    actor: Principal,
    result: str = Result.DONE,
    signer_name: str = "",
    satisfied: bool | None = None,
    signature: Picture | None = None,
    on_paper: bool = False,
    unsigned_reason: str = "",
    fee: str = "",
    at: datetime | None = None,
) -> SignOff:
    """Done: the customer's signature on the screen, or on paper and photographed, or the recorded reason why not; the
    fee settled or explicitly owed (R23).
    """
    ticket, visit = on_site(ticket_id, actor)
    check_sign_off(visit, result, signer_name, signature, unsigned_reason)
    if fee:
        ticket.fee = set_fee(ticket_id=ticket_id, actor=actor, fee=fee).fee
    if ticket.fee not in FEE_CLEAR:
        raise Invalid(_("First say how the fee stands: free, settled, or owed."), rule="R23", field="fee")
    at = happened(at, visit.arrived_at)
    photo = None
    if signature is not None:
        kind = PhotoKind.PAPER if on_paper else PhotoKind.SIGNATURE
        photo = add_photo(ticket_id=ticket_id, actor=actor, picture=signature, kind=kind)
    states.sign_off(ticket)
    end(visit, VisitState.FINISHED, at)
    signed = SignOff.objects.create(
        visit=visit, ticket=ticket, result=result, signer_name=signer_name.strip(), satisfied=satisfied,
        signature=photo, unsigned_reason=unsigned_reason.strip(), signed_at=at,
    )  # fmt: skip
    release(ticket, keep_assignee=True)
    ticket.signed_off_at = at
    event = SignedOff(signed.signer_name, satisfied, signed.unsigned_reason)
    finish(ticket, event, Arm(REVIEW, at), actor=actor, at=at)
    for person in people(ticket, ["supervisor"]):
        tell_staff(person, "visit.reviewed", subject=ticket, key=f"review:{signed.pk}", params={"place": ticket.place})
    return signed


def check_sign_off(visit: Visit, result: str, signer: str, signature: Picture | None, reason: str) -> None:
    """Work recorded; signed by somebody with a name, or unsigned with a reason (R22, R23)."""
    if result not in Result.values:
        raise Invalid(_("“{value}” is not known.").format(value=result), rule="R22", field="result")
    need(visit.work_done, "work_done", "R22")
    if signature is None:
        need(reason, "unsigned_reason", "R23")
    else:
        need(signer, "signer_name", "R23")


@atomic
def review(*, ticket_id: UUID, actor: Principal) -> Ticket:
    """The supervisor approves; the callback starts by itself where the estate has it so (R24, R25)."""
    ticket = lock(ticket_id, actor, rules.review)
    at = now()
    if ticket.state != State.SIGNED_OFF or ticket.reviewed_at is not None:
        raise Conflict(reviewed_by(ticket), rule="R11", field="state")
    judge(ticket, actor, approved=True, reason="", at=at)
    ticket.reviewed_at = at
    finish(ticket, Reviewed(), Meet(REVIEW, at), actor=actor, at=at)
    if ticket.estate.automatic_callback:
        return start_callback(ticket_id=ticket_id, actor=SYSTEM, automatic=True)
    return ticket


@atomic
def rework(*, ticket_id: UUID, actor: Principal, reason: str, staff_id: UUID | None = None) -> Assignment:
    """The supervisor sends it back: a new offer to whoever did it, or another; counted (R24)."""
    ticket = lock(ticket_id, actor, rules.review)
    reason = need(reason, "reason", "R24")
    person = assignable(ticket, staff_id, reason) if staff_id else ticket.assignee
    if person is None:
        raise Invalid(_("Say who is to be sent."), rule="R19", field="staff")
    states.rework(ticket)
    at = now()
    judge(ticket, actor, approved=False, reason=reason, at=at)
    ticket.rework_count += 1
    ticket.signed_off_at = ticket.reviewed_at = None
    finish(ticket, ReworkOrdered(reason), Meet(REVIEW, at), actor=actor)
    return place(ticket, actor=actor, mode=Mode.SYSTEM, staff=person, climb=next_climb(ticket), why=reason)


def judge(ticket: Ticket, actor: Principal, *, approved: bool, reason: str, at: datetime) -> None:
    """Write the verdict on the latest sign-off that has none."""
    latest: Any = ticket.sign_offs.filter(reviewed_at=None).order_by("-signed_at").first()
    if latest is not None:
        latest.reviewed_at, latest.reviewer_id = at, actor.staff_id
        latest.approved, latest.review_reason = approved, reason
        latest.save()


def reviewed_by(ticket: Ticket) -> str:
    """Who was first, or what state it is in."""
    latest: Any = ticket.sign_offs.exclude(reviewed_at=None).order_by("-reviewed_at").select_related("reviewer").first()
    if latest is not None and latest.reviewer is not None:
        return _("{name} has reviewed it already.").format(name=latest.reviewer.name)
    return states.not_now(ticket)


def on_site(ticket_id: UUID, actor: Principal) -> tuple[Ticket, Visit]:
    """The locked ticket and its open visit. Raises Conflict when nobody is there."""
    ticket = lock(ticket_id, actor, rules.work)
    visit = ticket.visits.filter(state__in=OPEN_VISIT).first()
    if ticket.state != State.ON_SITE or visit is None:
        raise Conflict(states.not_now(ticket), rule="R11", field="state")
    return ticket, visit


def end(visit: Visit, state: VisitState, at: datetime) -> None:
    visit.state, visit.ended_at = state, at
    visit.save()


def release(ticket: Ticket, *, keep_assignee: bool = False) -> None:
    """The assignment is over; after sign-off the ticket still says who did it."""
    live = live_assignment(ticket)
    if live is not None:
        live.state = AssignmentState.DONE
        live.save(update_fields=["state"])
    if not keep_assignee:
        ticket.assignee = None
