"""What follows a callback, over REST (R25–R28, R47)."""

from datetime import timedelta
from typing import Any

from tests.api.client import Api
from tests.cast import Cast, at
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock


def unhappy(api: Api, cast: Cast) -> dict[str, Any]:
    number = to_callback(cast).number
    said = {"outcome": "reached", "grade": "very_dissatisfied", "reason": "还在渗", "caller": cast.clerk.employee_no}
    return api.step({"number": number}, "callback", **said)


def test_a_notice_from_its_issue_to_the_second_call(cast: Cast, api: Api, clock: Clock) -> None:
    """R26: each step as the page does it."""
    clock.set(at("2026-11-21 10:00"))
    ticket = unhappy(api, cast)
    issued = api.step(ticket, "issue-notice", department="工程维修部", demand="今天处理")
    assert issued["due"]["kind"] == "opinion_handling"
    member = {"by": cast.foreman.employee_no}
    api.step(ticket, "acknowledge-notice", **member)
    api.step(ticket, "handle-notice", **member, done="重新打胶", done_by="马志远")
    answered = api.step(ticket, "answer-notice", **member, done="重新打胶", done_by="马志远")
    assert (answered["state"], answered["due"]["kind"]) == ("callback", "callback")
    (notice,) = api.get("opinion-notices?open=true&estate=HJ").data["results"]
    assert (notice["number"], notice["handled_same_day"], notice["answered_by"]) == (
        f"{ticket['number']}-Y1", True, "马志远",
    )  # fmt: skip
    api.step(ticket, "callback", outcome="reached", grade="satisfied", caller=cast.clerk.employee_no)
    assert api.get("opinion-notices?open=true").data["results"] == []
    wrong = api.post(f"tickets/{ticket['number']}/answer-notice", {**member, "done": "x", "done_by": "y"})
    assert (wrong.status_code, wrong.data["rule"]) == (409, "R11")


def test_an_analysis_is_written_returned_and_approved(cast: Cast, api: Api) -> None:
    """R26: very dissatisfied opened it by itself."""
    ticket = unhappy(api, cast)
    form = {"cause": "没打紧", "corrective_action": "返工", "preventive_action": "试水"}
    api.step(ticket, "write-callback-analysis", **form)
    api.step(ticket, "return-callback-analysis", reason="不够具体")
    api.step(ticket, "write-callback-analysis", **form)
    api.step(ticket, "approve-callback-analysis")
    (found,) = api.get(f"complaint-analyses?ticket={ticket['number']}").data["results"]
    assert (found["owner"], found["cause"], found["approved_at"] is not None) == ("韩梅", "没打紧", True)
    again = api.post(f"tickets/{ticket['number']}/callback-analysis", {})
    assert again.status_code == 200


def test_terms_and_schedules_are_read_and_changed(cast: Cast, api: Api, admin: Api) -> None:
    """R27, R28: by the scope admin; given up, the wider ones hold again."""
    changed = admin.patch("call-terms/HJ", {"hours": ["10:00-12:00"], "tries": 2, "days": 2})
    assert (changed.data["hours"], changed.data["own"]) == (["10:00-12:00"], True)
    assert api.patch("call-terms/HJ", {"hours": []}).status_code == 403
    assert admin.patch("call-terms/HJ", {"hours": []}).data["own"] is False
    assert [one["estate"] for one in api.get("call-terms").data["results"]] == [None, "HJ", "HJ2"]
    wrong = admin.patch("call-terms/company", {"hours": ["25:00-26:00"]})
    assert (wrong.status_code, wrong.data["errors"][0]["field"]) == (422, "hours")
    assert admin.patch("call-schedules/HJ/inquiry", {"days": [7, 3]}).data["days"] == [3, 7]
    listed = api.get("call-schedules?page_size=200").data["results"]
    assert [one["kind"] for one in listed if one["weekly"]] == ["special_service"] and listed[-1]["estate"] == "HJ"
    assert admin.patch("call-schedules/HJ/inquiry", {"own": False}).data["own"] is False
    assert admin.patch("call-schedules/HJ/nonsense", {}).status_code == 422


def test_further_callbacks_are_listed_and_made(cast: Cast, api: Api, admin: Api, clock: Clock) -> None:
    """R28."""
    clock.set(at("2026-11-21 10:00"))
    admin.patch("call-schedules/company/household_repair", {"days": [3]})
    ticket, caller = {"number": to_callback(cast).number}, cast.clerk.employee_no
    api.step(ticket, "callback", outcome="reached", grade="satisfied", caller=caller)
    (planned,) = api.get("further-callbacks?open=true").data["results"]
    assert (planned["cause"], planned["nth"], planned["ticket"]) == ("day", 3, ticket["number"])
    clock.move(timedelta(days=3))
    reopened = api.step(
        ticket, "further-call", outcome="reached", grade="dissatisfied", reason="又漏", caller=caller, then="reopen"
    )
    assert (reopened["state"], reopened["rework_count"]) == ("registered", 1)


def test_a_residents_wish_is_written_by_the_desk_s_right(cast: Cast, api: Api) -> None:
    """R27."""
    url = f"residents/{cast.resident.pk}/call-wish"
    assert api.patch(url, {"hours": "18:00-20:00"}).data == {"hours": "18:00-20:00", "note": ""}
    assert api.patch(url, {"hours": ""}).data["hours"] == ""
    assert api.patch(url, {"hours": "1800"}).status_code == 422


def test_the_callback_desk_says_who_is_to_be_called_and_when(cast: Cast, api: Api, admin: Api, clock: Clock) -> None:
    """R27, R47: as the page does."""
    clock.set(at("2026-11-21 12:30"))
    admin.patch("call-terms/HJ", {"hours": ["09:00-12:00", "14:00-20:00"]})
    number = to_callback(cast).number
    (line,) = api.get("estates/HJ/callbacks").data["results"]
    assert (line["ticket"], line["lists"], line["call_from"], line["why"]) == (
        number, ["due"], "2026-11-21T06:00:00Z", "opening",
    )  # fmt: skip
    assert api.get("estates/HJ2/callbacks").data["results"] == []
