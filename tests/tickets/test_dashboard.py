"""The overview page: who sees it, what its figures open, and what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, at, build
from tests.support.clock import Clock
from tests.tickets.test_dashboard_figures import SATURDAY, Story, told
from tickets.dashboard import present
from tickets.dashboard.behind import FIGURES, narrowed
from tickets.dashboard.page import feed_part, figures_part
from tickets.dashboard.queries import figures
from tickets.dashboard.tiles import period_of, spark
from tickets.models import Ticket

AT_PRESENT = ("next", "next_nobody", "suspended", "open", "overdue", "carried")


@pytest.fixture
def story(cast: Cast, clock: Clock) -> Story:
    return Story(cast, clock)


@pytest.mark.parametrize("who", ["supervisor", "manager", "director", "admin"])
def test_leaders_and_the_company_see_the_overview(cast: Cast, who: str) -> None:
    response = cast.client(who).get("/dashboard")
    assert response.status_code == 200 and cast.estate.name in response.content.decode()


@pytest.mark.parametrize("who", ["clerk", "technician", "cashier", "night"])
def test_other_roles_do_not(cast: Cast, who: str) -> None:
    """Domain §1: each role has the rights it needs and no more."""
    assert cast.client(who).get("/dashboard").status_code == 403


def test_a_leader_sees_his_own_estate_whatever_he_asks_for(story: Story) -> None:
    """Domain §1: staff see their estates only; another company's tickets are nowhere."""
    told(story)
    elsewhere = story.cast.ticket(by="admin", estate_id=story.cast.other_estate.pk, unit_id=None, place="云栖苑门岗")
    page = story.cast.client("supervisor").get(f"/dashboard?estate={story.cast.other_estate.pk}").content.decode()
    assert elsewhere.number not in page and "云栖苑" not in page


def test_a_company_without_an_estate_gets_a_page_that_says_so(cast: Cast) -> None:
    from servicedesk.people.models import User
    from servicedesk.tenancy.models import Tenant
    from servicedesk.tenancy.scope import tenant_scope

    other = Tenant.objects.create(code="leer", name="空", mfa_required=False)
    with tenant_scope(other.pk):
        from servicedesk.people.models import StaffMember

        user = User.objects.create_user("leer-admin", "x", tenant=other)
        StaffMember.objects.create(user=user, name="某", employee_no="1", phone="+8613900000000", role="tenant_admin")
    client = cast.client("admin")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/dashboard").status_code == 200


@pytest.mark.parametrize(
    "query", ["period=7", "period=30", "period=x", "period=%00", "part=figures", "part=feed", "part=x"]
)
def test_every_query_string_is_answered(cast: Cast, query: str) -> None:
    cast.ticket()
    assert cast.client("supervisor").get(f"/dashboard?{query}").status_code == 200


def test_the_page_costs_the_same_with_one_ticket_and_with_many(story: Story) -> None:
    """No query per row: neither of figures, lists, people nor news."""
    story.report("2026-11-21 08:00")
    few = queries_of(story)
    told(story)
    # One for what is overdue, one for the names of people who went somewhere and carry nothing now.
    assert queries_of(story) <= few + 2


def queries_of(story: Story) -> int:
    with CaptureQueriesContext(connection) as context:
        figures_part(story.cast.estate, "today")
        feed_part(story.cast.estate)
    return len(context)


def test_the_list_behind_each_figure_is_as_long_as_the_figure_says(story: Story) -> None:
    """R41: every figure can be clicked down to the tickets behind it."""
    told(story)
    found = figures(story.cast.estate, SATURDAY)
    said = {
        "closed": found.closed, "dispatch": found.dispatch.of, "dispatch_late": 1, "arrival": found.arrival.of,
        "arrival_late": 1, "graded": found.reached, "satisfied": found.satisfied, "dissatisfied": found.dissatisfied,
        "grade.so_so": 1, "rework": found.rework, "refusals": found.refusals, "no_access": found.no_access,
        "expired": 0, "unreachable": 0, "breaches": 1,  # all of one ticket
    }  # fmt: skip
    rows = Ticket.objects.all()
    opened = {name: narrowed(rows, story.cast.estate, name, SATURDAY, SATURDAY).count() for name in said}
    assert opened == said
    assert {name for name in FIGURES if not name.startswith("grade.")} - said.keys() == set(AT_PRESENT)
    assert narrowed(rows, story.cast.estate, "nonsense", SATURDAY, SATURDAY).count() == rows.count()


def test_every_link_of_the_page_opens_as_many_tickets_as_it_says(story: Story) -> None:
    """R41: followed in the register, by the names its filter has."""
    told(story)
    story.report("2026-11-21 13:00")
    client = story.cast.client("supervisor")
    part = figures_part(story.cast.estate, "today")
    tiles, strip = part["tiles"], part["strip"]
    said = [(one["url"], one["value"]) for one in (*tiles[:3], *(row for row in strip if row["name"] != "超时"))]
    said += [(row["url"], row["count"]) for row in part["states"]] + [
        (row["url"], row["open"]) for row in part["people"]
    ]
    said += [(row["url"], row["n"]) for row in (*part["calls"]["steps"], *part["calls"]["grades"])]
    said += [(part["urls"][name], getattr(part["present"], name)) for name in ("next", "next_nobody", "suspended")]
    listed = {url: len(client.get(url).context["rows"]) for url, _n in said}
    assert listed == dict(said)


def test_what_stands_open_is_counted_by_state_and_by_what_is_due(story: Story) -> None:
    """The clock is the sort order: overdue first, then the next two hours, with nobody or in hand."""
    late, soon = story.report("2026-11-21 09:00"), story.report("2026-11-21 09:25")
    sent = story.report("2026-11-21 09:26")
    story.offer("2026-11-21 09:27", sent)
    now = story.at("2026-11-21 09:30")
    found = present.standing(story.cast.estate, now)
    assert (found.open, found.overdue, found.next, found.next_nobody) == (3, 1, 2, 1)
    assert {one.state.value: one.count for one in found.states if one.count} == {"registered": 2, "dispatched": 1}
    assert found.states[0].oldest == late.registered_at
    assert [one.pk for one in present.overdue(story.cast.estate, now, 6)] == [late.pk]
    coming = present.coming(story.cast.estate, now)
    assert [one.pk for one in coming] == [sent.pk, soon.pk]
    assert present.slots(coming, now)[0] == (1, 1)
    assert [(one.name, one.open) for one in present.loads(story.cast.estate, now)] == [("孙海涛", 1)]


def test_suspended_and_due_soon_open_their_tickets(story: Story) -> None:
    story.report("2026-11-21 09:00")
    story.at("2026-11-21 09:05")
    rows, estate = Ticket.objects.all(), story.cast.estate
    assert [
        narrowed(rows, estate, name, SATURDAY, SATURDAY).count() for name in ("next", "next_nobody", "suspended")
    ] == [1, 1, 0]


def test_today_is_compared_with_the_same_weekday_in_words(story: Story) -> None:
    story.report("2026-11-14 09:00")
    for _n in range(3):
        story.report("2026-11-21 09:00")
    part = figures_part(story.cast.estate, "today")
    tile = part["tiles"][0]
    assert (tile["value"], tile["against"], tile["up"]) == (3, "比上周六同刻多 2 单", True)
    assert part["strip"][0]["before"] == 0
    assert "against" not in figures_part(story.cast.estate, "7")["tiles"][0]


def test_periods_and_sparks() -> None:
    today = date(2026, 11, 21)
    assert period_of("7", today).first == date(2026, 11, 15) and period_of("x", today).is_today
    assert spark([3]) == {} and spark([1, 1])["spark_points"] == "4.0,12.0 64.0,12.0"
    assert spark([0, 10])["spark_last"] == (64.0, 3.0)


def test_the_twin_company_is_not_counted(story: Story) -> None:
    story.at("2026-11-21 10:00")
    twin = build("twin", "TW")
    with twin.scope():
        twin.ticket()
    assert figures(story.cast.estate, at("2026-11-21 10:00").date()).registered == 0
