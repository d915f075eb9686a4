"""The claim pool at the desk, on the phone and over REST (R13)."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import actions as dispatch
from dispatch.pools import most_jobs
from tests.api.client import Api
from tests.cast import Cast, build, fresh
from tickets.enums import State
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def held_out(cast: Cast, **report: Any) -> Ticket:
    ticket = cast.ticket(**report)
    dispatch.offer_group(ticket_id=ticket.pk, actor=cast.act("clerk"), group="skill")
    return fresh(ticket)


def take(cast: Cast, name: str, ticket: Ticket, **values: str) -> Any:
    return cast.client(name).post(reverse("phone-claim", args=[ticket.number]), values, **HTMX)


def test_the_ticket_offers_pool_verbal_and_department(cast: Cast) -> None:
    ticket = cast.ticket()
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    for verb, key in (("offer-group", "o"), ("verbal", "v")):
        assert f'hx-get="{reverse(f"ticket-{verb}", args=[ticket.number])}"' in page and f'data-key="{key}"' in page
    assert reverse("ticket-dispatch-department", args=[ticket.number]) in page


def test_the_desks_card_has_the_same_keys(cast: Cast) -> None:
    cast.ticket()
    page = cast.client("clerk").get(reverse("desk"), **HTMX).content.decode()
    for verb in ("offer-group", "verbal", "reschedule"):
        assert f"/{verb}" in page


def test_cleaning_and_complaints_lead_to_a_department_from_the_desk(cast: Cast) -> None:
    """R13."""
    for report in ({"kind": "public_repair", "skill": "cleaning"}, {"kind": "complaint", "skill": ""}):
        ticket = cast.ticket(**report)
        chosen = cast.client("clerk").get(reverse("desk-choose", args=[ticket.number]), **HTMX).content.decode()
        assert reverse("ticket-dispatch-department", args=[ticket.number]) in chosen


def test_the_desk_holds_it_out_to_a_department(cast: Cast) -> None:
    ticket = cast.ticket()
    url = reverse("ticket-offer-group", args=[ticket.number])
    form = cast.client("clerk").get(url, **HTMX).content.decode()
    assert 'value="skill"' in form and f'value="d:{cast.engineering.pk}"' in form
    posted = cast.client("clerk").post(url, {"group": f"d:{cast.engineering.pk}"}, **HTMX)
    assert posted.status_code == 200 and "undo-dispatch" in posted["HX-Trigger"]
    assert ticket.assignments.get().pool_department == cast.engineering


def test_the_phone_shows_what_is_held_out_and_one_tap_takes_it(cast: Cast) -> None:
    ticket = held_out(cast)
    page = cast.client("technician").get(reverse("phone-claims")).content.decode()
    assert ticket.place in page and ticket.contact_phone not in page
    answer = take(cast, "technician", ticket)
    assert answer["HX-Redirect"] == f"/phone/{ticket.number}/"
    assert fresh(ticket).assignee == cast.technician


def test_who_comes_second_reads_who_was_first(cast: Cast) -> None:
    """R11."""
    ticket = held_out(cast)
    take(cast, "technician", ticket)
    late = take(cast, "foreman", ticket)
    assert late.status_code == 409 and "\\u5b59\\u6d77\\u6d9b" in late["HX-Trigger"]


def test_another_companys_pool_is_not_there(cast: Cast) -> None:
    twin, ticket = build("twin", "TW"), held_out(cast)
    assert take(twin, "technician", ticket).status_code == 404
    page = twin.client("technician").get(reverse("phone-claims")).content.decode()
    assert ticket.place not in page


def test_a_nonsense_time_is_refused_in_words(cast: Cast) -> None:
    ticket = held_out(cast)
    for nonsense in ("soon", "2026-13-45", "2026-11-21T10:00"):
        assert take(cast, "technician", ticket, arrival=nonsense).status_code == 422
    assert fresh(ticket).assignee is None


def test_the_list_costs_the_same_with_one_and_with_ten(cast: Cast) -> None:
    client = cast.client("technician")
    client.get(reverse("phone-claims"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("phone-claims"))
        return len(captured)

    held_out(cast)
    few = queries()
    for _n in range(9):
        held_out(cast)
    assert queries() == few


def test_a_group_that_says_yes_on_the_phone_is_recorded_with_a_name(cast: Cast) -> None:
    """R13: the desk names who of them goes; a clerk is nobody of them."""
    ticket = held_out(cast)
    url = reverse("ticket-accept", args=[ticket.number])
    form = cast.client("clerk").get(url, **HTMX).content.decode()
    assert "孙海涛" in form and "何鹏" not in form
    assert cast.client("clerk").post(url, {}, **HTMX).status_code == 422
    cast.client("clerk").post(url, {"staff": str(cast.technician.pk), "arrival_at": "+20"}, **HTMX)
    assert fresh(ticket).assignee == cast.technician and fresh(ticket).arrival_promised_at is not None


def test_over_rest_a_group_is_offered_and_somebody_claims(cast: Cast) -> None:
    """R47: the same rules and refusals."""
    api = Api(cast.api_key)
    ticket = cast.ticket()
    api.step(ticket.number, "offer-group", group="shift")
    taken = api.step(ticket.number, "claim", staff=cast.technician.employee_no)
    assert (taken["state"], taken["assignee"]["name"]) == (State.DISPATCHED, "孙海涛")
    late = api.post(f"tickets/{ticket.number}/claim", {"staff": cast.foreman.employee_no})
    assert late.status_code == 409 and "孙海涛" in late.json()["detail"]


def test_the_limit_of_open_jobs_is_a_setting_of_the_company_and_of_an_estate(cast: Cast) -> None:
    """R13: the admin changes it, leaders read it; an empty field gives it up."""
    url = reverse("settings-claims-save")
    admin = cast.client("admin")
    admin.post(url, {"most": "6"})
    admin.post(url, {"most": "2", "estate": str(cast.estate.pk)})
    assert (most_jobs(cast.estate.pk), most_jobs(cast.other_estate.pk)) == (2, 6)
    assert 'value="2"' in admin.get(reverse("settings-claims")).content.decode()
    admin.post(url, {"most": "", "estate": str(cast.estate.pk)})
    assert most_jobs(cast.estate.pk) == 6
    assert cast.client("supervisor").post(url, {"most": "9"}).status_code == 403
    for nonsense in ("0", "-1", "many", "999"):
        assert admin.post(url, {"most": nonsense}).status_code == 422
    twin = build("twin", "TW")
    assert admin.post(url, {"most": "3", "estate": str(twin.estate.pk)}).status_code == 404
