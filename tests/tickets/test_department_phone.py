"""What waits for a department, on the phone of its people (R5, R26)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicedesk.people.models import Posting
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.tickets.complaints.steps import WORDS, handed, signed, written
from tests.tickets.test_callbacks_page import in_callback
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import issue_notice
from tickets.complaints.actions import send_back_correction
from tickets.models import Handoff, OpinionNotice, Ticket

HOME = "/phone/department/"


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def noticed(cast: Cast) -> Ticket:
    ticket = in_callback(cast)
    said = Said("reached", "dissatisfied", "还在渗")
    issue_notice(ticket_id=ticket.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, said=said)
    return fresh(ticket)


def page(cast: Cast, name: str) -> str:
    return cast.client(name).get(HOME).content.decode()


def do(cast: Cast, name: str, ticket: Ticket, verb: str, **values: Any) -> Any:
    return cast.client(name).post(f"{HOME}{ticket.number}/{verb}", values)


def test_his_departments_work_stands_there_with_its_clocks(cast: Cast) -> None:
    """R5, R26: the hour of the form, the day of the notice; the form that was signed asks for its findings."""
    waits, has, notice = handed(cast, description="装修扰民"), signed(cast, description="电梯坏"), noticed(cast)
    shown = page(cast, "technician")
    assert all(word in shown for word in ("装修扰民", "电梯坏", "还在渗", "转达", "整改", "意见告知"))
    verbs = {waits: "return-handoff", has: "write-correction", notice: "answer-notice"}
    assert all(f"{HOME}{ticket.number}/{verb}" in shown for ticket, verb in verbs.items())


def test_another_departments_work_does_not(cast: Cast) -> None:
    """R5: neither to a colleague of another department nor to the same department of another estate."""
    handed(cast, description="装修扰民")
    assert "装修扰民" not in page(cast, "cashier") and "装修扰民" in page(cast, "supervisor")
    Posting.objects.filter(staff=cast.technician).update(estate=cast.other_estate)
    assert "装修扰民" not in page(cast, "technician")


def test_he_signs_with_one_tap_and_it_is_gone_for_his_colleagues(cast: Cast) -> None:
    """R5, R11: of two who sign the second is told who was first."""
    ticket = handed(cast)
    tap = {"recipient": str(cast.technician.pk), "department": str(cast.engineering.pk)}
    assert do(cast, "technician", ticket, "sign-handoff", **tap)["Location"] == HOME
    assert Handoff.objects.get().recipient == cast.technician
    assert "return-handoff" not in page(cast, "foreman")
    late = do(cast, "foreman", ticket, "sign-handoff", recipient=str(cast.foreman.pk))
    assert late.status_code in (403, 409)


def test_a_form_is_returned_with_its_reason(cast: Cast) -> None:
    """Domain §1: a return has a reason."""
    ticket = handed(cast)
    refused = do(cast, "technician", ticket, "return-handoff", reason=" ")
    assert refused.status_code == 422 and Handoff.objects.get().returned_at is None
    assert do(cast, "technician", ticket, "return-handoff", reason="归绿化").status_code == 302
    assert Handoff.objects.get().reason == "归绿化"


def test_findings_are_written_in_his_own_name(cast: Cast) -> None:
    """R5: nobody chooses a name on his own phone."""
    ticket = signed(cast)
    form = cast.client("technician").get(f"{HOME}{ticket.number}/write-correction").content.decode()
    assert f'type="hidden" name="writer" value="{cast.technician.pk}"' in form
    answer = do(cast, "technician", ticket, "write-correction", writer=str(cast.technician.pk), **WORDS)
    assert answer.status_code == 302 and ticket.corrections.get().writer == cast.technician
    assert "write-correction" not in page(cast, "technician")


def test_a_notice_is_signed_for_handled_and_answered(cast: Cast) -> None:
    """R26."""
    ticket, by = noticed(cast), {"by": str(cast.foreman.pk)}
    assert do(cast, "foreman", ticket, "acknowledge-notice", **by).status_code == 302
    done = {**by, "done": "重新打胶", "done_by": "马志远"}
    assert do(cast, "foreman", ticket, "handle-notice", **done).status_code == 302
    assert "handle-notice" not in page(cast, "foreman")
    assert "重新打胶" in cast.client("foreman").get(f"{HOME}{ticket.number}/answer-notice").content.decode()
    assert do(cast, "foreman", ticket, "answer-notice", **done).status_code == 302
    assert OpinionNotice.objects.get().answered_by == "马志远" and ticket.number not in page(cast, "foreman")


def test_who_is_not_of_the_department_does_not_speak_for_it(cast: Cast) -> None:
    """R26."""
    ticket = noticed(cast)
    assert do(cast, "cashier", ticket, "acknowledge-notice", by=str(cast.cashier.pk)).status_code == 403
    assert cast.client("cashier").get(f"{HOME}{ticket.number}/answer-notice").status_code == 403
    assert "answer-notice" not in cast.client("cashier").get(f"/tickets/{ticket.number}").content.decode()
    assert do(cast, "outsider", ticket, "acknowledge-notice", by=str(cast.outsider.pk)).status_code == 404
    twin = build("twin", "TW").client("technician")
    assert twin.get(f"{HOME}{ticket.number}/answer-notice").status_code == 404


def test_the_tab_says_how_many_and_the_list_costs_the_same_with_more(cast: Cast) -> None:
    handed(cast), noticed(cast)
    client = cast.client("technician")
    assert client.get("/phone/").context["shell"].count("phone-department") == 2
    client.get(HOME)
    counts = []
    for _n in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(HOME).status_code == 200
        counts.append(len(seen))
        handed(cast), noticed(cast), signed(cast)
    assert counts[0] == counts[1]


def test_findings_that_were_sent_back_say_why(cast: Cast) -> None:
    """R5: and wait for him again."""
    ticket = written(cast)
    assert "write-correction" not in page(cast, "technician")
    send_back_correction(ticket_id=ticket.pk, actor=cast.act("supervisor"), reason="没写期限")
    assert f"{HOME}{ticket.number}/write-correction" in page(cast, "technician")
    assert "没写期限" in cast.client("technician").get(f"{HOME}{ticket.number}/write-correction").content.decode()
