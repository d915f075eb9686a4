"""The callback desk's page: hours, wishes, notices, analyses, further calls; and their settings (R25–R28)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.tickets.test_callbacks_page import HTMX, in_callback, say
from tickets.callbacks.actions import attempt
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import answer_notice, issue_notice
from tickets.callbacks.schedules.actions import set_schedule
from tickets.callbacks.terms.actions import set_terms
from tickets.enums import State
from tickets.models import CallAttempt, CallSchedule, CallTerms, CallWish, OpinionNotice, Ticket

BAD: dict[str, str] = {"grade": "dissatisfied", "reason": "还在滴"}


@pytest.fixture
def clerk(cast: Cast, clock: Clock) -> Client:
    clock.set(at("2026-11-21 10:00"))
    set_terms(actor=cast.act("admin"), hours=["09:00-12:00", "14:00-20:00"], estate_id=cast.estate.pk)
    return cast.client("clerk")


def page(client: Client, query: str = "") -> str:
    return client.get(f"/callbacks{query}").content.decode()


def noticed(cast: Cast, **report: Any) -> Ticket:
    ticket = in_callback(cast, **report)
    said = Said("reached", "very_dissatisfied", "还在滴")
    issue_notice(ticket_id=ticket.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, said=said)
    return ticket


def test_a_notice_is_issued_with_the_call(cast: Cast, clerk: Client) -> None:
    """R26: grade, true reason and department in one go; without the department nothing is kept."""
    ticket = in_callback(cast)
    assert say(clerk, ticket, **BAD, then="notice").status_code == 422 and not CallAttempt.objects.exists()
    say(clerk, ticket, **BAD, then="notice", department=str(cast.engineering.pk), demand="今天处理")
    assert (OpinionNotice.objects.get().demand, CallAttempt.objects.count()) == ("今天处理", 1)
    assert ticket.number in page(clerk, "?tab=notices") and "工程维修部还没签收" in page(clerk, "?tab=notices")


def test_the_answered_notice_is_back_among_those_to_call_with_the_answer_to_tell(cast: Cast, clerk: Client) -> None:
    """R26."""
    ticket = noticed(cast)
    assert clerk.get("/callbacks").context["shell"].count("callbacks") == 0
    answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), done="换了整套软管", done_by="马志远")
    shown = page(clerk)
    assert "工程维修部回复：换了整套软管（马志远）" in shown and ticket.number in shown
    assert clerk.get("/callbacks").context["shell"].count("callbacks") == 1


def test_an_analysis_stands_in_its_own_list(cast: Cast, clerk: Client) -> None:
    """R26."""
    ticket = noticed(cast)
    assert ticket.number in page(clerk, "?tab=analyses") and "韩梅 在分析" in page(clerk, "?tab=analyses")


def test_outside_the_hours_the_list_says_when_and_a_reason_is_asked_for(
    cast: Cast, clerk: Client, clock: Clock
) -> None:
    """R27: nothing typed is lost, nothing kept without the reason."""
    ticket = in_callback(cast)
    assert "现在不是回访时段" not in page(clerk)
    clock.set(at("2026-11-21 12:30"))
    assert "现在不是回访时段" in page(clerk) and "14:00" in page(clerk)
    refused = say(clerk, ticket, outcome="no_answer")
    assert refused.status_code == 422 and "id_out_of_hours-error" in refused.content.decode()
    assert not CallAttempt.objects.exists()
    say(clerk, ticket, outcome="no_answer", out_of_hours="业户约的")
    assert CallAttempt.objects.get().out_of_hours == "业户约的"


def test_another_part_of_the_day_is_proposed_after_a_miss(cast: Cast, clerk: Client) -> None:
    """R27: tried in the morning, tomorrow afternoon."""
    ticket = in_callback(cast)
    say(clerk, ticket, outcome="no_answer")
    shown = page(clerk, "?tab=tried")
    assert "换下午试试" in shown and "明天 14:00" in shown


def test_one_learns_when_somebody_is_reached(cast: Cast, clerk: Client, clock: Clock) -> None:
    """R27: reached in the evening before, called in the evening."""
    clock.set(at("2026-11-20 19:00"))
    earlier = in_callback(cast)
    attempt(ticket_id=earlier.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    clock.set(at("2026-11-21 10:00"))
    in_callback(cast)
    assert "18:00起，这时容易打通" in page(clerk)


def test_what_he_wishes_is_noted_on_his_page_and_shown(cast: Cast, clerk: Client) -> None:
    """R27."""
    in_callback(cast)
    url = f"/residents/{cast.resident.pk}/call-wish"
    assert clerk.post(url, {"hours": "25:00-26:00"}).status_code == 422 and not CallWish.objects.exists()
    assert clerk.post(url, {"hours": "18:30-20:00", "note": "白天上班"}).status_code == 302
    assert "18:30起，按业户要求" in page(clerk)
    assert "白天上班" in clerk.get(f"/residents/{cast.resident.pk}").content.decode()
    clerk.post(url, {"hours": ""})
    assert not CallWish.objects.exists()
    assert cast.client("technician").post(url, {"hours": "18:00-19:00"}).status_code == 403
    assert cast.client("outsider").post(url, {"hours": "18:00-19:00"}).status_code == 404


def test_a_further_callback_is_made_from_the_desk(cast: Cast, clerk: Client, clock: Clock) -> None:
    """R28: on its day it is there, with its own form; a bad answer reopens the ticket."""
    set_schedule(actor=cast.act("admin"), kind="household_repair", days=[3])
    ticket = in_callback(cast)
    say(clerk, ticket, grade="satisfied")
    assert ticket.number not in page(clerk, "?tab=again")
    clock.move(timedelta(days=3))
    assert ticket.number in (shown := page(clerk, "?tab=again")) and "第 3 天" in shown
    url = f"/tickets/{ticket.number}/further-call"
    assert f'hx-get="{url}"' in shown and "真实原因" in clerk.get(url, headers=HTMX).content.decode()
    missing = clerk.post(url, {"outcome": "reached", "grade": "so_so"}, headers=HTMX)
    assert missing.status_code == 422 and "step-reason-error" in missing.content.decode()
    clerk.post(url, {"outcome": "reached", **BAD, "then": "reopen"}, headers=HTMX)
    assert fresh(ticket).state == State.REGISTERED


def test_the_page_costs_the_same_with_one_and_three_of_everything(cast: Cast, clerk: Client, clock: Clock) -> None:
    """One and three callbacks, notices, analyses, further calls and wishes."""
    set_schedule(actor=cast.act("admin"), kind="household_repair", days=[1])
    counts = []
    for n in (1, 2):
        for _n in range(n):
            noticed(cast), in_callback(cast)
            attempt(ticket_id=in_callback(cast).pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
        clock.set(at("2026-11-22 10:00"))
        page(clerk)
        with CaptureQueriesContext(connection) as seen:
            page(clerk)
        counts.append(len(seen))
        clock.set(at("2026-11-21 11:00"))
    assert counts[0] == counts[1]


def test_the_settings_are_the_admins(cast: Cast, clerk: Client) -> None:
    """R27, R28: hours, tries, days and schedules, for the company or an estate."""
    admin, url = cast.client("admin"), "/settings/callbacks"
    terms = {"what": "terms", "hours": "08:30-11:30，13:00-21:00", "tries": "4", "days": "2"}
    assert admin.post(url, terms).status_code == 302
    kept = CallTerms.objects.get(estate=None)
    assert (kept.hours, kept.tries, kept.days) == (["08:30-11:30", "13:00-21:00"], 4, 2)
    plan = {"what": "schedule", "kind": "complaint", "days": "3、7 45", "own": "on", "estate": str(cast.estate.pk)}
    assert admin.post(url, plan).status_code == 302
    assert CallSchedule.objects.get().days == [3, 7, 45]
    assert "关闭后第 3、7、45 天" in admin.get(url).content.decode()
    assert cast.client("manager").get(url).status_code == 200
    assert cast.client("manager").post(url, terms).status_code == 403 and clerk.get(url).status_code == 403
    twin = build("twin", "TW")
    assert admin.post(url, {**plan, "estate": str(twin.estate.pk)}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": "terms", "hours": "nonsense", "tries": "3", "days": "3"}, "terms-hours"),
        ({"what": "terms", "hours": "09:00-12:00", "tries": "2", "days": "3"}, "terms-days"),
        ({"what": "schedule", "kind": "complaint", "days": "three", "own": "on"}, "plan-days"),
        ({"what": "schedule", "kind": "complaint", "days": "400", "own": "on"}, "plan-days"),
    ],
)
def test_wrong_settings_are_said_beside_their_field(cast: Cast, fields: dict[str, str], field: str) -> None:
    """R27, R28."""
    answer = cast.client("admin").post("/settings/callbacks", fields)
    assert answer.status_code == 422 and f"{field}-error" in answer.content.decode()
