"""The customer's signature and the supervisor's review (R23, R24)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dispatch.actions.placing import assignable, next_climb, place
from dispatch.enums import Mode
from dispatch.models import Assignment
from servicedesk.messaging.notify import tell_reporter, tell_staff
from servicedesk.people.principal import SYSTEM, Principal
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.now import now
from servicedesk.timers.plan import Arm, Drop, Meet
from tickets import states
from tickets.actions import add_photo, set_fee
from tickets.actions.steps import finish, lock, need
from tickets.callbacks.actions import start_callback
from tickets.clock import people
from tickets.complaints.actions.telling import work_finished
from tickets.complaints.clock import RESULT_TOLD
from tickets.enums import FEE_CLEAR, PhotoKind, State
from tickets.models import Ticket
from tickets.photos import Picture
from visits import checklists, rules
from visits.actions.steps import end, happened, on_site, release, tell
from visits.bills import GUARDS
from visits.clock import REVIEW
from visits.enums import Result, VisitState
from visits.events import Reviewed, ReworkOrdered, SignedOff
from visits.models import SignOff, Visit


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
    check_sign_off(ticket, visit, result, signer_name, signature, unsigned_reason)
    for guard in GUARDS:
        guard(ticket, fee or ticket.fee)
    if fee:
        ticket.fee = set_fee(ticket_id=ticket_id, actor=actor, fee=fee).fee
    if ticket.fee not in FEE_CLEAR:
        raise Invalid(_("First say how the fee stands: free, settled, or owed."), rule="R23", field="fee")
    at = happened(at, visit.arrived_at)
    photo = None
    if signature is not None:
        kind = PhotoKind.PAPER if on_paper else PhotoKind.SIGNATURE
        photo = add_photo(ticket_id=ticket_id, actor=actor, picture=signature, kind=kind, at=at)
    states.sign_off(ticket)
    end(visit, VisitState.FINISHED, at)
    signed = SignOff.objects.create(
        visit=visit, ticket=ticket, result=result, signer_name=signer_name.strip(), satisfied=satisfied,
        signature=photo, unsigned_reason="" if photo else unsigned_reason.strip()[:300], signed_at=at,
    )  # fmt: skip
    release(ticket, keep_assignee=True)
    ticket.signed_off_at = at
    event = SignedOff(signer=signed.signer_name, satisfied=satisfied, unsigned_reason=signed.unsigned_reason)
    tell(ticket, event, Arm(REVIEW, at), *work_finished(ticket, at), actor=actor, at=at)
    for person in people(ticket, ["supervisor"]):
        tell_staff(person, "visit.reviewed", subject=ticket, key=f"review:{signed.pk}", params={"place": ticket.place})
    return signed


def check_sign_off(
    ticket: Ticket, visit: Visit, result: str, signer: str, signature: Picture | None, reason: str
) -> None:
    """Work recorded, the list's last lines ticked; signed by somebody with a name, or unsigned with a reason."""
    if result not in Result.values:
        raise Invalid(_("“{value}” is not known.").format(value=result), rule="R22", field="result")
    need(visit.work_done, "work_done", "R22")
    sheet = checklists.asked(ticket, visit)
    if sheet.version is not None:
        checklists.demand(sheet.at_end, visit.ticked)
    if signature is None:
        need(reason, "unsigned_reason", "R23")
    else:
        need(signer, "signer_name", "R23")


@atomic
def review(
    *, ticket_id: UUID, actor: Principal, approve_unsigned: bool = False, signature: Picture | None = None
) -> Ticket:
    """The supervisor approves; the callback starts by itself where the estate has it so (R24, R25).

    Where the customer did not sign he must approve the reason as well; in a public area he signs in his place (R23).
    """
    ticket = lock(ticket_id, actor, rules.review)
    at = now()
    if ticket.state != State.SIGNED_OFF or ticket.reviewed_at is not None:
        raise Conflict(reviewed_by(ticket), rule="R11", field="state")
    latest = unreviewed(ticket)
    unsigned = latest is not None and latest.signature_id is None
    if latest is not None and unsigned:
        accept_unsigned(ticket, latest, actor, approve_unsigned, signature)
    judge(latest, actor, approved=True, reason="", at=at)
    ticket.reviewed_at = at
    event = Reviewed(unsigned=latest.unsigned_reason if latest and unsigned else "", signed=signature is not None)
    finish(ticket, event, Meet(REVIEW, at), actor=actor, at=at)
    tell_result(ticket, latest)
    if ticket.estate.automatic_callback:
        return start_callback(ticket_id=ticket_id, actor=SYSTEM, automatic=True)
    return ticket


def tell_result(ticket: Ticket, latest: SignOff | None) -> None:
    """Back to the desk, and to whoever reported it (R24)."""
    if latest is None:
        return
    key, work = f"result:{latest.pk}", latest.visit.work_done[:60]
    for person in people(ticket, ["owner"]):
        params = {"place": ticket.place, "text": work}
        tell_staff(person, "visit.result", subject=ticket, key=key, params=params)
    tell_reporter(ticket, "reporter.result", key=key, params={"number": ticket.number, "text": work},
                  further=ticket.further_phones())  # fmt: skip


def accept_unsigned(
    ticket: Ticket, latest: SignOff, actor: Principal, approved: bool, signature: Picture | None
) -> None:
    """The approval of a missing signature. Raises Invalid without it; in public without the supervisor's own (R23)."""
    if not approved:
        words = _("The customer did not sign ({reason}): approve the reason, or send it back.")
        raise Invalid(words.format(reason=latest.unsigned_reason), rule="R23", field="approve_unsigned")
    if signature is None and supervisor_signs(ticket):
        raise Invalid(_("Public area: the supervisor signs here."), rule="R23", field="signature")
    latest.unsigned_approved = True
    if signature is not None:
        latest.supervisor_signature = add_photo(
            ticket_id=ticket.pk, actor=actor, picture=signature, kind=PhotoKind.SIGNATURE
        )


def supervisor_signs(ticket: Ticket) -> bool:
    """Work at a place without a household: nobody is there to sign but the supervisor (R23)."""
    return ticket.unit_id is None


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
    judge(unreviewed(ticket), actor, approved=False, reason=reason, at=at)
    ticket.rework_count += 1
    ticket.signed_off_at = ticket.reviewed_at = None
    finish(ticket, ReworkOrdered(reason), Meet(REVIEW, at), Drop((RESULT_TOLD,)), actor=actor)
    return place(ticket, actor=actor, mode=Mode.SYSTEM, staff=person, climb=next_climb(ticket), why=reason)


def unreviewed(ticket: Ticket) -> SignOff | None:
    """The latest sign-off that has no verdict yet."""
    latest: Any = ticket.sign_offs.filter(reviewed_at=None).order_by("-signed_at").first()
    return latest


def judge(latest: SignOff | None, actor: Principal, *, approved: bool, reason: str, at: datetime) -> None:
    """Write the verdict."""
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
