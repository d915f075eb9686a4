"""Settings of staff: who changes what, what is refused beside which field, and who cannot leave yet."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.people.models import Posting, StaffMember, User
from servicedesk.refusals import NotFound
from tests.cast import PASSWORD, Cast, build

LIST, NEW = "/settings/staff", "/settings/staff/new"


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client("admin")


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A new electrician, as the browser sends him."""
    return {
        "name": "曾小明", "employee_no": "0777", "phone": "139 1111 2222", "title": "电工", "role": "technician",
        "reports_to": str(cast.foreman.pk), "skills": ["electrical"],
        "estate_0": str(cast.estate.pk), "department_0": str(cast.engineering.pk), "estate_1": "", "department_1": "",
    } | changes  # fmt: skip


def of(cast: Cast, name: str, **changes: Any) -> dict[str, Any]:
    """One of the cast as the form shows him."""
    person = cast.people[name]
    return form(
        cast, name=person.name, employee_no=person.employee_no, phone=person.phone, title=person.title,
        role=person.role, reports_to=str(person.reports_to_id or ""), skills=person.skills, **changes,
    )  # fmt: skip


def url(cast: Cast, name: str, verb: str = "") -> str:
    return f"{LIST}/{cast.people[name].pk}{verb}"


def test_leaders_read_and_only_the_admin_changes(cast: Cast) -> None:
    """Domain §1."""
    for who, status in (("supervisor", 200), ("director", 200), ("clerk", 403), ("technician", 403)):
        assert cast.client(who).get(LIST).status_code == status
    supervisor = cast.client("supervisor")
    assert supervisor.get(NEW).status_code == 403
    for verb in ("", "/deactivate", "/reactivate", "/password", "/factor"):
        assert supervisor.post(url(cast, "technician", verb)).status_code == 403


def test_leaders_see_the_staff_of_their_estates(cast: Cast) -> None:
    page = cast.client("supervisor").get(LIST).content.decode()
    assert cast.technician.name in page and cast.outsider.name not in page


def test_a_new_member_gets_an_account_with_a_one_time_password(cast: Cast, admin: Client) -> None:
    response = admin.post(NEW, form(cast))
    member = StaffMember.objects.get(employee_no="0777")
    password = response.context["password"]
    assert (member.name, member.phone, member.user.username) == ("曾小明", "+8613911112222", "hexin-0777")
    assert "zeng" in member.pinyin and member.reports_to == cast.foreman and member.estate_ids == {cast.estate.pk}
    assert response["Cache-Control"] == "no-store"
    client = Client()
    assert client.post("/sign-in", {"username": "hexin-0777", "password": password}).status_code == 302
    assert client.get("/")["Location"] == "/account/password"
    event = Event.objects.get(type="staff.added")
    assert event.actor_name == cast.admin.name and password not in str(event.payload) and "2222" in str(event.payload)


def test_a_one_time_password_must_be_replaced_before_anything_else(cast: Cast, admin: Client) -> None:
    password = admin.post(url(cast, "clerk", "/password")).context["password"]
    client = Client()
    assert client.post("/sign-in", {"username": "hexin-clerk", "password": PASSWORD}).status_code == 422
    client.post("/sign-in", {"username": "hexin-clerk", "password": password})
    for new, status in ((password, 422), ("12345678", 422), ("short", 422), ("green house tree", 302)):
        sent = {"old": password, "new": new, "again": new}
        assert client.post("/account/password", sent).status_code == status
    assert client.get("/")["Location"] != "/account/password"
    assert not User.objects.get(username="hexin-clerk").must_change_password


def test_a_new_password_ends_the_sessions_of_the_old_one(cast: Cast, admin: Client) -> None:
    clerk = cast.client("clerk")
    admin.post(url(cast, "clerk", "/password"))
    assert clerk.get("/account/password")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 61}),
        ("employee_no", {"employee_no": "004"}),
        ("employee_no", {"employee_no": "a b/c"}),
        ("phone", {"phone": "1391111222"}),
        ("phone", {"phone": "none"}),
        ("role", {"role": "king"}),
        ("skills", {"skills": ["magic"]}),
        ("reports_to", {"reports_to": str(uuid4())}),
        ("reports_to", {"reports_to": "x"}),
        ("estate_0", {"estate_0": "", "department_0": ""}),
        ("estate_0", {"estate_0": str(uuid4())}),
        ("department_0", {"department_0": ""}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, admin: Client, field: str, changes: Any) -> None:
    response = admin.post(NEW, form(cast, **changes))
    assert response.status_code == 422 and field in response.context["form"].errors
    assert StaffMember.objects.count() == len(cast.people) and not User.objects.filter(username="hexin-0777").exists()


def test_a_change_is_kept_with_what_it_was(cast: Cast, admin: Client) -> None:
    """R10."""
    sent = of(cast, "technician", estate_1=str(cast.other_estate.pk), department_1=str(cast.engineering.pk))
    assert admin.post(url(cast, "technician"), sent | {"title": "水工班长"}).status_code == 302
    event = Event.objects.get(type="staff.changed")
    assert event.payload["before"]["title"] == "水工" and event.payload["after"]["title"] == "水工班长"
    assert Posting.objects.filter(staff=cast.technician).count() == 2
    assert "水工班长" in admin.get(url(cast, "technician")).content.decode()
    admin.post(url(cast, "technician"), sent | {"title": "水工班长"})
    assert Event.objects.filter(type="staff.changed").count() == 1


def test_the_chain_of_superiors_never_closes_to_a_ring(cast: Cast, admin: Client) -> None:
    """R15: the climb must end somewhere."""
    sent = of(cast, "manager") | {"reports_to": str(cast.technician.pk)}
    response = admin.post(url(cast, "manager"), sent)
    assert response.status_code == 422 and "reports_to" in response.context["form"].errors
    own = of(cast, "clerk") | {"reports_to": str(cast.clerk.pk)}
    assert admin.post(url(cast, "clerk"), own).status_code == 422


def test_nobody_leaves_with_work_in_hand(cast: Cast, admin: Client) -> None:
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert ticket.number in admin.get(url(cast, "technician")).content.decode()
    refused = admin.post(url(cast, "technician", "/deactivate"))
    assert refused.status_code == 409 and ticket.number in refused.content.decode()
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="换人")
    assert admin.post(url(cast, "technician", "/deactivate")).status_code == 302
    assert not StaffMember.objects.get(pk=cast.technician.pk).active
    assert not User.objects.get(username="hexin-technician").is_active


@pytest.mark.parametrize("who", ["manager", "supervisor", "admin"])
def test_who_manages_heads_or_is_the_last_admin_stays(cast: Cast, admin: Client, who: str) -> None:
    assert admin.post(url(cast, who, "/deactivate")).status_code == 409
    assert StaffMember.objects.get(pk=cast.people[who].pk).active


def test_the_last_admin_keeps_the_role_until_there_is_another(cast: Cast, admin: Client) -> None:
    sent = of(cast, "admin", role_was="") | {"role": "clerk"}
    response = admin.post(url(cast, "admin"), sent)
    assert response.status_code == 422 and "role" in response.context["form"].errors
    admin.post(NEW, form(cast, role="tenant_admin", estate_0="", department_0=""))
    assert admin.post(url(cast, "admin"), sent).status_code == 302


def test_who_has_left_is_out_at_once_and_may_come_back(cast: Cast, admin: Client) -> None:
    clerk = cast.client("clerk")
    admin.post(url(cast, "clerk", "/deactivate"))
    assert clerk.get("/account/password")["Location"].startswith("/sign-in")
    assert cast.clerk.name not in admin.get(LIST).content.decode().partition("<tbody>")[2].partition("</table>")[0]
    assert (
        cast.clerk.name in admin.get(f"{LIST}?gone=1").content.decode().partition("<tbody>")[2].partition("</table>")[0]
    )
    admin.post(url(cast, "clerk", "/reactivate"))
    assert cast.client("clerk").get("/account/password").status_code == 200


def test_another_company_s_staff_do_not_exist(cast: Cast, admin: Client) -> None:
    from servicedesk.people.actions import reset_password

    twin = build("twin", "TW")
    other = twin.people["clerk"]
    assert admin.get(f"{LIST}/{other.pk}").status_code == 404
    for verb in ("/deactivate", "/reactivate", "/password", "/factor"):
        assert admin.post(f"{LIST}/{other.pk}{verb}").status_code == 404
    with pytest.raises(NotFound):
        reset_password(actor=cast.act("admin"), staff_id=other.pk)
    sent = form(cast, reports_to=str(other.pk))
    assert admin.post(NEW, sent).status_code == 422


@pytest.mark.parametrize("query", ["q=sunhai", "q=孙海", "q=004&page=99", "estate=x", "role=x", "q=%00%27", "page=-1"])
def test_every_query_string_is_answered(admin: Client, query: str) -> None:
    assert admin.get(f"{LIST}?{query}").status_code == 200


def test_the_list_is_narrowed_and_says_who_is_on_now(cast: Cast, admin: Client) -> None:
    response = admin.get(f"{LIST}?estate={cast.other_estate.pk}")
    assert [one.name for one in response.context["page"].object_list] == [cast.outsider.name]
    assert {shift.staff.name for shift in response.context["shifts"]} >= {cast.technician.name}


def test_the_list_costs_the_same_with_more_staff(cast: Cast, admin: Client) -> None:
    admin.get(LIST)
    counts = []
    for n in (1, 3):
        for number in range(n):
            admin.post(NEW, form(cast, employee_no=f"8{n}{number}"))
        with CaptureQueriesContext(connection) as context:
            admin.get(LIST)
        counts.append(len(context))
    assert counts[0] == counts[1]
