"""Residents without an account: a signed link is their whole right (domain §1, R1, R25)."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from servicedesk.journal.record import history
from servicedesk.messaging.models import Message
from servicedesk.web import links
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.tickets.test_callbacks_page import in_callback
from tests.visits.phone import accepted, picture
from tickets.enums import CallMeans, Kind, State
from tickets.follow import follow_path
from tickets.models import Ticket

REPORT = {
    "kind": "repair",
    "topic": "water",
    "place": "3-2-1201 厨房",
    "description": "水槽漏水",
    "phone": "138 1234 5678",
}


@pytest.fixture(autouse=True)
def unhurried(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:42"))
    cache.clear()


def link(cast: Cast, purpose: str, subject: Any) -> str:
    return f"/r/{links.sign(cast.tenant.pk, purpose, subject)}"


def report(cast: Cast, purpose: str = "estate", subject: Any = None, **fields: Any) -> Any:
    """Send the form behind a QR code."""
    return Client().post(f"{link(cast, purpose, subject or cast.estate.pk)}/report", REPORT | fields)


def latest() -> Ticket:
    return Ticket.objects.order_by("-number")[0]


def test_the_link_shows_where_the_ticket_stands_and_nothing_inside(cast: Cast) -> None:
    ticket = accepted(cast)
    page = Client().get(follow_path(ticket)).content.decode()
    assert "孙师傅在路上" in page and "孙海涛" not in page and "13800005678" not in page and ticket.number in page


def test_the_link_opens_although_somebody_of_another_company_is_signed_in(cast: Cast) -> None:
    """The link names its tenant; whoever holds it is a resident there, nothing else."""
    twin, path = build("twin", "TW"), follow_path(accepted(cast))
    theirs = twin.client("clerk")
    page = theirs.get(path)
    assert page.status_code == 200 and not page.wsgi_request.user.is_authenticated
    assert theirs.post(path, {"text": "下午三点以后有人"}).status_code == 302
    with cast.scope():
        assert history(Ticket.objects.get()).filter(actor_kind="resident").count() == 1
    assert theirs.get("/desk").status_code == 200, "their own session went on"


@pytest.mark.parametrize("token", ["x", "x:y:z", "Ij4"])
def test_a_forged_link_is_404(token: str) -> None:
    for path in ("/", "/grade", "/report"):
        page = Client().get(f"/r/{token}{path}")
        assert (
            page.status_code == 404
            and "链接已失效" in page.content.decode()
            and 'href="/"' not in page.content.decode()
        )


def test_a_link_opens_only_what_it_is_for(cast: Cast) -> None:
    ticket = cast.ticket()
    assert Client().get(f"{link(cast, 'estate', cast.estate.pk)}/").status_code == 404
    assert Client().get(f"{link(cast, 'follow', ticket.pk)}/report").status_code == 404
    assert Client().get(f"{link(cast, 'follow', uuid4())}/").status_code == 404


def test_a_link_with_another_tenant_opens_nothing_of_either(cast: Cast) -> None:
    """The signature is genuine, yet the ticket is not that tenant's."""
    ticket, twin = cast.ticket(), build("twin", "TW")
    assert Client().get(f"/r/{links.sign(twin.tenant.pk, 'follow', ticket.pk)}/").status_code == 404


def test_an_old_link_is_404(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    path = follow_path(cast.ticket())
    monkeypatch.setattr(links, "MAX_AGE", -1)
    assert Client().get(path).status_code == 404


def test_a_link_of_another_salt_is_404(cast: Cast) -> None:
    token = signing.dumps([str(cast.tenant.pk), "follow", str(cast.ticket().pk)], salt="another")
    assert Client().get(f"/r/{token}/").status_code == 404


def test_a_word_for_the_desk_is_on_the_timeline(cast: Cast) -> None:
    ticket = cast.ticket()
    Client().post(follow_path(ticket), {"text": "下午三点以后有人"})
    event = list(history(ticket))[-1]
    assert (event.type, event.actor_kind, event.actor_name) == ("ticket.noted", "resident", "刘阿姨")
    assert Client().post(follow_path(ticket), {"text": " "}).status_code == 422


def test_satisfied_by_link_closes_the_ticket(cast: Cast) -> None:
    """R25."""
    ticket = in_callback(cast)
    assert Client().post(f"{follow_path(ticket)}grade", {"grade": "very_satisfied"}).status_code == 302
    assert fresh(ticket).state == State.CLOSED
    assert ticket.call_attempts.get().means == CallMeans.LINK


def test_so_so_by_link_needs_a_reason_and_goes_to_the_desk(cast: Cast) -> None:
    """R25, R26."""
    ticket = in_callback(cast)
    path = f"{follow_path(ticket)}grade"
    assert Client().post(path, {"grade": "so_so"}).status_code == 422
    answer = Client().post(path, {"grade": "so_so", "what": ["not_fixed", "dirty"], "more": "柜板鼓了", "again": "yes"})
    assert answer.status_code == 302
    assert (fresh(ticket).state, fresh(ticket).grade) == (State.CALLBACK, "so_so")
    call = ticket.call_attempts.get()
    assert (call.reason, call.remark) == ("没修彻底 · 没收拾干净 · 柜板鼓了", "要，给我打电话")
    assert Message.objects.filter(what="callback.dissatisfied", staff=cast.clerk).count() == 1


def test_one_grade_by_link_is_all(cast: Cast) -> None:
    """A second one would hide the first; the desk calls instead."""
    ticket = in_callback(cast)
    path = f"{follow_path(ticket)}grade"
    Client().post(path, {"grade": "so_so", "what": ["late"]})
    assert Client().post(path, {"grade": "very_satisfied"}).status_code == 409
    assert "<form" not in Client().get(path).content.decode().split("<main")[1]
    assert fresh(ticket).state == State.CALLBACK


@pytest.mark.parametrize("fields", [{}, {"grade": "best"}, {"grade": "so_so", "what": ["everything"]}])
def test_a_grade_that_is_none_is_refused(cast: Cast, fields: dict[str, Any]) -> None:
    ticket = in_callback(cast)
    assert Client().post(f"{follow_path(ticket)}grade", fields).status_code == 422
    assert ticket.call_attempts.count() == 0


def test_there_is_nothing_to_grade_before_the_review(cast: Cast) -> None:
    """R11."""
    ticket = accepted(cast)
    assert Client().post(f"{follow_path(ticket)}grade", {"grade": "satisfied"}).status_code == 409


def test_a_qr_code_of_the_estate_reports_a_flat(cast: Cast) -> None:
    """R1, R2: a household's repair, with photo, and then the resident follows it."""
    answer = report(cast, photo=[picture("red"), picture("blue")])
    ticket = latest()
    assert answer["Location"] == follow_path(ticket)
    assert (ticket.unit, ticket.kind, ticket.skill, ticket.channel) == (
        cast.unit,
        Kind.HOUSEHOLD_REPAIR,
        "plumbing",
        "web",
    )
    assert (ticket.contact_phone, ticket.photos.count()) == ("+8613812345678", 2)


def test_a_qr_code_on_a_lift_knows_the_place(cast: Cast) -> None:
    """R1."""
    assert "3-2 电梯厅" in Client().get(f"{link(cast, 'area', cast.area.pk)}/report").content.decode()
    report(cast, "area", cast.area.pk, topic="lift", description="有异响")
    assert (latest().area, latest().kind, latest().place) == (cast.area, Kind.PUBLIC_REPAIR, "3-2 电梯厅")


def test_complaints_come_in_as_complaints(cast: Cast) -> None:
    """R5: the handoff's hour starts."""
    report(cast, kind="complaint", description="楼上噪音")
    assert (latest().kind, latest().skill) == (Kind.COMPLAINT, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [("phone", "138 0000 567"), ("phone", ""), ("description", ""), ("place", ""), ("kind", "praise"), ("topic", "x"),
     ("website", "http://spam"), ("place", "x" * 101), ("description", "x" * 1001)],
)  # fmt: skip
def test_wrong_input_is_named_and_nothing_is_registered(cast: Cast, name: str, value: str) -> None:
    """R2."""
    answer = report(cast, **{name: value})
    assert answer.status_code == 422 and name in answer.context["form"].errors
    assert not Ticket.objects.exists()


def test_a_picture_that_is_none_leaves_nothing_half_written(cast: Cast) -> None:
    """R12."""
    broken = picture()
    broken.write(b"broken")
    broken.seek(0)
    broken.file.truncate(3)  # type: ignore[union-attr]
    assert report(cast, photo=broken).status_code == 422
    assert not Ticket.objects.exists()


def test_a_report_holds_no_power_over_other_estates(cast: Cast) -> None:
    """The link's estate decides, not the form."""
    report(cast, estate=str(cast.other_estate.pk), estate_id=str(cast.other_estate.pk))
    assert latest().estate == cast.estate


def test_too_many_tries_are_stopped(cast: Cast) -> None:
    answers = [report(cast, phone="1").status_code for _n in range(22)]
    assert set(answers[:20]) == {422} and set(answers[20:]) == {429}


def test_the_pages_are_never_kept_by_a_cache(cast: Cast) -> None:
    assert "no-store" in Client().get(follow_path(cast.ticket()))["Cache-Control"]
