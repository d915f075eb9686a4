"""Appointment windows with the resident's choice: by phone, or by his signed link (R16, R17)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dispatch import actions as dispatch
from servicedesk.journal.record import history
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid
from servicedesk.timers.models import Timer
from tests.api.client import Api
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tickets.follow import follow_path
from tickets.models import Ticket
from visits.models import Appointment
from visits.windows import actions as windows
from visits.windows.slots import slots

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def page_of(ticket: Ticket) -> str:
    return f"{follow_path(ticket)}time"


def redispatch_at(ticket: Ticket) -> object:
    live = Timer.objects.filter(clock_id=ticket.pk, kind="redispatch", state="pending", level=1)
    return live.get().due_at


def test_the_windows_lie_in_the_desk_hours_and_leave_time_to_find_somebody() -> None:
    two, notice = timedelta(hours=2), timedelta(minutes=45)
    found = slots(at("2026-11-21 13:10"), ["08:00-12:00", "14:00-17:00"], ZONE, two, notice, days=2)
    assert [slot.hours for slot in found] == ["14:00–17:00", "08:00–10:00", "10:00–12:00", "14:00–17:00"]
    assert not slots(at("2026-11-21 13:16"), ["14:00-17:00"], ZONE, two, notice, days=1)


def test_the_clerk_agrees_a_window_by_phone_and_the_re_dispatch_is_planned(cast: Cast) -> None:
    """R16, R17: half an hour before it begins."""
    ticket = cast.ticket()
    made = windows.agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-21 14:00"))
    assert (made.means, made.ends_at, made.confirmed_at) == ("phone", at("2026-11-21 16:00"), None)
    assert fresh(ticket).appointment_at == at("2026-11-21 14:00")
    assert redispatch_at(ticket) == at("2026-11-21 13:30")


def test_the_resident_confirms_and_moves_by_his_link(cast: Cast) -> None:
    """R16, R17: the re-dispatch moves with it, nothing is overwritten."""
    ticket = cast.ticket()
    windows.agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-21 14:00"))
    home = Client()
    assert "14:00–16:00" in home.get(page_of(ticket)).content.decode()
    assert home.post(page_of(ticket), {"confirm": "1"}).status_code == 302
    assert Appointment.objects.get(ticket=ticket).confirmed_at == at("2026-11-21 10:00")
    moved = home.post(page_of(ticket), {"starts_at": at("2026-11-22 10:00").isoformat()})
    assert moved.status_code == 302
    assert redispatch_at(ticket) == at("2026-11-22 09:30")
    live = Appointment.objects.get(ticket=ticket, superseded_at=None)
    assert (live.means, live.agreed_by, Appointment.objects.count()) == ("link", "刘阿姨", 2)
    kinds = [event.type for event in history(ticket)]
    assert kinds.count("visit.time_confirmed") == 1 and kinds.count("visit.window_agreed") == 2


def test_the_pre_agreed_technician_stays_when_the_time_moves(cast: Cast) -> None:
    """R16."""
    ticket = cast.ticket()
    dispatch.reschedule(
        ticket_id=ticket.pk, actor=cast.act("clerk"), appointment_at=at("2026-11-21 15:00"), resident_agreed=True,
        appointee_id=cast.technician.pk,
    )  # fmt: skip
    Client().post(page_of(ticket), {"starts_at": at("2026-11-22 10:00").isoformat()})
    assert fresh(ticket).appointee == cast.technician


@pytest.mark.parametrize("moment", ["2026-11-21T14:30:00+08:00", "2026-11-21T02:00:00+08:00", "2030-01-01", "x", ""])
def test_a_time_that_nobody_offers_is_refused(cast: Cast, moment: str) -> None:
    ticket = cast.ticket()
    assert Client().post(page_of(ticket), {"starts_at": moment}).status_code == 422
    assert fresh(ticket).appointment_at is None


def test_it_is_too_late_once_somebody_is_being_sent(cast: Cast, clock: Clock) -> None:
    """R17: from re-dispatch on the desk is asked."""
    ticket = cast.ticket()
    windows.agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-21 14:00"))
    clock.set(at("2026-11-21 13:20"))
    choice = {"starts_at": at("2026-11-22 10:00").isoformat()}
    assert Client().post(page_of(ticket), choice).status_code == 422
    assert "致电前台" in Client().get(page_of(ticket)).content.decode()
    assert fresh(ticket).appointment_at == at("2026-11-21 14:00")


def test_what_is_urgent_is_not_put_off_by_a_link(cast: Cast) -> None:
    """R6."""
    ticket = cast.ticket(urgent=True)
    assert Client().post(page_of(ticket), {"starts_at": at("2026-11-22 10:00").isoformat()}).status_code == 422


def test_the_link_opens_its_own_ticket_only(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = twin.ticket()
    page = Client().get(page_of(theirs).replace("/r/", "/r/x"))
    assert page.status_code == 404
    with cast.scope(), pytest.raises(Ticket.DoesNotExist):
        fresh(theirs)


def test_the_desk_texts_the_link(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.client("clerk").post(f"/tickets/{ticket.number}/ask-time").status_code == 302
    (text,) = Message.objects.filter(what="reporter.choose_time")
    assert text.params["link"].endswith(page_of(ticket).removeprefix("/")[-40:])


def test_a_window_is_agreed_on_the_desks_form(cast: Cast) -> None:
    ticket, clerk = cast.ticket(), cast.client("clerk")
    url = f"/tickets/{ticket.number}/agree-window"
    assert "14:00–16:00" in clerk.get(url).content.decode()
    assert clerk.post(url, {"starts_at": "2026-11-21T14:00+08:00"}).status_code == 302
    assert fresh(ticket).appointment_at == at("2026-11-21 14:00")


def test_only_the_desk_and_the_resident_agree(cast: Cast) -> None:
    ticket = cast.ticket()
    assert cast.client("technician").get(f"/tickets/{ticket.number}/agree-window").status_code == 403


def test_nothing_is_agreed_while_somebody_is_on_his_way(cast: Cast) -> None:
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    with pytest.raises(Conflict):
        windows.agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-21 14:00"))


def test_nothing_can_be_confirmed_that_was_not_agreed(cast: Cast) -> None:
    with pytest.raises(Conflict):
        windows.confirm(ticket_id=cast.ticket().pk, actor=cast.act("clerk"))


def test_rest_lists_the_windows_and_agrees_one(cast: Cast, api: Api) -> None:
    """R47."""
    ticket = cast.ticket()
    found = api.get(f"tickets/{ticket.number}/windows").data["windows"]
    assert found[0]["starts_at"] == "2026-11-21T04:00:00Z"
    shown = api.step(ticket.number, "agree-window", starts_at=found[0]["starts_at"])
    assert shown["appointment_at"] == "2026-11-21T04:00:00Z"
    with pytest.raises(Invalid):
        windows.agree(ticket_id=ticket.pk, actor=cast.act("clerk"), starts_at=at("2026-11-21 12:30"))
