"""Three neighbours without water: one repair, and a callback of his own for each of them (R7, R25–R27)."""

from datetime import timedelta
from typing import Any

import pytest

from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, NotFound
from servicedesk.timers.now import now
from servicedesk.web import links
from tests.api.client import Api
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tests.tickets.test_callbacks_page import say
from tickets.actions import merge
from tickets.callbacks.actions import attempt, close_unreachable, grade_by_link, settle_on_the_spot
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import answer_notice, issue_notice
from tickets.callbacks.parties import Party, parties
from tickets.clock import runs
from tickets.follow import TICKET
from tickets.incidents.actions import take_out
from tickets.models import CallAttempt, OpinionNotice, Ticket

DAY = timedelta(days=1)


@pytest.fixture
def lead(cast: Cast, clock: Clock) -> Ticket:
    """In its callback: 刘阿姨 herself, then 邻居1 and 邻居2."""
    clock.set(at("2026-11-21 10:00"))
    found = to_callback(cast)
    for nth in (1, 2):
        report: dict[str, Any] = {
            "contact_name": f"邻居{nth}",
            "contact_phone": f"1390000000{nth}",
            "reporter_id": None,
        }
        call = cast.ticket(**report, description="家里停水了")
        merge(ticket_id=call.pk, into_id=found.pk, actor=cast.act("clerk"))
    return fresh(found)


def whom(ticket: Ticket, nth: int) -> Party:
    return parties(fresh(ticket))[nth]


def ask(cast: Cast, ticket: Ticket, nth: int, by: str = "clerk", **said: Any) -> Ticket:
    told = {"outcome": "reached", "grade": "satisfied"} | said
    return attempt(ticket_id=ticket.pk, actor=cast.act(by), reporter_id=whom(ticket, nth).reporter_id, **told)


def token(ticket: Ticket) -> str:
    return links.sign(ticket.tenant_id, TICKET, ticket.pk)


def test_it_closes_with_the_last_who_was_reached(cast: Cast, lead: Ticket) -> None:
    """R7: the tries and the grade of each are his own, and the history names him."""
    assert ask(cast, lead, 0).state == "callback"
    ask(cast, lead, 1, outcome="no_answer", grade="")
    assert ask(cast, lead, 1, grade="very_satisfied").state == "callback"
    assert [(one.name, len(one.attempts), one.is_done) for one in parties(fresh(lead))] == [
        ("刘阿姨", 1, True), ("邻居1", 2, True), ("邻居2", 0, False),
    ]  # fmt: skip
    assert ask(cast, lead, 2).state == "closed" and fresh(lead).resolution == "done"
    events = Event.objects.filter(subject_id=lead.pk, type="callback.attempted").order_by("id")
    said = [one.data.title() for one in events]
    assert "邻居1" in said[1] and "邻居1" not in said[0] and "邻居2" in said[3]


def test_one_who_is_not_satisfied_is_not_hidden_by_the_others(cast: Cast, lead: Ticket) -> None:
    """R25, R26: the ticket's grade is the worst, and it stays open until his notice is answered and told to him."""
    said = Said("reached", "so_so", "还是没水", reporter_id=whom(lead, 1).reporter_id)
    issue_notice(ticket_id=lead.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, said=said)
    ask(cast, lead, 0)
    ask(cast, lead, 2, grade="very_satisfied")
    assert (fresh(lead).state, fresh(lead).grade) == ("callback", "so_so")
    answer_notice(ticket_id=lead.pk, actor=cast.act("foreman"), done="换了水表", done_by="马志远")
    assert OpinionNotice.objects.get().reporter.name == "邻居1" and fresh(lead).due_kind == "callback"
    closed = ask(cast, lead, 1)
    assert (closed.state, closed.grade) == ("closed", "satisfied") and OpinionNotice.objects.get().told_at


def test_while_a_department_answers_one_the_clock_runs_for_the_others(cast: Cast, lead: Ticket) -> None:
    """R7, R26: with the last of them it is met."""
    said = Said("reached", "dissatisfied", "还是没水", reporter_id=whom(lead, 1).reporter_id)
    issue_notice(ticket_id=lead.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, said=said)
    clerk = cast.client("clerk")
    assert clerk.get("/callbacks").context["shell"].count("callbacks") == 1
    ask(cast, lead, 0), ask(cast, lead, 2)
    assert clerk.get("/callbacks").context["shell"].count("callbacks") == 0
    assert lead.number in clerk.get("/callbacks?tab=notices").content.decode()


def test_who_joins_while_a_department_answers_is_called_by_a_clock_of_its_own(cast: Cast, lead: Ticket) -> None:
    """R7, R30: merged when nobody else was to be called."""
    ask(cast, lead, 1), ask(cast, lead, 2)
    said = Said("reached", "dissatisfied", "还是没水")
    issue_notice(ticket_id=lead.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, said=said)
    assert not runs(lead, "callback")
    late = cast.ticket(contact_name="邻居3", contact_phone="13900000003", reporter_id=None)
    merge(ticket_id=late.pk, into_id=lead.pk, actor=cast.act("clerk"))
    assert runs(lead, "callback")


def test_one_is_given_up_after_his_own_tries(cast: Cast, lead: Ticket, clock: Clock) -> None:
    """R27: with approval; the tries of a neighbour do not count for him, and the ticket is not unreachable for it."""
    ask(cast, lead, 0), ask(cast, lead, 1)
    for _day in range(3):
        with pytest.raises(Conflict):
            close_unreachable(ticket_id=lead.pk, actor=cast.act("supervisor"), reporter_id=whom(lead, 2).reporter_id)
        ask(cast, lead, 2, outcome="no_answer", grade="")
        clock.move(DAY)
    close_unreachable(ticket_id=lead.pk, actor=cast.act("supervisor"), reporter_id=whom(lead, 2).reporter_id)
    assert (fresh(lead).state, fresh(lead).resolution) == ("closed", "done")
    assert Event.objects.filter(subject_id=lead.pk, type="callback.given_up", payload__reporter="邻居2").exists()


def test_solved_for_one_is_solved_for_him_alone(cast: Cast, lead: Ticket) -> None:
    """R26."""
    about: dict[str, Any] = {"reporter_id": whom(lead, 2).reporter_id, "reason": "水浑", "solution": "放水五分钟就清"}
    settled = settle_on_the_spot(ticket_id=lead.pk, actor=cast.act("clerk"), grade="so_so", **about)
    assert settled.state == "callback" and whom(lead, 2).is_done
    ask(cast, lead, 0), ask(cast, lead, 1)
    assert (fresh(lead).state, fresh(lead).grade) == ("closed", "so_so")


def test_the_second_who_calls_the_same_neighbour_reads_who_was_first(cast: Cast, lead: Ticket) -> None:
    """R11."""
    ask(cast, lead, 1)
    with pytest.raises(Conflict) as refused:
        ask(cast, lead, 1, by="second_clerk")
    assert "邻居1" in str(refused.value) and "林晓雯" in str(refused.value)
    assert CallAttempt.objects.count() == 1


def test_each_answers_by_the_link_of_his_own_report(cast: Cast, lead: Ticket) -> None:
    """R25: whose token it is, is whose answer; once."""
    his = whom(lead, 2).report
    page = f"/r/{token(his)}/"
    assert his.number in cast.client("clerk").get(page).content.decode()
    assert cast.client("clerk").post(f"{page}grade", {"grade": "satisfied"}).status_code == 302
    assert whom(lead, 2).answer is not None and whom(lead, 2).answer.means == "link"  # type: ignore[union-attr]
    assert not any(whom(lead, nth).attempts for nth in (0, 1))
    assert cast.client("clerk").post(f"{page}grade", {"grade": "satisfied"}).status_code in (409, 422)
    himself = links.resident("邻居2", lead.estate_id, lead.pk)
    with pytest.raises(NotFound):
        grade_by_link(ticket_id=lead.pk, actor=himself, grade="satisfied", reporter_id=lead.pk)


def test_who_called_twice_is_called_once(cast: Cast, lead: Ticket) -> None:
    """R7: one person, by his phone."""
    again = cast.ticket(contact_name="邻居1", contact_phone="13900000001", reporter_id=None)
    merge(ticket_id=again.pk, into_id=lead.pk, actor=cast.act("clerk"))
    assert [one.name for one in parties(fresh(lead))] == ["刘阿姨", "邻居1", "邻居2"]
    cast.client("clerk").post(f"/r/{token(again)}/grade", {"grade": "satisfied"})
    assert whom(lead, 1).is_done


def test_taken_out_he_is_waited_for_no_more_and_what_he_said_stays(cast: Cast, lead: Ticket) -> None:
    """R7, R10: and the incident closes, when he was the last."""
    ask(cast, lead, 0), ask(cast, lead, 1)
    ask(cast, lead, 2, grade="dissatisfied", reason="还是没水")
    call = whom(lead, 2).report
    take_out(ticket_id=call.pk, actor=cast.act("clerk"), reason="他家水表坏了")
    assert fresh(lead).state == "closed" and fresh(call).state == "registered"
    assert CallAttempt.objects.filter(ticket=lead, reporter__name="邻居2").count() == 1


def test_after_rework_everybody_is_called_anew(cast: Cast, lead: Ticket) -> None:
    """R25: what was said of the first repair does not count for the second."""
    ask(cast, lead, 0)
    lead.callback_at = (fresh(lead).callback_at or now()) + DAY
    lead.save()
    assert not any(one.attempts for one in parties(fresh(lead)))


def test_the_page_has_a_line_for_each_and_goes_on_to_the_next(cast: Cast, lead: Ticket) -> None:
    """R7: with his own words to say, and the number of the one who is called."""
    clerk = cast.client("clerk")
    page = clerk.get("/callbacks").content.decode()
    assert all(name in page for name in ("刘阿姨", "邻居1", "邻居2", "139****0001"))
    assert say(clerk, lead, grade="satisfied")["HX-Redirect"] == f"/callbacks/{lead.number}"
    page = clerk.get(f"/callbacks/{lead.number}").content.decode()
    key = whom(lead, 1).key
    assert f'name="reporter" value="{key}"' in page and "家里停水了" in page
    shown = clerk.post(f"/tickets/{lead.number}/reveal-phone", {"reporter": key}).content.decode()
    assert "13900000001" in shown
    say(clerk, lead, grade="satisfied", reporter=key)
    assert (whom(lead, 1).is_done, whom(lead, 2).is_done) == (True, False)
    assert say(clerk, lead, grade="satisfied", reporter="nobody").status_code == 422
    assert say(clerk, lead, grade="satisfied", reporter=str(lead.pk)).status_code == 404


def test_another_system_names_the_reporter(cast: Cast, lead: Ticket) -> None:
    """R47: by the number of his report; a list says who is left."""
    api, caller, ticket = Api(cast.api_key), cast.clerk.employee_no, {"number": lead.number}
    listed = api.get(f"tickets/{lead.number}/reporters").json()["results"]
    assert [(one["name"], one["phone"], one["done"]) for one in listed][1] == ("邻居1", "139****0001", False)
    said = {"outcome": "reached", "grade": "satisfied", "caller": caller}
    assert api.step(ticket, "callback", **said, reporter=listed[1]["number"])["state"] == "callback"
    second = api.post(f"tickets/{lead.number}/callback", {**said, "reporter": listed[1]["id"]})
    assert (second.status_code, second.json()["rule"]) == (409, "R11")
    nobody = api.post(f"tickets/{lead.number}/callback", {**said, "reporter": "HJ-20261121-9999"})
    assert (nobody.status_code, nobody.json()["rule"]) == (422, "R7")
    his = token(whom(lead, 2).report)
    answer = {"outcome": "reached", "grade": "satisfied", "means": "link", "link": his}
    assert api.post(f"tickets/{lead.number}/callback", {**answer, "reporter": listed[1]["number"]}).status_code == 422
    api.step(ticket, "callback", **answer)
    settled = {"grade": "so_so", "reason": "水浑", "solution": "放水", "caller": caller}
    assert api.step(ticket, "settle", **settled)["state"] == "closed"
