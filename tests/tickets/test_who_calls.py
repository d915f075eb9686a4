"""Nobody and no machine fills in a callback that did not happen (R25), nor at an hour when nobody is called (R27)."""

from typing import Any

import pytest

from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.web import links
from tests.api.client import Api
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_callback, to_on_site
from tests.support.clock import Clock
from tests.support.pictures import signature
from tickets.callbacks.actions import attempt
from tickets.callbacks.terms.actions import set_terms, set_wish
from tickets.enums import State
from tickets.follow import code_path, follow_path
from tickets.models import CallAttempt, Ticket
from visits import actions as visits

GOOD: dict[str, Any] = {"outcome": "reached", "grade": "satisfied"}


def token(path: str) -> str:
    return path.strip("/").split("/")[1]


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.api_key)


def call(api: Api, ticket: Ticket, **body: Any) -> Any:
    return api.post(f"tickets/{ticket.number}/callback", {**GOOD, **body})


def test_a_helper_and_an_earlier_technician_do_not_call_back(cast: Cast) -> None:
    """R25: whoever accepted it or worked along, not only the last one sent."""
    ticket = to_on_site(cast)
    him = cast.act("technician")
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀", helper_ids=[cast.supervisor.pk])
    visits.sign_off(ticket_id=ticket.pk, actor=him, signer_name="刘阿姨", signature=signature(), fee="free")
    visits.review(ticket_id=ticket.pk, actor=cast.act("manager"))
    with pytest.raises(Conflict) as refused:
        attempt(ticket_id=ticket.pk, actor=cast.act("supervisor"), **GOOD)
    assert refused.value.field == "caller" and not CallAttempt.objects.exists()


@pytest.mark.parametrize("means", ["link", "qr"])
def test_staff_do_not_answer_in_the_residents_place(cast: Cast, means: str) -> None:
    """R25."""
    ticket = to_callback(cast)
    with pytest.raises(Invalid) as refused:
        attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), means=means, **GOOD)
    assert refused.value.field == "means"


@pytest.mark.parametrize("means", ["phone", "visit"])
def test_a_system_key_alone_cannot_say_that_it_called(cast: Cast, api: Api, means: str) -> None:
    """R25: a machine calls nobody."""
    ticket = to_callback(cast)
    answer = call(api, ticket, means=means)
    assert (answer.status_code, answer.data["errors"][0]["field"], answer.data["rule"]) == (422, "caller", "R25")
    settled = api.post(f"tickets/{ticket.number}/settle", {"grade": "so_so", "reason": "慢", "solution": "道歉"})
    reopened = api.post(f"tickets/{ticket.number}/reopen", {"grade": "so_so", "reason": "慢"})
    assert (settled.status_code, reopened.status_code) == (422, 422) and not CallAttempt.objects.exists()


def test_a_system_tells_of_a_persons_call_who_hears_of_it(cast: Cast, api: Api) -> None:
    """R25, R47: a false one comes to light."""
    ticket = to_callback(cast)
    assert call(api, ticket, caller=cast.clerk.employee_no).data["state"] == "closed"
    made = CallAttempt.objects.get()
    assert made.caller == cast.clerk and made.via and made.who.startswith("林晓雯")
    assert Message.objects.filter(what="callback.in_your_name", staff=cast.clerk).exists()


@pytest.mark.parametrize("name", ["technician", "outsider", "cashier"])
def test_who_does_not_call_back_here_is_not_named(cast: Cast, api: Api, name: str) -> None:
    """R25."""
    ticket = to_callback(cast)
    assert call(api, ticket, caller=cast.people[name].employee_no).status_code == 422
    assert fresh(ticket).state == State.CALLBACK


@pytest.mark.parametrize(("path", "means"), [(follow_path, "link"), (code_path, "qr")])
def test_the_residents_own_answer_counts_as_what_it_is(cast: Cast, api: Api, path: Any, means: str) -> None:
    """R25: by the link of a message, or the code on his paper, on our page and through another system."""
    ticket, other = to_callback(cast), to_callback(cast)
    cast.client("clerk").post(f"{path(ticket)}grade", {"grade": "satisfied"})
    assert call(api, other, means="phone", link=token(path(other))).status_code == 422
    assert call(api, other, means=means, link=token(path(other))).data["state"] == "closed"
    for one in (ticket, other):
        answer = CallAttempt.objects.get(ticket=one)
        assert (answer.means, answer.caller, fresh(one).state) == (means, None, State.CLOSED)


def test_a_system_without_the_residents_link_cannot_answer_for_him(cast: Cast, api: Api) -> None:
    """R25: nor with another ticket's, nor with one for something else."""
    ticket, other = to_callback(cast), to_callback(cast)
    wrong = ["", "forged.token", token(follow_path(other)), links.sign(cast.tenant.pk, "unit", ticket.pk)]
    for link in wrong:
        answer = call(api, ticket, means="link", link=link)
        assert (answer.status_code, answer.data["errors"][0]["field"]) == (422, "link")
    assert not CallAttempt.objects.exists()


def test_the_code_is_on_the_papers(cast: Cast) -> None:
    """R25: the work order's code opens the resident's own page, and says that it was scanned."""
    ticket = to_callback(cast)
    page = cast.client("clerk").get(f"/tickets/{ticket.number}/print/callback")
    assert 'class="qr"' in page.content.decode()
    assert links.read(token(code_path(ticket))) == (cast.tenant.pk, "qr", ticket.pk)


@pytest.fixture
def lunch(cast: Cast, clock: Clock) -> Ticket:
    """A callback, at an hour when nobody is called."""
    clock.set(at("2026-11-21 12:30"))
    set_terms(actor=cast.act("admin"), hours=["09:00-12:00", "14:00-20:00"], estate_id=cast.estate.pk)
    return to_callback(cast)


def test_outside_the_hours_a_call_needs_a_reason(cast: Cast, lunch: Ticket) -> None:
    """R27."""
    clerk = cast.act("clerk")
    with pytest.raises(Invalid, match="14:00") as refused:
        attempt(ticket_id=lunch.pk, actor=clerk, **GOOD)
    assert (refused.value.field, refused.value.rule) == ("out_of_hours", "R27")
    attempt(ticket_id=lunch.pk, actor=clerk, out_of_hours="业户来电要求现在回", **GOOD)
    assert CallAttempt.objects.get().out_of_hours == "业户来电要求现在回"


def test_his_own_wish_goes_before_the_hours(cast: Cast, lunch: Ticket) -> None:
    """R27."""
    clerk = cast.act("clerk")
    set_wish(actor=clerk, resident_id=cast.resident.pk, hours="12:00-13:00", note="午休时间")
    attempt(ticket_id=lunch.pk, actor=clerk, **GOOD)
    assert fresh(lunch).state == State.CLOSED


def test_a_visit_and_the_residents_own_link_know_no_hours(cast: Cast, lunch: Ticket) -> None:
    """R27."""
    attempt(ticket_id=lunch.pk, actor=cast.act("clerk"), means="visit", outcome="no_answer")
    assert cast.client("clerk").post(f"{follow_path(lunch)}grade", {"grade": "satisfied"}).status_code == 302


@pytest.mark.parametrize("hours", [["9-12"], ["12:00-09:00", "14:00-20:00"], ["09:00"], ["10:00-12:00", "11:00-13:00"]])
def test_hours_that_make_no_sense_are_refused(cast: Cast, hours: list[str]) -> None:
    """R27."""
    with pytest.raises(Invalid) as refused:
        set_terms(actor=cast.act("admin"), hours=hours)
    assert refused.value.field == "hours"


def test_who_was_first_is_told(cast: Cast) -> None:
    """R11: the second caller reads that it is closed, and by whom."""
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), **GOOD)
    with pytest.raises(Conflict, match="林晓雯"):
        attempt(ticket_id=ticket.pk, actor=cast.act("second_clerk"), **GOOD)
