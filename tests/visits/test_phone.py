"""The technician's phone: offers, the steps of a visit, the signature, and what is refused (R14–R24)."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.visits.phone import Phone, accepted, offered, picture
from tickets.enums import Fee, State
from tickets.models import Ticket
from visits import actions as visits
from visits.models import SignOff, Visit
from visits.phone_forms import PNG


@pytest.fixture
def phone(cast: Cast, clock: Clock) -> Phone:
    clock.set(at("2026-11-21 10:42"))
    return Phone(cast)


def queries(phone: Phone) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert phone.get().status_code == 200
    return len(seen)


def test_the_list_shows_the_offer_first_with_who_is_asked_next(cast: Cast, phone: Phone) -> None:
    """R15."""
    offered(cast)
    page = phone.get().content.decode()
    assert "3-2-1201" in page and "不接就找 马志远" in page and "138****5678" not in page


def test_the_list_costs_the_same_with_one_and_three_rows(cast: Cast, phone: Phone) -> None:
    offered(cast), accepted(cast)
    phone.get()
    one = queries(phone)
    for _n in range(2):
        offered(cast), accepted(cast)
    assert queries(phone) == one


def test_he_accepts_with_a_promised_time(cast: Cast, phone: Phone) -> None:
    """R18: 10:42 and ten minutes, said as 10:55."""
    ticket = offered(cast)
    assert "10:55" in phone.get(f"{ticket.number}/").content.decode()
    answer = phone.post(ticket, "accept", arrival=at("2026-11-21 10:55").isoformat())
    assert answer.status_code == 200 and "我到了" in answer.content.decode()
    assert fresh(ticket).arrival_promised_at == at("2026-11-21 10:55")


def test_a_time_offered_some_minutes_ago_is_still_taken(cast: Cast, clock: Clock, phone: Phone) -> None:
    """He read the page for four minutes: the time he saw counts, not its place among the choices."""
    ticket = offered(cast)
    clock.move(timedelta(minutes=4))
    assert phone.post(ticket, "accept", arrival=at("2026-11-21 10:55").isoformat()).status_code == 200
    assert fresh(ticket).arrival_promised_at == at("2026-11-21 10:55")


@pytest.mark.parametrize("arrival", ["", "soon", "own", "2026-11-21T09:00:00+08:00"])
def test_a_promise_that_is_no_time_is_refused_beside_its_field(cast: Cast, phone: Phone, arrival: str) -> None:
    """R18."""
    ticket = offered(cast)
    answer = phone.post(ticket, "accept", arrival=arrival)
    assert answer.status_code == 422 and "error" in answer.content.decode()
    assert fresh(ticket).accepted_at is None


def test_he_refuses_with_a_reason_in_two_taps_and_the_offer_climbs(cast: Cast, phone: Phone) -> None:
    """R14, R15."""
    ticket = offered(cast)
    answer = phone.post(ticket, "refuse", reason="busy")
    assert answer["HX-Redirect"] == "/phone/"
    assert fresh(ticket).assignee == cast.foreman
    assert "已转给 马志远" in phone.get().content.decode()


def test_a_refusal_without_words_of_its_own_is_refused(cast: Cast, phone: Phone) -> None:
    """R14: a concrete reason."""
    ticket = offered(cast)
    assert phone.post(ticket, "refuse", reason="own").status_code == 422
    assert phone.post(ticket, "refuse").status_code == 422
    assert fresh(ticket).assignee == cast.technician


def test_no_access_is_offered_only_after_the_second_knock(cast: Cast, clock: Clock, phone: Phone) -> None:
    """R20."""
    ticket = accepted(cast)
    assert "第一次敲门" in phone.post(ticket, "arrive").content.decode()
    waiting = phone.post(ticket, "knock").content.decode()
    assert "10:47:00 敲第二次" in waiting and 'aria-disabled="true"' in waiting
    assert phone.post(ticket, "no-access").status_code == 422
    assert phone.post(ticket, "knock").status_code == 422
    clock.move(timedelta(minutes=5))
    assert "没人在家" in phone.post(ticket, "knock").content.decode()
    assert phone.post(ticket, "no-access")["HX-Redirect"] == "/phone/"
    assert (fresh(ticket).state, fresh(ticket).no_access_count) == (State.REGISTERED, 1)


def test_nobody_enters_without_permission(cast: Cast, phone: Phone) -> None:
    """R21: and what was ticked is on the timeline."""
    ticket = accepted(cast)
    phone.post(ticket, "arrive")
    assert phone.post(ticket, "let-in", checks=["covers"]).status_code == 422
    assert phone.post(ticket, "let-in", checks=["permission", "price_told"]).status_code == 200
    assert list(history(ticket))[-1].data.checks == ["permission", "price_told"]


def working(cast: Cast, phone: Phone) -> Ticket:
    ticket = accepted(cast)
    phone.post(ticket, "arrive")
    phone.post(ticket, "let-in", checks=["permission"])
    return ticket


def test_the_work_is_recorded_with_its_parts(cast: Cast, phone: Phone) -> None:
    """R22."""
    ticket = working(cast, phone)
    fields: dict[str, Any] = {"work_done": "换角阀"}
    fields |= {"part_name": ["角阀", ""], "part_quantity": ["2", ""], "part_price": ["12,50", ""]}
    assert phone.post(ticket, "work", **fields).status_code == 200
    (part,) = Visit.objects.get(ticket=ticket).parts.all()
    assert (part.name, str(part.quantity), str(part.unit_price)) == ("角阀", "2.00", "12.50")


@pytest.mark.parametrize("wrong", ["many", "-1", "NaN", "1e9", "0.001"])
def test_a_part_with_an_impossible_figure_is_refused_and_nothing_typed_is_lost(
    cast: Cast, phone: Phone, wrong: str
) -> None:
    """R39."""
    ticket = working(cast, phone)
    answer = phone.post(ticket, "work", work_done="换角阀", part_name="角阀", part_quantity=wrong, part_price="1")
    assert answer.status_code == 422 and "换角阀" in answer.content.decode() and "角阀" in answer.content.decode()
    assert Visit.objects.get(ticket=ticket).work_done == ""


def test_a_photo_is_kept_and_what_is_none_is_refused(cast: Cast, phone: Phone) -> None:
    """R22."""
    ticket = working(cast, phone)
    assert phone.post(ticket, "photo", kind="before", photo=picture()).status_code == 200
    assert [photo.kind for photo in ticket.photos.all()] == ["before"]
    assert phone.post(ticket, "photo", kind="signature", photo=picture()).status_code == 422
    broken = picture()
    broken.seek(0)
    broken.write(b"no picture at all")
    broken.seek(0)
    assert phone.post(ticket, "photo", kind="after", photo=broken).status_code == 422


def drawn() -> str:
    return PNG + base64.b64encode(picture().read()).decode()


def test_a_signature_drawn_on_the_screen_hands_the_job_in(cast: Cast, phone: Phone) -> None:
    """R23."""
    ticket = working(cast, phone)
    phone.post(ticket, "work", work_done="换角阀")
    signed = {"signature": drawn(), "signer_name": "刘阿姨", "satisfied": "yes"}
    answer = phone.post(ticket, "sign", fee="free", result="done", **signed)
    assert answer["HX-Redirect"] == "/phone/"
    kept = SignOff.objects.get(ticket=ticket)
    assert (kept.signer_name, kept.satisfied, kept.signature.kind) == ("刘阿姨", True, "signature")
    assert (fresh(ticket).state, fresh(ticket).fee) == (State.SIGNED_OFF, Fee.FREE)


def test_a_signature_on_paper_is_a_photo_of_it(cast: Cast, phone: Phone) -> None:
    """R23."""
    ticket = working(cast, phone)
    phone.post(ticket, "work", work_done="换角阀")
    phone.post(ticket, "sign", paper=picture(), signer_name="刘阿姨", fee="free")
    assert SignOff.objects.get(ticket=ticket).signature.kind == "paper"


def test_without_a_signature_a_reason_is_needed(cast: Cast, phone: Phone) -> None:
    """R23."""
    ticket = working(cast, phone)
    phone.post(ticket, "work", work_done="换角阀")
    assert phone.post(ticket, "sign", fee="free").status_code == 422
    assert phone.post(ticket, "sign", fee="free", unsigned="away")["HX-Redirect"] == "/phone/"
    assert SignOff.objects.get(ticket=ticket).unsigned_reason == "业户有事先走"


@pytest.mark.parametrize("signature", ["x", f"{PNG}****", f"{PNG}aGVsbG8=", "data:text/html,x"])
def test_a_signature_that_is_no_picture_is_refused(cast: Cast, phone: Phone, signature: str) -> None:
    ticket = working(cast, phone)
    phone.post(ticket, "work", work_done="换角阀")
    assert phone.post(ticket, "sign", signature=signature, signer_name="刘", fee="free").status_code == 422
    assert fresh(ticket).state == State.ON_SITE


def test_the_fee_must_be_said_and_settled_is_not_his_to_say(cast: Cast, phone: Phone) -> None:
    """R23, R35: settled is what a receipt makes it."""
    ticket = working(cast, phone)
    phone.post(ticket, "work", work_done="换角阀")
    assert phone.post(ticket, "sign", unsigned="away").status_code == 422
    assert phone.post(ticket, "sign", unsigned="away", fee="settled").status_code == 422
    assert fresh(ticket).fee == Fee.UNDECIDED


def test_the_work_waits_for_parts_until_a_day(cast: Cast, phone: Phone) -> None:
    """R31."""
    ticket = working(cast, phone)
    assert phone.post(ticket, "suspend", reason="parts", resume_at="2026-11-20T09:00").status_code == 422
    assert phone.post(ticket, "suspend", reason="parts", resume_at="2026-11-23T09:00")["HX-Redirect"] == "/phone/"
    assert fresh(ticket).resume_at == at("2026-11-23 09:00")


def test_the_number_is_shown_on_request_and_that_is_an_event(cast: Cast, phone: Phone) -> None:
    """R2."""
    ticket = accepted(cast)
    assert "13800005678" not in phone.get(f"{ticket.number}/").content.decode()
    assert "tel:+8613800005678" in phone.post(ticket, "call").content.decode()
    assert list(history(ticket))[-1].type == "ticket.phone_revealed"


def test_two_taps_at_once_the_second_reads_what_happened(cast: Cast, phone: Phone) -> None:
    """R11."""
    ticket = accepted(cast)
    phone.post(ticket, "arrive")
    answer = phone.post(ticket, "arrive")
    assert answer.status_code == 409 and "toast" in answer["HX-Trigger"]


def test_an_offer_that_was_taken_back_says_so(cast: Cast, phone: Phone) -> None:
    ticket = offered(cast)
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="重复")
    assert "这单已不归你" in phone.get(f"{ticket.number}/").content.decode()
    assert phone.post(ticket, "accept", arrival=at("2026-11-21 10:55").isoformat()).status_code == 409


def test_the_phone_opens_only_what_he_was_asked_to_do(cast: Cast, phone: Phone) -> None:
    """Domain §1: the rights a role needs and no more."""
    ticket = offered(cast, to="foreman")
    assert phone.get(f"{ticket.number}/").status_code == 404
    assert phone.post(ticket, "arrive").status_code == 404


def test_the_phone_is_for_those_who_go_out(cast: Cast, phone: Phone) -> None:
    ticket = offered(cast)
    for name in ("clerk", "cashier", "admin"):
        assert cast.client(name).get("/phone/").status_code == 403
        assert cast.client(name).post(f"/phone/{ticket.number}/accept").status_code == 403


def test_another_companys_technician_finds_nothing(cast: Cast, phone: Phone) -> None:
    ticket = accepted(cast)
    twin = Phone(build("twin", "TW"))
    assert twin.get(f"{ticket.number}/").status_code == 404
    assert twin.post(ticket, "arrive").status_code == 404


def test_a_supervisor_answers_an_offer_that_climbed_to_him(cast: Cast, phone: Phone) -> None:
    """R15."""
    ticket = offered(cast, to="foreman")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("foreman"), reason="走不开")
    page = Phone(cast, "supervisor")
    assert ticket.number in page.get().content.decode()
    assert page.post(ticket, "accept", arrival=at("2026-11-21 11:00").isoformat()).status_code == 200


def test_what_is_over_shows_what_became_of_it(cast: Cast, phone: Phone) -> None:
    ticket = working(cast, phone)
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换角阀")
    visits.sign_off(ticket_id=ticket.pk, actor=cast.act("technician"), unsigned_reason="外出", fee="free")
    page = phone.get(f"{ticket.number}/").content.decode()
    assert "等主管审核" in page and "换角阀" in page and "<form" not in page.split("<main")[1]
