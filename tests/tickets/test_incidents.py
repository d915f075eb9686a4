"""One fault, many calls: proposed, made one incident, and taken apart again (R7)."""

from datetime import timedelta

import pytest

from dispatch import actions as dispatch
from servicedesk.estates.models import Building, Unit
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tests.api.client import Api
from tests.cast import Cast, build, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tickets.actions import cancel, merge
from tickets.callbacks.actions import attempt
from tickets.incidents.actions import gather, take_out
from tickets.incidents.queries import proposals
from tickets.models import AlsoReported, Ticket

HOUR = timedelta(hours=1)


def calls(cast: Cast, count: int = 3, **changes: str) -> list[Ticket]:
    """So many neighbours of one building without water."""
    return [
        cast.ticket(
            contact_name=f"邻居{nth}", contact_phone=f"1380000{nth:04d}", **{"description": "家里停水了"} | changes
        )
        for nth in range(count)
    ]


def gathered(cast: Cast, tickets: list[Ticket]) -> Ticket:
    return gather(lead_id=tickets[0].pk, ticket_ids=[one.pk for one in tickets], actor=cast.act("clerk"))


def test_three_reports_of_one_building_within_the_window_are_proposed(cast: Cast, clock: Clock) -> None:
    found = calls(cast)
    (proposal,) = proposals(cast.estate, now())
    assert [line.number for line in proposal.lines] == [ticket.number for ticket in found]
    assert proposal.words[0] == "停水"
    clock.move(2 * HOUR + timedelta(minutes=1))
    assert proposals(cast.estate, now()) == []


def test_how_many_and_how_long_is_the_estates_own(cast: Cast, clock: Clock) -> None:
    calls(cast, 2)
    assert proposals(cast.estate, now()) == []
    cast.estate.incident_reports, cast.estate.incident_minutes = 2, 30
    assert len(proposals(cast.estate, now())) == 1
    clock.move(HOUR)
    assert proposals(cast.estate, now()) == []


def test_another_building_and_another_fault_do_not_belong_to_it(cast: Cast) -> None:
    calls(cast, 2)
    cast.ticket(description="客厅灯不亮", skill="electrical")
    tower = Building.objects.create(estate=cast.estate, code="99")
    far = Unit.objects.create(estate=cast.estate, building=tower, code="99-1-101")
    cast.ticket(description="家里停水了", unit_id=far.pk)
    assert proposals(cast.estate, now()) == []


def test_whoever_is_on_the_way_goes_on(cast: Cast) -> None:
    found = calls(cast)
    dispatch.offer(ticket_id=found[1].pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    (proposal,) = proposals(cast.estate, now())
    assert proposal.lead.number == found[1].number


def test_one_dispatch_serves_all_and_every_reporter_is_told(cast: Cast) -> None:
    found = calls(cast)
    dispatch.offer(ticket_id=found[2].pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    lead = gathered(cast, found)
    assert {fresh(one).state for one in found[1:]} == {"closed"} and fresh(found[2]).assignee is None
    assert set(lead.also_reported.values_list("name", flat=True)) == {"邻居1", "邻居2"}
    dispatch.offer(ticket_id=lead.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    told = Message.objects.filter(what="reporter.dispatched", subject_id=lead.pk).values_list("address", flat=True)
    assert sorted(told) == [one.contact_phone for one in found]
    assert Message.objects.filter(what="reporter.merged").count() == 2


def test_all_of_them_or_none(cast: Cast) -> None:
    """R12: one was closed by somebody else in the meantime."""
    found = calls(cast)
    cancel(ticket_id=found[2].pk, actor=cast.act("second_clerk"), resolution="by_reporter", reason="来水了")
    with pytest.raises(Conflict):
        gathered(cast, found)
    assert fresh(found[1]).is_open and not AlsoReported.objects.exists()


def test_one_ticket_is_no_incident_and_another_estates_is_not_found(cast: Cast) -> None:
    mine = cast.ticket()
    with pytest.raises(Invalid):
        gather(lead_id=mine.pk, ticket_ids=[mine.pk], actor=cast.act("clerk"))
    with pytest.raises(NotFound):
        gather(lead_id=mine.pk, ticket_ids=[cast.ticket().pk], actor=cast.act("outsider"))


def test_another_fault_is_taken_out_and_takes_its_own_reporters_with_it(cast: Cast) -> None:
    first, second, third = calls(cast)
    merge(ticket_id=third.pk, into_id=second.pk, actor=cast.act("clerk"))
    merge(ticket_id=second.pk, into_id=first.pk, actor=cast.act("clerk"))
    again = take_out(ticket_id=second.pk, actor=cast.act("clerk"), reason="他家是水表坏了")
    assert (again.state, again.resolution, again.merged_into, again.due_kind) == ("registered", "", None, "dispatch")
    assert list(again.further_reporters().values_list("name", flat=True)) == ["邻居2"]
    assert not first.further_reporters().exists()
    types = Event.objects.filter(subject_id__in=[first.pk, second.pk]).values_list("type", "subject_id")
    assert {("ticket.taken_out", first.pk), ("ticket.taken_back", second.pk)} <= set(types)


def test_whoever_came_with_another_is_found_in_the_incident(cast: Cast) -> None:
    first, second, third = calls(cast)
    merge(ticket_id=third.pk, into_id=second.pk, actor=cast.act("clerk"))
    merge(ticket_id=second.pk, into_id=first.pk, actor=cast.act("clerk"))
    take_out(ticket_id=third.pk, actor=cast.act("clerk"), reason="自己关了阀门")
    assert list(first.further_reporters().values_list("name", flat=True)) == ["邻居1"]
    assert fresh(third).is_open


def test_only_what_was_merged_is_taken_out_and_only_of_what_is_open(cast: Cast, clock: Clock) -> None:
    """R11."""
    lone = cast.ticket()
    with pytest.raises(Conflict):
        take_out(ticket_id=lone.pk, actor=cast.act("clerk"), reason="不是一回事")
    done = to_callback(cast)
    merge(ticket_id=lone.pk, into_id=done.pk, actor=cast.act("clerk"))
    attempt(ticket_id=done.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    with pytest.raises(Conflict):
        take_out(ticket_id=lone.pk, actor=cast.act("clerk"), reason="不是一回事")
    assert not fresh(lone).is_open


def test_the_desk_asks_and_the_clerk_confirms(cast: Cast) -> None:
    found = calls(cast)
    clerk = cast.client("clerk")
    page = clerk.get("/desk").content.decode()
    address = f"/desk/incident?of={found[0].number}"
    assert address in page
    assert all(one.number in clerk.get(address).content.decode() for one in found)
    chosen = {"tickets": [one.number for one in found[:2]], "lead": found[0].number}
    assert clerk.post(address, chosen).status_code == 302
    assert (fresh(found[1]).state, fresh(found[2]).state) == ("closed", "registered")
    assert address not in clerk.get("/desk").content.decode()


@pytest.mark.parametrize(("field", "chosen", "lead"), [("tickets", [0], 0), ("lead", [0, 1], 2), ("tickets", [], 0)])
def test_what_makes_no_incident_is_said_beside_it(cast: Cast, field: str, chosen: list[int], lead: int) -> None:
    found = calls(cast)
    values = {"tickets": [found[nth].number for nth in chosen], "lead": found[lead].number}
    response = cast.client("clerk").post(f"/desk/incident?of={found[0].number}", values)
    assert response.status_code == 422 and field in response.context["form"].errors


def test_different_faults_are_not_asked_about_again_until_one_more_calls(cast: Cast) -> None:
    found = calls(cast)
    clerk = cast.client("clerk")
    clerk.post("/desk/incident/not-one", {"of": found[0].number})
    assert "/desk/incident?" not in clerk.get("/desk").content.decode()
    calls(cast, 1)
    assert "/desk/incident?" in clerk.get("/desk").content.decode()


def test_a_proposal_that_has_gone_leads_back_to_the_desk(cast: Cast) -> None:
    response = cast.client("clerk").get("/desk/incident?of=HJ-20261121-0001")
    assert (response.status_code, response["Location"]) == (302, "/desk")


def test_another_system_gathers_and_takes_apart(cast: Cast) -> None:
    """R47, R48."""
    api, found = Api(cast.api_key), calls(cast)
    (proposal,) = api.get("incidents/proposals").json()["results"]
    assert proposal["tickets"] == [one.number for one in found]
    body = {"lead": proposal["lead"], "tickets": proposal["tickets"][1:]}
    assert api.post("incidents", body).json()["number"] == found[0].number
    answer = api.post(f"tickets/{found[2].number}/take-out", {"reason": "另一处"})
    assert answer.json()["state"] == "registered"


def test_another_companys_tickets_cannot_be_gathered(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = twin.ticket()
    answer = Api(cast.api_key).post("incidents", {"lead": cast.ticket().number, "tickets": [theirs.number]})
    assert answer.status_code == 404
