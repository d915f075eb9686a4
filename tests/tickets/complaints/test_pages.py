"""The complaint's box on the ticket page, its forms and papers: to whom, with how many questions (R5, domain §11)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from servicedesk.journal.record import history
from servicedesk.people.models import User
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import WORDS, complaint, corrected, handed, signed, written
from tickets.complaints.actions import (
    consult,
    make_amends,
    reply_officially,
    send_back_correction,
    tell_result,
    write_correction,
)
from tickets.models import Amends, Correction, Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def english(cast: Cast, clock: Clock) -> None:
    """Words are compared in English."""
    clock.set(at("2026-11-21 10:00"))
    User.objects.update(language="en")
    translation.activate("en")


def url(ticket: Ticket, verb: str = "") -> str:
    return reverse(f"ticket-{verb}" if verb else "ticket", args=[ticket.number])


def page(cast: Cast, ticket: Ticket, name: str = "clerk") -> str:
    answer = cast.client(name).get(url(ticket))
    assert answer.status_code == 200
    return answer.content.decode()


def post(cast: Cast, ticket: Ticket, verb: str, who: str = "clerk", **data: Any) -> Any:
    return cast.client(who).post(url(ticket, verb), data, **HTMX)


def test_a_form_is_handed_to_two_departments_by_one_post_and_each_is_shown(cast: Cast) -> None:
    """R5."""
    ticket = complaint(cast)
    departments = [str(cast.engineering.pk), str(cast.service.pk)]
    assert post(cast, ticket, "hand-off", department=departments).status_code == 200
    shown = page(cast, ticket)
    assert shown.count("not signed for yet") == 2 and url(ticket, "sign-handoff") in shown
    assert post(cast, ticket, "hand-off", department=departments).status_code == 422
    assert post(cast, ticket, "sign-handoff", recipient=str(cast.outsider.pk)).status_code == 422


def test_only_the_departments_people_are_offered_its_signature(cast: Cast) -> None:
    ticket = handed(cast, "service")
    assert url(ticket, "sign-handoff") in page(cast, ticket, "cashier")
    assert url(ticket, "sign-handoff") not in page(cast, ticket, "technician")
    assert cast.client("technician").get(url(ticket, "sign-handoff")).status_code == 403


def test_the_head_reads_the_findings_before_he_approves_them_and_the_writer_may_not(cast: Cast) -> None:
    """R5: no self-approval."""
    ticket = written(cast)
    form = cast.client("supervisor").get(url(ticket, "approve-correction"), **HTMX).content.decode()
    assert all(words in form for words in WORDS.values())
    assert url(ticket, "approve-correction") not in page(cast, ticket, "technician")
    assert post(cast, ticket, "approve-correction", "foreman").status_code == 403
    assert post(cast, ticket, "approve-correction", "supervisor").status_code == 200
    assert Correction.objects.get().judge == cast.supervisor


def test_a_missing_word_stands_beside_its_field(cast: Cast) -> None:
    ticket = signed(cast)
    typed = WORDS | {"cause": "", "writer": str(cast.technician.pk)}
    answer = post(cast, ticket, "write-correction", "technician", **typed)
    assert answer.status_code == 422 and b"step-cause-error" in answer.content


def test_a_compensation_is_offered_to_managers_alone(cast: Cast) -> None:
    """R37."""
    ticket = complaint(cast)
    asked = {name: cast.client(name).get(url(ticket, "make-amends"), **HTMX).content for name in ("clerk", "manager")}
    assert b"compensation" not in asked["clerk"] and b"compensation" in asked["manager"]
    data = {"kind": "compensation", "amount": "88.5", "what": "赔鞋柜", "reason": "漏水"}
    assert post(cast, ticket, "make-amends", **data).status_code == 422
    assert post(cast, ticket, "make-amends", "manager", **data).status_code == 200
    assert "¥88.50" in page(cast, ticket) and Amends.objects.count() == 1


def test_kind_and_category_are_chosen_in_one_list(cast: Cast) -> None:
    """R5."""
    ticket = complaint(cast)
    assert post(cast, ticket, "classify", category="valid:charges", major="on").status_code == 422
    assert post(cast, ticket, "classify", category="valid:charges", major="on", reason="涉及 30 户").status_code == 200
    found = fresh(ticket).complaint
    assert (found.validity, found.category, found.major) == ("valid", "charges", True)


def test_official_number_and_deadline_stand_on_ticket_and_desk_beside_ours(cast: Cast) -> None:
    """R1."""
    ticket = complaint(cast, channel="hotline", external_number="12345-77", external_deadline=at("2026-11-24 18:00"))
    shown = page(cast, ticket)
    assert "12345-77" in shown and "11-24 18:00" in shown and "Official deadline" in shown
    assert "official 11-24 18:00" in cast.client("clerk").get(reverse("desk")).content.decode()
    chosen = cast.client("clerk").get(reverse("desk-choose", args=[ticket.number]), **HTMX).content.decode()
    assert "12345-77" in chosen


def test_the_official_reply_is_a_paper_once_it_is_written(cast: Cast) -> None:
    """Domain §11: counted when it is printed."""
    ticket = complaint(cast, channel="hotline", external_number="12345-77")
    paper = reverse("print-official-reply", args=[ticket.number])
    assert cast.client("clerk").get(paper).status_code == 404 and paper not in page(cast, ticket)
    assert post(cast, ticket, "reply-officially", "manager", text="已整改\n业户认可").status_code == 200
    assert paper in page(cast, ticket)
    shown = cast.client("clerk").post(paper).content.decode()
    assert "12345-77" in shown and "业户认可" in shown and "Print 1" in shown
    assert history(ticket).filter(type="ticket.printed").count() == 1


def everything(cast: Cast, ticket: Ticket) -> None:
    """Once more of each thing that is kept as a row."""
    lead: dict[str, Any] = {"ticket_id": ticket.pk, "actor": cast.act("manager")}
    write_correction(ticket_id=ticket.pk, actor=cast.act("technician"), **WORDS)
    send_back_correction(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="太空")
    consult(present_ids=[cast.supervisor.pk, cast.cashier.pk], decided="一起查", tasks="各自整改", **lead)
    tell_result(means="visit", said="已停工", **lead)
    make_amends(kind="apology", what="上门致歉", reason="三次没回电", **lead)
    reply_officially(text="已整改", **lead)


def test_the_number_of_queries_does_not_grow_with_the_work(cast: Cast) -> None:
    ticket = signed(cast, "engineering", "service", channel="hotline", external_number="12345-77")
    client = cast.client("supervisor")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(ticket)).status_code == 200
        return len(captured)

    everything(cast, ticket)
    queries()
    few = queries()
    for _more in range(2):
        everything(cast, ticket)
    assert queries() == few


def test_the_complaint_form_shows_all_of_it(cast: Cast) -> None:
    """Domain §11: 业主投诉登记表."""
    ticket = corrected(cast, category="management", external_number="ZB-9", channel="head_office")
    tell_result(ticket_id=ticket.pk, actor=cast.act("clerk"), means="phone", said="施工已停")
    make_amends(ticket_id=ticket.pk, actor=cast.act("clerk"), kind="apology", what="当面致歉", reason="没人管")
    shown = cast.client("clerk").get(reverse("print-complaint", args=[ticket.number])).content.decode()
    wanted = ("ZB-9", "Management", "孙海涛", "郑国栋", *WORDS.values(), "施工已停", "当面致歉")
    assert [words for words in wanted if words not in shown] == []


@pytest.mark.parametrize("verb", ["hand-off", "sign-handoff", "classify", "write-correction", "consult", "tell-result"])
def test_nothing_of_it_exists_for_another_estate_or_company(cast: Cast, verb: str) -> None:
    ticket = signed(cast)
    for client in (cast.client("outsider"), build(f"twin{verb[:3]}", "TW").client("clerk")):
        assert client.get(url(ticket, verb)).status_code == 404 and client.post(url(ticket, verb)).status_code == 404
