"""The ticket page: what is shown, to whom, and what may be done now."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from servicedesk.timers.models import Policy
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.actions import note
from tickets.models import Photo, Ticket
from visits import actions as visits

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def english(cast: Cast) -> None:
    """Words are compared in English."""
    from servicedesk.people.models import User

    User.objects.update(language="en")
    translation.activate("en")


@pytest.fixture
def ticket(cast: Cast, clock: Clock) -> Ticket:
    clock.set(at("2026-11-21 10:00"))
    return cast.ticket()


def page(cast: Cast, ticket: Ticket, name: str = "clerk", **more: Any) -> str:
    answer = cast.client(name).get(reverse("ticket", args=[ticket.number]), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def picture(format_: str = "PNG") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(content, format=format_)
    content.seek(0)
    content.name = "x.png"
    return content


def climb(cast: Cast, ticket: Ticket, clock: Clock) -> None:
    """The technician refuses, the foreman does not answer, the supervisor is asked."""
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("technician"), reason="手上有活")
    clock.move(timedelta(minutes=6))
    note(ticket_id=ticket.pk, actor=cast.act("clerk"), text="再催")


def test_exactly_one_primary_action_stands_at_the_right_end(cast: Cast, ticket: Ticket) -> None:
    """Design, principle 3."""
    shown = page(cast, ticket)
    assert shown.count("btn-primary") == 1
    step = shown[shown.index('class="next"') : shown.index("</section>")]
    assert step.rindex("btn-primary") > step.rindex('data-key="2"')


def test_only_what_this_person_may_do_now_is_offered(cast: Cast, ticket: Ticket) -> None:
    """Rules and state both decide."""
    clerk, technician = page(cast, ticket), page(cast, ticket, "technician")
    assert reverse("ticket-dispatch", args=[ticket.number]) in clerk
    for verb in ("dispatch", "cancel", "correct", "reschedule"):
        assert reverse(f"ticket-{verb}", args=[ticket.number]) not in technician
    assert reverse("ticket-recall", args=[ticket.number]) not in clerk


def test_the_page_of_another_estate_or_tenant_is_404_and_says_nothing(cast: Cast, ticket: Ticket) -> None:
    twin = build("twin", "TW")
    for client in (cast.client("outsider"), twin.client("clerk")):
        answer = client.get(reverse("ticket", args=[ticket.number]))
        assert answer.status_code == 404 and ticket.description.encode() not in answer.content


def test_the_phone_is_masked(cast: Cast, ticket: Ticket) -> None:
    shown = page(cast, ticket)
    assert "138****5678" in shown and "13800005678" not in shown


def test_why_a_clock_is_due_names_calendar_rule_and_next_step(cast: Cast, ticket: Ticket) -> None:
    """R29, R32: explain the machine."""
    shown = page(cast, ticket)
    assert "round the clock" in shown and "the trade&#x27;s default, 10 minutes" in shown
    assert "10:15" in shown and cast.supervisor.name in shown


def test_why_names_the_companys_own_rule_with_its_version_and_the_closed_days(cast: Cast, clock: Clock) -> None:
    """R29: 2026-11-21 is a Saturday."""
    clock.set(at("2026-11-20 17:00"))
    Policy.objects.create(
        kind="dispatch", estate=cast.estate, duration="PT1H", calendar="working_days", version=4,
        ladder=[{"after": "PT0S", "to": ["owner"]}],
    )  # fmt: skip
    shown = page(cast, cast.ticket())
    assert f"{cast.estate.name}, version 4, 1 hour" in shown
    assert "(11-21, 11-22 closed)" in shown


def test_the_timeline_shows_what_will_happen_above_what_has(cast: Cast, ticket: Ticket) -> None:
    shown = page(cast, ticket)
    assert shown.index('data-kind="future"') < shown.index('data-kind="state"')
    assert f"Dispatch overdue: tells {cast.clerk.name}" in shown


def test_a_climb_is_drawn_as_a_ladder_and_its_events_stand_nowhere_else(
    cast: Cast, ticket: Ticket, clock: Clock
) -> None:
    """R15."""
    climb(cast, ticket, clock)
    shown = page(cast, ticket)
    outcomes = re.findall(r'data-outcome="(\w+)"', shown)
    assert outcomes == ["unasked", "waiting", "expired", "refused"]
    assert shown.count("手上有活") == 1


def test_the_timeline_is_filtered_by_group(cast: Cast, ticket: Ticket) -> None:
    note(ticket_id=ticket.pk, actor=cast.act("clerk"), text="业户来催")
    url = reverse("ticket", args=[ticket.number])
    calls = cast.client("clerk").get(url, {"show": "call"}, **HTMX).content.decode()
    assert "业户来催" in calls and 'data-kind="future"' not in calls and ">registered" not in calls


def test_to_htmx_the_page_gives_its_live_parts_and_not_what_is_being_typed(cast: Cast, ticket: Ticket) -> None:
    part = page(cast, ticket, **HTMX)
    assert part.count("hx-swap-oob") == 5
    assert 'id="step"' not in part and 'class="jot"' not in part and "<html" not in part


def test_the_number_of_queries_does_not_grow_with_the_history(cast: Cast, ticket: Ticket) -> None:
    client, url = cast.client("clerk"), reverse("ticket", args=[ticket.number])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    note(ticket_id=ticket.pk, actor=cast.act("clerk"), text="一")
    other = cast.ticket()
    client.get(url)
    few = queries()
    for text in "二三四":
        note(ticket_id=ticket.pk, actor=cast.act("clerk"), text=text)
        cast.ticket()
    assert other.pk and queries() == few


def test_a_photo_is_kept_and_served_only_to_those_who_see_the_ticket(cast: Cast, ticket: Ticket) -> None:
    client = cast.client("clerk")
    answer = client.post(reverse("ticket-photos", args=[ticket.number]), {"photo": picture(), "kind": "before"}, **HTMX)
    assert answer.status_code == 200
    url = reverse("photo", args=[Photo.objects.get().pk])
    shown = client.get(url)
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    twin = build("twin", "TW")
    assert cast.client("outsider").get(url).status_code == 404
    assert twin.client("clerk").get(url).status_code == 404
    assert url in page(cast, ticket)


def test_what_is_no_photo_is_refused_beside_its_field(cast: Cast, ticket: Ticket) -> None:
    script = io.BytesIO(b"<svg onload=alert(1)>")
    script.name = "x.png"
    answer = cast.client("clerk").post(reverse("ticket-photos", args=[ticket.number]), {"photo": script}, **HTMX)
    assert answer.status_code == 422 and b"step-photo-error" in answer.content
    assert not Photo.objects.exists()


def test_the_visit_with_work_and_parts_stands_on_the_page(cast: Cast, ticket: Ticket) -> None:
    """R22; the box is supplied by the app downstream."""
    dispatch.verbal(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("clerk"))
    part = visits.PartUsed("角阀")
    visits.record_work(ticket_id=ticket.pk, actor=cast.act("technician"), work_done="换角阀", parts=[part])
    shown = page(cast, ticket, "technician")
    assert "角阀 × 1" in shown and reverse("ticket-sign-off", args=[ticket.number]) in shown


@pytest.mark.parametrize("paper", ["print-work-order", "print-callback"])
def test_a_paper_says_which_print_it_is_and_who_printed_it(cast: Cast, ticket: Ticket, paper: str) -> None:
    """Domain §11."""
    client, url = cast.client("clerk"), reverse(paper, args=[ticket.number])
    client.post(url)
    shown = client.post(url).content.decode()
    assert "Print 2" in shown and "data-print-now" in shown and cast.clerk.name in shown and ticket.number in shown
    assert "<svg" in shown and "style=" not in shown
    assert cast.client("outsider").post(url).status_code == cast.client("outsider").get(url).status_code == 404
    assert "Print" in client.get(url).content.decode() and "data-print-now" not in client.get(url).content.decode()
    assert history(ticket).filter(type="ticket.printed").count() == 2


def test_a_form_opened_without_scripts_is_a_page(cast: Cast, ticket: Ticket) -> None:
    shown = cast.client("clerk").get(reverse("ticket-cancel", args=[ticket.number])).content.decode()
    assert "<html" in shown and 'name="csrfmiddlewaretoken"' in shown
    assert fresh(ticket).is_open
