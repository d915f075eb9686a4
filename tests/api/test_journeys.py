"""Whole stories over REST (R47): the same rules and the same history as at the desk."""

import base64
import io
from datetime import timedelta
from typing import Any

from PIL import Image

from tests.api.client import Api, report
from tests.cast import Cast, at
from tests.support.clock import Clock
from tests.support.prices import listed


def png() -> str:
    """A small picture as a data URL."""
    out = io.BytesIO()
    Image.new("L", (40, 20), 255).save(out, format="PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def on_site(api: Api, cast: Cast, **changes: Any) -> Any:
    ticket = api.post("tickets", report(cast, **changes)).data
    api.step(ticket, "dispatch", staff=cast.technician.employee_no)
    api.step(ticket, "accept")
    return api.step(ticket, "arrive")


def test_a_leak_goes_from_the_report_to_closed_over_rest(cast: Cast, api: Api, clock: Clock) -> None:
    """R47, domain §3: each transition has its own address and answers with the ticket as it is now."""
    clock.set(at("2026-11-21 10:00"))
    created = api.post("tickets", report(cast))
    assert created.status_code == 201
    ticket = created.data
    assert created["Location"].endswith("/api/v1/tickets/HJ-20261121-0001")
    assert (ticket["state"], ticket["due"]["kind"], ticket["contact_phone"]) == (
        "registered",
        "dispatch",
        "138****5678",
    )
    assert api.step(ticket, "dispatch", staff=str(cast.technician.pk))["assignee"]["name"] == "孙海涛"
    ticket = api.step(ticket, "accept", arrival_at="2026-11-21T10:30:00+08:00")
    assert ticket["arrival_promised_at"] == "2026-11-21T02:30:00Z"
    clock.move(timedelta(minutes=20))
    assert api.step(ticket, "arrive")["state"] == "on_site"
    assert api.step(ticket, "charge", lines=[{"name": "换角阀", "unit_price": "45.00"}])["fee"] == "undecided"
    assert api.get("fee-reviews").data["results"][0]["ticket"] == ticket["number"]
    api.step(ticket, "review-fee", approve=True, reviewer=cast.supervisor.employee_no)
    assert api.step(ticket, "consent", means="signature", name="刘淑芬", signature=png())["fee"] == "quoted"
    api.step(ticket, "let-in", by="刘阿姨", checks=["permission", "covers"])
    api.step(ticket, "record-work", work_done="更换角阀", parts=[{"name": "角阀", "unit_price": "25.00"}])
    paid = api.step(ticket, "pay", amount="45.00", method="wechat")
    assert (paid["fee"], paid["receipt"]["number"]) == ("settled", "SJ-HJ-2026-000001")
    signed = api.step(ticket, "sign-off", signer_name="刘淑芬", satisfied=True, signature=png())
    assert signed["state"] == "signed_off"
    assert api.step(ticket, "review", approve_unsigned=True)["state"] == "callback"
    closed = api.step(ticket, "callback", outcome="reached", grade="satisfied", caller="006")
    assert (closed["state"], closed["resolution"], closed["due"]) == ("closed", "done", None)
    types = [event["type"] for event in api.get(f"tickets/{ticket['number']}/events").data["results"]]
    assert types[0] == "ticket.registered" and types[-1] == "ticket.closed"


def test_a_refusal_climbs_and_an_appointment_is_made_with_consent(cast: Cast, api: Api, clock: Clock) -> None:
    """R14–R17."""
    clock.set(at("2026-11-21 21:50"))
    ticket = api.post("tickets", report(cast)).data
    api.step(ticket, "dispatch", staff=cast.technician.employee_no)
    for name in ("foreman", "supervisor", "manager"):
        assert api.step(ticket, "refuse", reason="在别处抢修")["assignee"]["name"] == cast.people[name].name
    assert api.step(ticket, "refuse", reason="走不开")["assignee"] is None
    wanted = {"appointment_at": "2026-11-22T09:00:00+08:00", "resident_agreed": True}
    missing = api.post(f"tickets/{ticket['number']}/reschedule", wanted)
    assert (missing.status_code, missing.data["errors"][0]["field"]) == (422, "manager_agreed")
    again = api.step(ticket, "reschedule", **wanted, manager_agreed=True, appointee=cast.technician.employee_no)
    assert (again["state"], again["appointee"]["name"], again["due"]["kind"]) == ("registered", "孙海涛", "redispatch")
    assert again["due"]["at"] == "2026-11-22T00:30:00Z"


def test_verbal_dispatch_records_the_acceptor_and_the_minute(cast: Cast, api: Api, clock: Clock) -> None:
    """R13, R18."""
    clock.set(at("2026-11-21 10:00"))
    ticket = api.post("tickets", report(cast)).data
    clock.move(timedelta(minutes=5))
    told = {"accepted_at": "2026-11-21T10:03:00+08:00", "arrival_at": "2026-11-21T10:30:00+08:00"}
    ticket = api.step(ticket, "dispatch", mode="verbal", staff=cast.technician.employee_no, **told)
    assert (ticket["accepted_at"], ticket["due"]["kind"]) == ("2026-11-21T02:03:00Z", "arrival")
    clock.move(timedelta(minutes=30))
    ticket = api.step(ticket, "check-arrival", remark="还没到", arrival_at="2026-11-21T10:50:00+08:00")
    assert ticket["due"]["at"] == "2026-11-21T02:50:00Z"
    other = api.step(ticket, "reassign", staff=cast.foreman.employee_no, reason="赶不到")
    assert other["assignee"]["name"] == "马志远"
    api.step(ticket, "recall", reason="改派")
    asked = api.step(ticket, "decline", staff=cast.technician.employee_no, reason="在休息")
    assert asked["assignee"]["name"] == "马志远"
    api.step(ticket, "recall", reason="改派")
    assert api.step(ticket, "dispatch", mode="direct", staff=cast.technician.employee_no)["state"] == "dispatched"


def test_nobody_opens_after_two_knocks_five_minutes_apart(cast: Cast, api: Api, clock: Clock) -> None:
    """R20."""
    clock.set(at("2026-11-21 10:00"))
    ticket = on_site(api, cast)
    api.step(ticket, "knock")
    early = api.post(f"tickets/{ticket['number']}/knock")
    assert (early.status_code, early.data["rule"]) == (422, "R20")
    clock.move(timedelta(minutes=5))
    api.step(ticket, "knock")
    ticket = api.step(ticket, "no-access")
    assert (ticket["state"], ticket["suspended"], ticket["no_access_count"]) == ("registered", "no_access", 1)


VALID = {"validity": "valid", "category": "", "major": True}


def test_a_complaint_is_handed_off_returned_signed_and_worked_on(cast: Cast, api: Api) -> None:
    """R5: the one-hour handoff; a department's offer is accepted for a named person (R13)."""
    ticket = api.post("tickets", report(cast, kind="complaint", skill="", major=True)).data
    assert (ticket["complaint"], ticket["due"]["kind"]) == (VALID, "handoff")
    api.step(ticket, "hand-off", department="客服部")
    assert api.step(ticket, "return-handoff", reason="不归我们")["department"] is None
    api.step(ticket, "hand-off", department=str(cast.engineering.pk))
    api.step(ticket, "sign-handoff", recipient=cast.supervisor.employee_no)
    api.step(ticket, "dispatch", department="工程维修部")
    nobody = api.post(f"tickets/{ticket['number']}/accept")
    assert (nobody.status_code, nobody.data["errors"][0]["field"]) == (422, "staff")
    assert api.step(ticket, "accept", staff=cast.technician.employee_no)["assignee"]["name"] == "孙海涛"


def test_an_inquiry_is_answered_on_the_spot(cast: Cast, api: Api) -> None:
    """R8."""
    ticket = api.post("tickets", report(cast, kind="inquiry", skill="")).data
    api.step(ticket, "reply", text="稍后回电")
    closed = api.step(ticket, "answer", answer="物业费每季度交")
    assert (closed["state"], closed["resolution"], closed["answer"]) == ("closed", "answered", "物业费每季度交")


def finished(api: Api, cast: Cast) -> Any:
    ticket = on_site(api, cast)
    api.step(ticket, "record-work", work_done="修好了")
    return api.step(ticket, "sign-off", unsigned_reason="业户外出", fee="free")


def test_rework_reopening_and_the_warranty_count(cast: Cast, api: Api) -> None:
    """R24–R26: so-so is not satisfied, and each return is counted."""
    ticket = finished(api, cast)
    assert api.step(ticket, "rework", reason="还在滴水")["rework_count"] == 1
    for verb in ("accept", "arrive"):
        api.step(ticket, verb)
    api.step(ticket, "record-work", work_done="换了密封圈")
    api.step(ticket, "sign-off", unsigned_reason="业户外出")
    api.step(ticket, "review", approve_unsigned=True)
    again = api.step(ticket, "reopen", grade="so_so", reason="地没擦", caller="006")
    assert (again["state"], again["grade"], again["rework_count"]) == ("dispatched", "so_so", 2)
    for verb in ("accept", "arrive"):
        api.step(ticket, verb)
    api.step(ticket, "record-work", work_done="擦干净了")
    api.step(ticket, "sign-off", unsigned_reason="业户外出")
    api.step(ticket, "review", approve_unsigned=True)
    closed = api.step(ticket, "settle", grade="so_so", reason="等太久", solution="道歉", caller="006")
    assert closed["state"] == "closed"
    assert api.step(ticket, "reopen-in-warranty", reason="又漏了")["rework_count"] == 3


def test_an_estate_without_automatic_callback_starts_it_after_the_review(cast: Cast, api: Api) -> None:
    """R24, domain §3: start callback."""
    cast.estate.automatic_callback = False
    cast.estate.save()
    ticket = finished(api, cast)
    early = api.post(f"tickets/{ticket['number']}/start-callback")
    assert (early.status_code, early.data["rule"]) == (409, "R24")
    assert api.step(ticket, "review", approve_unsigned=True)["state"] == "signed_off"
    assert api.step(ticket, "start-callback")["state"] == "callback"


def test_the_unreachable_are_closed_after_three_tries_on_three_days(cast: Cast, api: Api, clock: Clock) -> None:
    """R27."""
    clock.set(at("2026-11-21 10:00"))
    ticket = api.step(finished(api, cast), "review", approve_unsigned=True)
    for _day in range(3):
        early = api.post(f"tickets/{ticket['number']}/unreachable")
        assert (early.status_code, early.data["rule"]) == (409, "R27")
        api.step(ticket, "callback", outcome="no_answer", caller="006")
        clock.move(timedelta(days=1))
    assert api.step(ticket, "unreachable")["resolution"] == "unreachable"


def test_what_changes_without_a_transition_is_kept_too(cast: Cast, api: Api) -> None:
    """R3, R7, R10, R35: notes, corrections, owners, merging, debts."""
    ticket, other = (api.post("tickets", report(cast)).data for _ in range(2))
    api.step(ticket, "note", text="业户晚上在家")
    assert api.step(ticket, "correct", description="卫生间漏水", reason="听错")["description"] == "卫生间漏水"
    assert api.step(ticket, "hand-over", to=cast.second_clerk.employee_no)["owner"]["name"] == "陈静"
    assert api.step(ticket, "reveal-phone") == {"contact_phone": "+8613800005678"}
    merged = api.step(other, "merge", into=ticket["number"])
    assert (merged["resolution"], merged["merged_into"]) == ("duplicate", ticket["number"])
    item = {"item": str(listed(labour=60, parts=0).pk), "quantity": "2"}
    api.step(ticket, "charge", lines=[item])
    api.step(ticket, "consent", means="phone", name="刘淑芬")
    assert api.step(ticket, "owe", reason="月底一起付")["fee"] == "owed"
    assert api.get(f"tickets/{ticket['number']}/charges").data["results"][0]["amount"] == "120.00"
    assert api.step(ticket, "cancel", resolution="by_reporter", reason="自己修好了")["state"] == "closed"


def test_suspended_work_goes_on_later(cast: Cast, api: Api, clock: Clock) -> None:
    """R31."""
    clock.set(at("2026-11-21 10:00"))
    ticket = on_site(api, cast)
    ticket = api.step(ticket, "suspend", reason="parts", resume_at="2026-11-23T09:00:00+08:00")
    assert (ticket["state"], ticket["suspended"], ticket["due"]["kind"]) == ("registered", "parts", "resume")
