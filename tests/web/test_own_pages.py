"""Where one begins, one's news, theme and estate."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicedesk.messaging import inbox
from servicedesk.messaging.models import Message
from servicedesk.messaging.notify import tell_staff
from servicedesk.people.models import Posting, User
from tests.cast import Cast


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        ("clerk", "/desk"), ("night", "/desk"), ("technician", "/phone/"), ("supervisor", "/board"),
        ("cashier", "/billing"),
        ("manager", "/dashboard"), ("director", "/dashboard"), ("admin", "/settings"),
    ],
)  # fmt: skip
def test_each_role_begins_on_its_own_page(cast: Cast, who: str, begins: str) -> None:
    response = cast.client(who).get("/")
    assert response.status_code == 302
    assert response["Location"].startswith(begins)


def tell(cast: Cast, who: str, n: int, *, urgent: bool = False) -> None:
    ticket = cast.ticket()
    for nth in range(n):
        params = {"place": "3-2-1201", "text": f"漏水 {nth}"}
        tell_staff(cast.people[who], "dispatch.offer", subject=ticket, key=f"k{nth}", params=params, urgent=urgent)


def test_news_are_said_in_words_and_counted_at_the_bell(cast: Cast) -> None:
    tell(cast, "clerk", 2)
    html = cast.client("clerk").get(reverse("notifications")).content.decode()
    assert "新单：3-2-1201 漏水 1" in html and "2 条新通知" in html
    assert "漏水" not in cast.client("second_clerk").get(reverse("notifications")).content.decode()


def test_reading_one_leads_to_its_ticket_and_reading_all_empties_the_bell(cast: Cast) -> None:
    tell(cast, "clerk", 3)
    client, first = cast.client("clerk"), Message.objects.filter(staff=cast.clerk, what="dispatch.offer")[0]
    response = client.post(reverse("notification-read", args=[first.pk]))
    assert response["Location"] == reverse("ticket", args=[first.number])
    assert inbox.unread(cast.clerk.pk) == 2
    client.post(reverse("notifications-read"))
    assert inbox.unread(cast.clerk.pk) == 0


def test_anothers_news_cannot_be_read_away(cast: Cast) -> None:
    tell(cast, "clerk", 1)
    message = Message.objects.get(staff=cast.clerk, what="dispatch.offer")
    response = cast.client("second_clerk").post(reverse("notification-read", args=[message.pk]))
    assert response.status_code == 404
    assert inbox.unread(cast.clerk.pk) == 1


def test_news_go_on_where_they_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    tell(cast, "clerk", 3)
    first = inbox.latest(cast.clerk.pk)
    assert [len(first.lines), bool(first.more)] == [2, True]
    assert inbox.latest(cast.clerk.pk, before="nonsense").lines == first.lines


def test_the_list_costs_the_same_with_one_line_and_with_three(cast: Cast) -> None:
    client = cast.client("clerk")

    def queries() -> int:
        client.get(reverse("notifications"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notifications"))
        return len(captured)

    tell(cast, "clerk", 1)
    one = queries()
    tell(cast, "clerk", 3)
    assert queries() == one


def test_the_theme_is_kept_and_nonsense_refused(cast: Cast) -> None:
    client = cast.client("clerk")
    assert client.post(reverse("set-theme"), {"theme": "dark"}).status_code == 204
    assert User.objects.get(username="hexin-clerk").theme == "dark"
    assert client.post(reverse("set-theme"), {"theme": "<script>"}).status_code == 400


def post_estate(cast: Cast, estate: Any, onward: str = "/desk") -> Any:
    return cast.client("clerk").post(reverse("set-estate"), {"estate": str(estate.pk), "next": onward})


def test_one_switches_between_ones_own_estates_only(cast: Cast) -> None:
    """Domain §1."""
    assert post_estate(cast, cast.other_estate).status_code == 404
    Posting.objects.create(staff=cast.clerk, estate=cast.other_estate, department=cast.service)
    response = post_estate(cast, cast.other_estate)
    assert (response.status_code, response["Location"]) == (302, "/desk")
    assert post_estate(cast, cast.other_estate, "https://evil.example/")["Location"] == "/"
