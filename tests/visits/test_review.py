"""The supervisor's review: a missing signature needs his approval, a public area his own (R23, R24)."""

import pytest

from servicedesk.journal.record import history
from servicedesk.messaging.models import Message
from servicedesk.refusals import Invalid
from tests.api.client import Api
from tests.cast import Cast, fresh
from tests.dispatch.steps import to_accepted, to_signed_off
from tests.support.pictures import signature
from tests.visits.drawn import drawn
from tickets.enums import State
from tickets.models import Ticket
from visits import actions as visits
from visits.models import SignOff


def unsigned(cast: Cast, **report: object) -> Ticket:
    ticket = to_accepted(cast)
    if report:
        Ticket.objects.filter(pk=ticket.pk).update(**report)
    him = cast.act("technician")
    visits.arrive(ticket_id=ticket.pk, actor=him)
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换灯管")
    visits.sign_off(ticket_id=ticket.pk, actor=him, unsigned_reason="业户外出", fee="free")
    return fresh(ticket)


def public(cast: Cast) -> Ticket:
    """Work at a lamp that belongs to no household."""
    return unsigned(cast, unit_id=None, area_id=cast.area.pk)


def test_the_result_goes_back_to_the_desk_and_to_whoever_reported_it(cast: Cast) -> None:
    """R24: once the supervisor has reviewed it, and not before."""
    ticket = to_signed_off(cast)
    told = Message.objects.filter(what__in=("visit.result", "reporter.result"), subject_id=ticket.pk)
    assert not told.exists()
    visits.review(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    desk, reporter = told.get(what="visit.result"), told.get(what="reporter.result")
    assert (desk.staff, reporter.staff) == (fresh(ticket).owner, None)
    assert desk.params["text"] == reporter.params["text"] == "更换角阀"


def test_what_is_sent_back_is_no_result_yet(cast: Cast) -> None:
    """R24."""
    ticket = to_signed_off(cast)
    visits.rework(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="还在滴")
    assert not Message.objects.filter(what="reporter.result").exists()


def test_without_the_customers_signature_the_reason_must_be_approved(cast: Cast) -> None:
    """R23."""
    ticket, lead = unsigned(cast), cast.act("supervisor")
    with pytest.raises(Invalid) as refused:
        visits.review(ticket_id=ticket.pk, actor=lead)
    assert refused.value.field == "approve_unsigned" and fresh(ticket).state == State.SIGNED_OFF
    visits.review(ticket_id=ticket.pk, actor=lead, approve_unsigned=True)
    signed = SignOff.objects.get(ticket=ticket)
    assert (signed.unsigned_approved, signed.reviewer) == (True, cast.supervisor)
    (event,) = history(ticket).filter(type="visit.reviewed")
    assert event.data.unsigned == "业户外出"


def test_in_a_public_area_the_supervisor_signs(cast: Cast) -> None:
    """R23."""
    ticket, lead = public(cast), cast.act("supervisor")
    with pytest.raises(Invalid) as refused:
        visits.review(ticket_id=ticket.pk, actor=lead, approve_unsigned=True)
    assert refused.value.field == "signature"
    visits.review(ticket_id=ticket.pk, actor=lead, approve_unsigned=True, signature=signature())
    kept = SignOff.objects.get(ticket=ticket).supervisor_signature
    assert kept is not None and kept.added_by == "郑国栋"


def test_the_page_asks_the_supervisor_for_both(cast: Cast) -> None:
    ticket, lead = public(cast), cast.client("supervisor")
    page = lead.get(f"/tickets/{ticket.number}/review-unsigned").content.decode()
    assert "业户外出" in page and "canvas" in page
    url = f"/tickets/{ticket.number}/review-unsigned"
    assert lead.post(url, {"approve_unsigned": "on"}).status_code == 422
    assert lead.post(url, {"approve_unsigned": "on", "signature": "nonsense"}).status_code == 422
    assert lead.post(url, {"approve_unsigned": "on", "signature": drawn()}).status_code == 302
    assert fresh(ticket).state == State.CALLBACK


def test_the_ticket_page_offers_the_approval_only_where_it_is_needed(cast: Cast) -> None:
    ticket = unsigned(cast)
    page = cast.client("supervisor").get(f"/tickets/{ticket.number}").content.decode()
    assert "review-unsigned" in page and f'{ticket.number}/review"' not in page


def test_rest_approves_in_the_same_way(cast: Cast, api: Api) -> None:
    """R47."""
    ticket = unsigned(cast)
    problem = api.post(f"tickets/{ticket.number}/review", {})
    assert (problem.status_code, problem.data["errors"][0]["field"]) == (422, "approve_unsigned")
    assert api.step(ticket.number, "review", approve_unsigned=True)["state"] == "callback"
