"""Shift handover: the sheet by itself, both sign, what is left stays in sight (R3, R16, R43)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.actions import pay
from billing.quotes.lines import Line
from dispatch import actions as dispatch
from dispatch.handover import actions, queries
from dispatch.models import Handover, HandoverItem
from servicedesk.journal.models import Event
from servicedesk.journal.record import history
from servicedesk.people.models import Shift
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.support.pictures import png
from tests.support.prices import charge
from tickets.actions import cancel
from tickets.models import Ticket

EVENING = at("2026-11-21 19:50")
PEN = "data:image/png;base64,"


@pytest.fixture(autouse=True)
def evening(cast: Cast, clock: Clock) -> None:
    """Ten minutes before the day desk ends and the night begins."""
    clock.set(EVENING)
    Shift.objects.filter(kind__in=("day_desk", "night_centre")).delete()
    for name, kind, hours in (("clerk", "day_desk", (8, 20)), ("night", "night_centre", (20, 32))):
        midnight = at("2026-11-21 00:00")
        Shift.objects.create(
            staff=cast.people[name], estate=cast.estate, kind=kind,
            starts_at=midnight + timedelta(hours=hours[0]), ends_at=midnight + timedelta(hours=hours[1]),
        )  # fmt: skip


def sign_out(cast: Cast, by: str = "clerk", **more: Any) -> Handover:
    return actions.sign_out(actor=cast.act(by), estate_id=cast.estate.pk, **more)


def sign_in(cast: Cast, sheet: Handover, by: str = "night", but: str = "", **more: Any) -> Handover:
    """Takes everything over but the lines with this word."""
    taken = {one.pk for one in sheet.items.all() if not but or but not in f"{one.label} {one.detail}"}
    return actions.sign_in(actor=cast.act(by), handover_id=sheet.pk, taken=taken, **more)


def lines(cast: Cast, by: str = "clerk") -> dict[str, str]:
    """The sheet as it would be signed now: number -> kind."""
    staff_id = cast.people[by].pk
    period = queries.period_of(staff_id, cast.estate, EVENING)
    return {one.label: one.kind for one in queries.lines_of(cast.estate, staff_id, period, EVENING)}


def rescheduled(cast: Cast, moment: str, by: str = "clerk", **more: Any) -> Ticket:
    ticket = cast.ticket(**more)
    dispatch.reschedule(
        ticket_id=ticket.pk, actor=cast.act(by), appointment_at=at(moment), resident_agreed=True, reason="明天"
    )
    return fresh(ticket)


def test_an_appointment_after_the_shift_goes_onto_the_sheet_by_itself(cast: Cast) -> None:
    """R16: later than the end of the clerk's shift."""
    later, soon = rescheduled(cast, "2026-11-22 09:00"), rescheduled(cast, "2026-11-21 19:55")
    assert lines(cast) == {later.number: "appointment", soon.number: "ticket"}


def test_it_does_so_whoever_owns_the_ticket_and_the_owner_stays(cast: Cast) -> None:
    """R3, R16."""
    other = rescheduled(cast, "2026-11-22 09:00", by="clerk")
    Ticket.objects.filter(pk=other.pk).update(owner=cast.second_clerk)
    assert lines(cast) == {other.number: "appointment"}
    sign_in(cast, sign_out(cast))
    assert fresh(other).owner == cast.second_clerk


def test_open_tickets_of_others_and_closed_ones_are_not_on_it(cast: Cast) -> None:
    mine, others, gone = cast.ticket(), cast.ticket(by="second_clerk"), cast.ticket()
    cancel(ticket_id=gone.pk, actor=cast.act("clerk"), resolution="not_ours", reason="打错了")
    assert set(lines(cast)) == {mine.number} and others.number not in lines(cast)


def test_the_owner_changes_when_both_have_signed_with_both_names(cast: Cast) -> None:
    """R3: an explicit handover."""
    ticket = cast.ticket()
    sheet = sign_out(cast)
    assert fresh(ticket).owner == cast.clerk
    sign_in(cast, sheet)
    assert fresh(ticket).owner == cast.night
    event = history(ticket).filter(type="ticket.handed_over").get()
    assert (event.payload["previous"], event.payload["new"], event.actor_name) == ("林晓雯", "赵夜明", "赵夜明")
    assert [one.type for one in Event.objects.filter(subject_id=sheet.pk).order_by("id")] == [
        "handover.signed_out", "handover.taken",
    ]  # fmt: skip


def test_a_ticket_that_its_owner_keeps_stays_his(cast: Cast) -> None:
    """R3: first-contact responsibility does not end with a shift."""
    ticket = cast.ticket()
    sheet = sign_out(cast, kept={ticket.pk})
    sign_in(cast, sheet)
    assert fresh(ticket).owner == cast.clerk and queries.left(cast.estate.pk) == []


def test_what_was_not_taken_over_stays_in_sight_until_it_is(cast: Cast) -> None:
    """R43."""
    ticket = cast.ticket()
    actions.add_item(actor=cast.act("clerk"), estate_id=cast.estate.pk, kind="thing", label="泵房钥匙", quantity=2)
    sheet = sign_out(cast)
    desk = cast.client("night").get(reverse("desk")).content.decode()
    assert "还没人接班" in desk
    sign_in(cast, sheet, but="泵房")
    desk = cast.client("night").get(reverse("desk")).content.decode()
    assert "泵房钥匙" in desk and ticket.number not in [one.label for one in queries.left(cast.estate.pk)]
    (left,) = queries.left(cast.estate.pk)
    assert cast.client("night").post(reverse("handover-item-take", args=[left.pk])).status_code == 302
    assert "泵房钥匙" not in cast.client("night").get(reverse("desk")).content.decode()
    with pytest.raises(Conflict, match="赵夜明"):
        actions.take_item(actor=cast.act("second_clerk"), item_id=left.pk)


def test_a_left_ticket_settles_itself_when_it_is_closed_and_changes_owner_when_taken(cast: Cast) -> None:
    first, second = cast.ticket(), cast.ticket()
    sign_in(cast, sign_out(cast), but="HJ-")
    assert len(queries.left(cast.estate.pk)) == 2 and fresh(first).owner == cast.clerk
    cancel(ticket_id=first.pk, actor=cast.act("night"), resolution="by_reporter", reason="业主取消")
    (left,) = queries.left(cast.estate.pk)
    actions.take_item(actor=cast.act("second_clerk"), item_id=left.pk)
    assert fresh(second).owner == cast.second_clerk and queries.left(cast.estate.pk) == []


def test_cash_held_stands_on_the_sheet_and_a_difference_is_explained(cast: Cast) -> None:
    """R36, R43: billing says what was taken."""
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("cashier"), lines=[Line(name="换阀", unit_price=Decimal("45"))])
    pay(ticket_id=ticket.pk, actor=cast.act("clerk"), amount=Decimal("45"), method="cash")
    with pytest.raises(Invalid) as refused:
        sign_out(cast)
    assert refused.value.field == "cash_counted"
    with pytest.raises(Invalid) as refused:
        sign_out(cast, cash_counted=Decimal("40"))
    assert refused.value.field == "remark"
    sheet = sign_out(cast, cash_counted=Decimal("40"), remark="找零少 5 元")
    assert queries.cash_of(sheet.items.all()) == Decimal("45.00")


def test_the_same_person_cannot_sign_twice_over(cast: Cast) -> None:
    """R43: two people sign."""
    with pytest.raises(Invalid):
        sign_in(cast, sign_out(cast), by="clerk")


def test_on_a_colleagues_screen_the_incoming_signs_by_pen(cast: Cast) -> None:
    sheet = sign_out(cast)
    with pytest.raises(Invalid) as refused:
        sign_in(cast, sheet, by="clerk", incoming_id=cast.night.pk)
    assert refused.value.field == "signature"
    done = sign_in(cast, sheet, by="clerk", incoming_id=cast.night.pk, signature="data:image/png;base64,xx")
    assert (done.incoming, done.incoming_signed_by, done.outgoing_signed_by) == (cast.night, "pen", "account")


def test_a_second_taking_over_is_told_who_was_first(cast: Cast) -> None:
    """R11."""
    sheet = sign_out(cast)
    sign_in(cast, sheet)
    with pytest.raises(Conflict, match="赵夜明"):
        sign_in(cast, sheet, by="second_clerk")


def test_keys_taken_over_stand_on_the_next_sheet(cast: Cast, clock: Clock) -> None:
    actions.add_item(actor=cast.act("clerk"), estate_id=cast.estate.pk, kind="thing", label="总钥匙", quantity=3)
    actions.add_item(actor=cast.act("clerk"), estate_id=cast.estate.pk, kind="matter", label="电梯年检明天来")
    sign_in(cast, sign_out(cast))
    clock.set(at("2026-11-22 07:55"))
    again = sign_out(cast, by="night")
    assert [(one.label, one.quantity) for one in again.items.filter(kind="thing")] == [("总钥匙", 3)]
    assert again.shift_kind == "night_centre" and again.shift_ends_at == at("2026-11-22 08:00")


def test_without_a_roster_the_sheet_begins_at_midnight(cast: Cast) -> None:
    period = queries.period_of(cast.second_clerk.pk, cast.estate, EVENING)
    assert (period.kind, period.starts_at, period.ends_at) == ("", at("2026-11-21 00:00"), EVENING)


def test_who_signs_a_few_minutes_late_still_hands_over_his_own_shift(cast: Cast) -> None:
    period = queries.period_of(cast.clerk.pk, cast.estate, at("2026-11-21 20:10"))
    assert period.ends_at == at("2026-11-21 20:00")


def test_a_typed_line_comes_off_before_signing_and_not_after(cast: Cast) -> None:
    """R10."""
    item = actions.add_item(actor=cast.act("clerk"), estate_id=cast.estate.pk, kind="thing", label="雨伞")
    with pytest.raises(NotFound):
        actions.remove_item(actor=cast.act("second_clerk"), item_id=item.pk)
    kept = actions.add_item(actor=cast.act("clerk"), estate_id=cast.estate.pk, kind="thing", label="邮件")
    actions.remove_item(actor=cast.act("clerk"), item_id=item.pk)
    sign_out(cast)
    with pytest.raises(Conflict):
        actions.remove_item(actor=cast.act("clerk"), item_id=kept.pk)


# Pages.


def test_the_whole_handover_in_the_browsers_words(cast: Cast) -> None:
    ticket = rescheduled(cast, "2026-11-22 09:00")
    clerk, night = cast.client("clerk"), cast.client("night")
    assert "20:00" in clerk.get(reverse("desk")).content.decode()
    sent = {"kind": "thing", "label": "值班手机", "quantity": "1", "detail": ""}
    assert clerk.post(reverse("handover-item"), sent).status_code == 302
    page = clerk.get(reverse("handover")).content.decode()
    assert ticket.number in page and "值班手机" in page and "11-22 09:00" in page
    response = clerk.post(reverse("handover-sign"), {"signature": drawn(), "remark": "3 栋水泵有异响"})
    sheet = Handover.objects.get()
    assert response["Location"] == reverse("handover-sheet", args=[sheet.pk]) and sheet.outgoing_signed_by == "pen"
    taken = [str(one.pk) for one in HandoverItem.objects.all()]
    signing = {"incoming": str(cast.night.pk), "taken": taken, "signature": "", "remark": "收到"}
    assert night.post(reverse("handover-take", args=[sheet.pk]), signing).status_code == 302
    assert fresh(ticket).owner == cast.night
    assert "收到" in night.get(reverse("handover-sheet", args=[sheet.pk])).content.decode()
    assert cast.clerk.name in night.get(reverse("handover-history")).content.decode()
    paper = night.get(reverse("handover-print", args=[sheet.pk])).content.decode()
    assert "交接班记录" in paper and ticket.number in paper and "data:image/png" in paper and "3 栋水泵" in paper
    assert "第 1 次打印" in night.post(reverse("handover-print", args=[sheet.pk])).content.decode()
    conflict = cast.client("second_clerk").post(reverse("handover-take", args=[sheet.pk]), sent)
    assert conflict.status_code in (409, 422)


def drawn() -> str:
    import base64

    return PEN + base64.b64encode(png()).decode()


@pytest.mark.parametrize("signature", ["x", "data:image/png;base64,####", "data:text/html;base64,PGI+"])
def test_a_broken_signature_is_refused_beside_the_pad(cast: Cast, signature: str) -> None:
    response = cast.client("clerk").post(reverse("handover-sign"), {"signature": signature})
    assert response.status_code == 422 and not Handover.objects.exclude(state="draft").exists()


@pytest.mark.parametrize(("who", "status"), [("technician", 403), ("cashier", 403), ("supervisor", 200)])
def test_who_hands_over_a_desk(cast: Cast, who: str, status: int) -> None:
    assert cast.client(who).get(reverse("handover")).status_code == status


def test_only_the_desk_signs(cast: Cast) -> None:
    sheet = sign_out(cast)
    with pytest.raises(PermissionDenied):
        sign_in(cast, sheet, by="technician")


def test_another_estates_or_companys_sheet_is_not_there(cast: Cast) -> None:
    sheet = sign_out(cast)
    outsider = cast.client("outsider")
    for name in ("handover-sheet", "handover-print"):
        assert outsider.get(reverse(name, args=[sheet.pk])).status_code == 404
    assert outsider.post(reverse("handover-take", args=[sheet.pk]), {}).status_code == 404
    with pytest.raises(NotFound):
        sign_in(cast, sheet, by="outsider")
    with pytest.raises(NotFound):
        actions.take_item(actor=cast.act("clerk"), item_id=uuid4())


def test_a_twins_sheet_is_not_there(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        sheet = actions.sign_out(actor=twin.act("clerk"), estate_id=twin.estate.pk)
    for name in ("handover-sheet", "handover-print"):
        assert cast.client("supervisor").get(reverse(name, args=[sheet.pk])).status_code == 404


def test_the_sheet_costs_the_same_with_more_tickets(cast: Cast) -> None:
    client, counts = cast.client("clerk"), []
    client.get(reverse("handover"))
    for n in (1, 3):
        for _ in range(n):
            cast.ticket()
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("handover"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
