"""The company's own rules: certain people on a ladder, pauses by reason, quiet hours, its own days (R29, R31, R32)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from servicedesk.journal.models import Event
from servicedesk.messaging.inbox import latest
from servicedesk.messaging.models import Message
from servicedesk.messaging.tasks import deliver
from servicedesk.people.models import Shift
from servicedesk.refusals import Invalid
from servicedesk.timers import engine
from servicedesk.timers.actions import create_policy
from servicedesk.timers.days import set_day
from servicedesk.timers.models import CalendarDay, PauseRule, QuietHours, Timer
from servicedesk.timers.pauses import set_pause_rule
from tests.api.client import Api, fields
from tests.cast import Cast, at
from tests.dispatch.steps import to_on_site
from tests.support.clock import Clock
from tests.timers.test_policies_page import FORM, NEW
from tickets.clock import people
from visits import actions as visits


def test_a_step_may_name_a_person_a_role_and_a_department(cast: Cast, clock: Clock) -> None:
    """R32: each is told when the step is reached; the department means those of the ticket's estate."""
    clock.set(at("2026-11-21 10:00"))
    words = ["staff:004", "role:estate_manager", "department:客服部"]
    policy = create_policy(
        actor=cast.act("admin"), kind="dispatch", duration="PT10M", ladder=[{"after": "PT0S", "to": words}]
    )
    kept = policy.ladder[0]["to"]
    assert kept == [f"staff:{cast.technician.pk}", "role:estate_manager", f"department:{cast.service.pk}"]
    ticket = cast.ticket()
    names = {person.name for person in people(ticket, kept)}
    assert {"孙海涛", "梁敏", "林晓雯"} <= names and "吴外" not in names and "郑国栋" not in names
    clock.set(at("2026-11-21 10:10"))
    engine.sweep()
    told = Message.objects.filter(what="timer.breach", subject_id=ticket.pk).values_list("staff__name", flat=True)
    assert set(told) == names


@pytest.mark.parametrize("word", ["staff:999", "role:wizard", "department:x", "nobody", "staff:", "x:y"])
def test_a_target_that_stands_for_nobody_is_refused(cast: Cast, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_policy(actor=cast.act("admin"), kind="dispatch", ladder=[{"after": "PT0S", "to": [word]}])
    assert (refused.value.rule, refused.value.field) == ("R32", "ladder.0.to")


def test_the_form_offers_people_roles_and_departments_and_lists_them_by_name(cast: Cast) -> None:
    admin = cast.client("admin")
    chosen = f"department:{cast.engineering.pk}"
    assert admin.post(NEW, FORM | {"more_1": [chosen, f"staff:{cast.foreman.pk}"]}).status_code == 302
    page = admin.get("/settings").content.decode()
    assert "工程维修部" in page and "马志远" in page and chosen not in page


def test_clocks_stop_for_the_reason_that_the_company_names_and_go_on_with_the_dispatch(
    cast: Cast, clock: Clock
) -> None:
    """R31: parts stop the result's clock; what was left goes on when somebody is sent again."""
    clock.set(at("2026-11-21 10:00"))
    set_pause_rule(actor=cast.act("admin"), reason="parts", kinds=["conciliation"])
    ticket = to_on_site(cast)
    arm(ticket, "conciliation")
    clock.set(at("2026-11-21 10:30"))
    suspended(cast, ticket, "parts")
    stopped = Timer.objects.get(clock_id=ticket.pk, kind="conciliation", level=1)
    assert (stopped.state, stopped.paused_left) == ("paused", timedelta(minutes=90))
    clock.set(at("2026-11-22 09:00"))
    from dispatch import actions as dispatch

    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.due_at) == ("pending", at("2026-11-22 10:30"))


def arm(ticket: Any, kind: str) -> None:
    from servicedesk.timers.plan import Arm, replan
    from tickets.clock import scope_of

    replan(ticket, Arm(kind, at("2026-11-21 10:00")), scope=scope_of(ticket))


def suspended(cast: Cast, ticket: Any, reason: str) -> None:
    visits.suspend(ticket_id=ticket.pk, actor=cast.act("technician"), reason=reason, resume_at=at("2026-11-22 09:00"))


def test_without_a_rule_nothing_stops_and_an_estate_may_differ(cast: Cast, clock: Clock) -> None:
    """R31: the default, and the narrower word."""
    clock.set(at("2026-11-21 10:00"))
    admin = cast.act("admin")
    set_pause_rule(actor=admin, reason="parts", kinds=["conciliation"])
    set_pause_rule(actor=admin, reason="parts", kinds=[], estate_id=cast.estate.pk)
    ticket = to_on_site(cast)
    arm(ticket, "conciliation")
    suspended(cast, ticket, "parts")
    assert Timer.objects.get(clock_id=ticket.pk, kind="conciliation", level=1).state == "pending"


def test_the_page_of_pauses_and_quiet_hours_is_the_admin_s_to_change(cast: Cast) -> None:
    admin, supervisor = cast.client("admin"), cast.client("supervisor")
    rule = {"reason": "quote", "kinds": ["first_reply", "handoff"], "own": "1"}
    assert supervisor.post("/settings/stops/save", rule).status_code == 403
    assert admin.post("/settings/stops/save", rule).status_code == 302
    assert PauseRule.objects.get().kinds == ["first_reply", "handoff"]
    admin.post("/settings/stops/quiet", {"begins": "22:00", "ends": "07:00", "estate": str(cast.estate.pk)})
    assert QuietHours.objects.get().estate == cast.estate
    page = supervisor.get("/settings/stops").content.decode()
    assert "首次答复" in page and "22:00–07:00" in page
    admin.post("/settings/stops/quiet", {"begins": "", "ends": "", "estate": str(cast.estate.pk)})
    assert not QuietHours.objects.exists() and Event.objects.filter(type="quiet_hours.changed").count() == 2


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [("22:00", "", "ends"), ("22:00", "22:00", "ends"), ("", "7", "ends"), ("x", "", "begins")],
)
def test_quiet_hours_that_cannot_be_are_said_beside_what_was_typed(
    cast: Cast, begins: str, ends: str, field: str
) -> None:
    """R32: in their own row, and nothing is written."""
    sent = {"begins": begins, "ends": ends, "estate": str(cast.estate.pk)}
    page = cast.client("admin").post("/settings/stops/quiet", sent)
    rows = {row["one"].estate: row.get("wrong") for row in page.context["quiet"]}
    assert page.status_code == 422 and rows == {None: None, cast.estate: field, cast.other_estate: None}
    assert page.context["quiet"][1]["begins"] == begins and not QuietHours.objects.exists()


def test_quiet_hours_hold_back_what_is_not_urgent_from_who_is_off(cast: Cast, clock: Clock) -> None:
    """R32: the supervisor on shift hears at once, the clerk at home at seven; an urgent ticket rings everybody."""
    clock.set(at("2026-11-21 23:00"))
    cast.client("admin").post("/settings/stops/quiet", {"begins": "22:00", "ends": "07:00"})
    plain, urgent = cast.ticket(), cast.ticket(urgent=True)
    for minute in (3, 8, 10, 15):
        clock.set(at(f"2026-11-21 23:{minute:02}"))
        engine.sweep()
    assert [line["number"] for line in latest(cast.clerk.pk).lines].count(plain.number) == 0
    assert urgent.number in [line["number"] for line in latest(cast.clerk.pk).lines]
    held = Message.objects.filter(staff=cast.clerk, subject_id=plain.pk)
    assert held.exists() and {one.due_at for one in held} == {at("2026-11-22 07:00")}
    assert plain.number in [line["number"] for line in latest(cast.supervisor.pk).lines]
    clock.set(at("2026-11-22 07:00"))
    deliver()
    assert plain.number in [line["number"] for line in latest(cast.clerk.pk).lines]
    assert Shift.objects.filter(staff=cast.supervisor).exists()


def test_a_company_s_own_day_moves_due_times_and_can_be_taken_away(cast: Cast, clock: Clock) -> None:
    """R29: a Monday off, as the company says; then as published again."""
    clock.set(at("2026-11-20 16:30"))
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT2H", calendar="working_days")
    admin = cast.client("admin")
    sent = {"day": "2026-11-23", "working": "0", "name": "司庆"}
    assert admin.post("/settings/calendar", sent).status_code == 302
    assert due(cast.ticket()) == at("2026-11-24 09:30")
    assert "司庆" in admin.get("/settings/calendar").content.decode()
    admin.post("/settings/calendar/2026-11-23/forget")
    assert due(cast.ticket()) == at("2026-11-23 09:30")
    assert cast.client("supervisor").post("/settings/calendar", sent).status_code == 403


def due(ticket: Any) -> Any:
    return Timer.objects.get(clock_id=ticket.pk, kind="dispatch", level=1).due_at


def test_the_days_go_out_and_come_in_as_a_table(cast: Cast) -> None:
    admin = cast.client("admin")
    set_day(actor=cast.act("admin"), day=date(2027, 2, 6), working=True, name="补班")
    out = b"".join(admin.get("/settings/calendar/export").streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(BytesIO(out))
    book.active.append(["2027-02-07", "放假", "春节"])
    book.active.append(["2027-02-30", "放假", ""])
    assert [line.effect for line in imported(admin, book).lines] == ["same", "new", "wrong"]
    book.active.delete_rows(4)
    token = imported(admin, book).token
    assert admin.post("/settings/calendar/import", {"rows": token}).status_code == 302
    assert CalendarDay.objects.get(day=date(2027, 2, 7)).working is False


def imported(client: Any, book: Any) -> Any:
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "days.xlsx"
    return client.post("/settings/calendar/import", {"file": file}).context["preview"]


def test_rest_has_days_pauses_and_quiet_hours(cast: Cast) -> None:
    """R47."""
    admin = Api(cast.admin_key)
    made = admin.post("calendar-days", {"day": "2027-02-06", "working": True, "name": "补班"})
    assert (made.status_code, made.data["working"]) == (200, True)
    assert [one["day"] for one in admin.get("calendar-days").data["results"]] == ["2027-02-06"]
    assert admin.post("calendar-days", {"day": "2027-02-06", "working": None}).data["working"] is None
    assert admin.post("calendar-days", {"day": "2027-02-06", "working": None}).status_code == 404
    rule = admin.post("pause-rules", {"reason": "parts", "estate": "HJ", "kinds": ["first_reply"]}).data
    assert (rule["estate"], rule["kinds"]) == ("HJ", ["first_reply"])
    assert fields(admin.post("pause-rules", {"reason": "parts", "kinds": ["resume"]})) == {"kinds": "R31"}
    assert fields(admin.post("pause-rules", {"reason": "mood", "kinds": []})) == {"reason": "R31"}
    hours = admin.post("quiet-hours", {"begins": "22:00", "ends": "07:00"}).data
    assert (hours["estate"], hours["own"]) == (None, "22:00-07:00")
    assert fields(admin.post("quiet-hours", {"begins": "22:00", "ends": "22:00"})) == {"ends": "R32"}
