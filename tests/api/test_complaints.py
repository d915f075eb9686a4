"""A complaint's work over REST: the same rules, rights and history (R5, R37, R47, R48)."""

from typing import Any

import pytest

from servicedesk.journal.models import Event
from tests.api.client import Api, fields, report
from tests.cast import Cast
from tests.tickets.complaints.steps import WORDS
from tickets.models import Amends


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.api_key)


@pytest.fixture
def ticket(cast: Cast, api: Api) -> Any:
    """Handed to both departments."""
    found = api.post("tickets", report(cast, kind="complaint", skill="", category="charges")).data
    api.step(found, "hand-off", departments=["工程维修部", str(cast.service.pk)])
    return found


def both_sign(cast: Cast, api: Api, ticket: Any) -> None:
    for person in (cast.technician, cast.cashier):
        api.step(ticket, "sign-handoff", recipient=person.employee_no)


def test_from_the_handoff_to_the_amends(cast: Cast, api: Api, ticket: Any) -> None:
    """R5, R47."""
    both_sign(cast, api, ticket)
    people = ((cast.technician, cast.supervisor), (cast.cashier, cast.service_supervisor))
    for writer, judge in people:
        api.step(ticket, "write-correction", writer=writer.employee_no, **WORDS)
        api.step(ticket, "approve-correction", judge=judge.employee_no)
    present = [judge.employee_no for _writer, judge in people]
    api.step(ticket, "consult", present=present, decided="一起查", tasks="各自整改")
    api.step(ticket, "tell-result", means="phone", said="已退费", told_by=cast.clerk.employee_no)
    amends = {"kind": "compensation", "amount": "35.50", "what": "退多收的水费", "reason": "抄错表"}
    api.step(ticket, "make-amends", agreed_by=cast.manager.employee_no, **amends)
    work = api.get(f"tickets/{ticket['number']}/complaint").data
    assert [len(work[name]) for name in ("handoffs", "corrections", "consultations", "told", "amends")] == [
        2,
        2,
        1,
        1,
        1,
    ]
    assert (work["amends"][0]["amount"], work["told"][0]["told_by"]) == ("35.50", "林晓雯")


def test_forwarded_with_number_and_deadline_and_officially_replied(cast: Cast, api: Api, ticket: Any) -> None:
    """R1."""
    shown = api.step(ticket, "forward", external_number="12345-9", external_deadline="2099-11-24T10:00:00Z")
    assert (shown["external_number"], shown["external_deadline"]) == ("12345-9", "2099-11-24T10:00:00Z")
    assert api.step(ticket, "reply-officially", text="已整改")["external_replied_at"]
    assert api.get(f"tickets/{ticket['number']}/complaint").data["official_replies"][0]["number"] == "12345-9"


def test_classified_with_a_reason(cast: Cast, api: Api, ticket: Any) -> None:
    """R5."""
    assert fields(api.post(f"tickets/{ticket['number']}/classify", {"validity": "valid", "category": "venting"}))
    shown = api.step(ticket, "classify", validity="valid", category="staff_loss", major=True, reason="打坏家电")
    assert shown["complaint"] == {"validity": "valid", "category": "staff_loss", "major": True}


def test_a_key_has_no_rank_and_names_who_has(cast: Cast, api: Api, ticket: Any) -> None:
    """R5, R37: who wrote it does not approve it, and money is a manager's word, over REST too."""
    both_sign(cast, api, ticket)
    api.step(ticket, "write-correction", writer=cast.supervisor.employee_no, **WORDS)
    at = f"tickets/{ticket['number']}/"
    for judge in (cast.supervisor, cast.foreman):
        assert api.post(f"{at}approve-correction", {"judge": judge.employee_no}).status_code in (409, 422)
    money = {"kind": "compensation", "amount": "9.00", "what": "赔", "reason": "漏水"}
    for extra in ({}, {"agreed_by": cast.supervisor.employee_no}):
        assert fields(api.post(f"{at}make-amends", money | extra)) == {"agreed_by": "R37"}
    api.step(ticket, "make-amends", kind="apology", what="致歉", reason="漏水")
    assert Amends.objects.count() == 1


def test_sent_twice_with_the_same_key_it_is_recorded_once(cast: Cast, api: Api, ticket: Any) -> None:
    """R48."""
    body = {"means": "letter", "said": "已退费"}
    for _again in range(2):
        answer = api.post(f"tickets/{ticket['number']}/tell-result", body, **{"Idempotency-Key": "told-1"})
        assert answer.status_code == 200
    assert Event.objects.filter(type="complaint.result_told").count() == 1


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("hand-off", {}, "department"),
        ("hand-off", {"departments": ["没有的部门"]}, "department"),
        ("sign-handoff", {"recipient": "013"}, "recipient"),
        ("return-handoff", {"reason": "不归我们"}, "department"),
        ("consult", {"present": ["002"], "decided": "好", "tasks": "好"}, "present"),
        ("tell-result", {"means": "pigeon", "said": "好"}, "means"),
        ("tell-result", {"means": "phone", "said": "好", "told_at": "2099-11-24T10:00:00Z"}, "told_at"),
        ("make-amends", {"kind": "compensation", "amount": 5, "what": "赔", "reason": "漏"}, "amount"),
    ],
)
def test_a_wrong_body_names_its_field(api: Api, ticket: Any, verb: str, body: dict[str, Any], field: str) -> None:
    """R48."""
    answer = api.post(f"tickets/{ticket['number']}/{verb}", body)
    assert answer.status_code in (404, 422) and field in fields(answer)
