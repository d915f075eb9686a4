"""The dispatch board: who stands where, who fits, and that it costs the same whatever its size."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import actions as dispatch
from dispatch.board import Board, Narrow, board_of
from dispatch.queries import candidates
from servicedesk.people.enums import Role, ShiftKind
from servicedesk.people.models import Posting, Shift, StaffMember
from tests.cast import Cast, at, build
from tests.support.clock import Clock
from tickets.models import Ticket
from visits import actions as visits

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def morning(cast: Cast, clock: Clock) -> None:
    """Everybody is on shift for the day."""
    clock.set(at("2026-11-21 10:00"))
    day = {"starts_at": at("2026-11-21 08:00"), "ends_at": at("2026-11-21 17:00")}
    Shift.objects.update(**day)


def board(cast: Cast) -> Board:
    return board_of(cast.estate)


def lane(board: Board, person: StaffMember) -> Any:
    return next(one for one in board.lanes if one.staff.pk == person.pk)


def fits(cast: Cast, ticket: Ticket) -> dict[str, dict[str, str]]:
    """What the rows say while the card is lifted."""
    found: dict[str, dict[str, str]] = cast.client("clerk").get(reverse("board-fits", args=[ticket.number])).json()
    return found


def hire(cast: Cast, many: int, series: int) -> None:
    """More technicians on shift, each with a job in hand, and as many tickets that wait."""
    for n in range(many):
        person = StaffMember.objects.create(
            name=f"师傅{n}", employee_no=f"{series}{n:02d}", phone=f"+861370000{n:04d}", role=Role.TECHNICIAN,
            skills=["plumbing"],
        )  # fmt: skip
        Posting.objects.create(staff=person, estate=cast.estate, department=cast.engineering)
        Shift.objects.create(
            staff=person, estate=cast.estate, kind=ShiftKind.FIELD, starts_at=at("2026-11-21 08:00"),
            ends_at=at("2026-11-21 17:00"),
        )  # fmt: skip
        dispatch.offer(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), staff_id=person.pk)
        cast.ticket()


def test_a_job_moves_from_waiting_to_coming_to_on_site(cast: Cast) -> None:
    ticket = cast.ticket()
    assert [card.number for card in board(cast).unassigned] == [ticket.number]
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert [len(slot) for slot in lane(board(cast), cast.technician).slots] == [0, 0, 1, 0]
    dispatch.accept(ticket_id=ticket.pk, actor=cast.act("technician"))
    assert [len(slot) for slot in lane(board(cast), cast.technician).slots] == [0, 1, 0, 0]
    visits.arrive(ticket_id=ticket.pk, actor=cast.act("technician"))
    assert [len(slot) for slot in lane(board(cast), cast.technician).slots] == [1, 0, 0, 0]
    assert board(cast).unassigned == []


def test_an_appointment_agreed_with_somebody_stands_in_his_row_on_its_day(cast: Cast) -> None:
    """R16."""
    ticket = cast.ticket()
    agreed: dict[str, Any] = {"actor": cast.act("clerk"), "resident_agreed": True, "appointee_id": cast.technician.pk}
    dispatch.reschedule(ticket_id=ticket.pk, appointment_at=at("2026-11-21 15:00"), **agreed)
    assert len(lane(board(cast), cast.technician).appointments) == 1
    dispatch.reschedule(ticket_id=ticket.pk, appointment_at=at("2026-11-22 09:00"), **agreed)
    today, tomorrow = board(cast), board_of(cast.estate, "tomorrow")
    assert (lane(today, cast.technician).appointments, today.unassigned, today.tomorrow) == ([], [], 1)
    assert len(lane(tomorrow, cast.technician).appointments) == 1


def test_each_row_says_whether_its_person_fits(cast: Cast) -> None:
    """R19: best, possible, without the skill, refused this one; the same order as the candidates of the form."""
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk)
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("foreman"), reason="走不开")
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="重派")
    said = {person.name: fits(cast, ticket)[str(person.pk)]["fit"] for person in (
        cast.technician, cast.second_technician, cast.foreman, cast.supervisor)}  # fmt: skip
    assert list(said.values()) == ["best", "no", "refused", "good"]
    assert candidates(ticket)[0].staff == cast.technician


def test_nobody_left_to_ask_stands_in_the_list_again(cast: Cast) -> None:
    """R16: the climb is over; somebody must be found."""
    ticket = cast.ticket()
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.manager.pk, reason="直接问")
    dispatch.refuse(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="没有人")
    assert [card.number for card in board(cast).unassigned] == [ticket.number]


def test_who_is_off_shift_and_holds_nothing_has_no_row(cast: Cast) -> None:
    Shift.objects.filter(staff=cast.technician).delete()
    assert cast.technician.pk not in {one.staff.pk for one in board(cast).lanes}
    dispatch.verbal(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    assert lane(board(cast), cast.technician).ends_at is None


def test_the_board_costs_the_same_with_3_people_and_with_30(cast: Cast) -> None:
    """Issue: constant number of queries whatever the size."""
    client = cast.client("supervisor")
    client.get(reverse("board"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("board")).status_code == 200
        return len(captured)

    hire(cast, 3, series=7)
    few = queries()
    hire(cast, 30, series=8)
    assert queries() == few


def test_the_board_is_for_desk_and_leaders_of_the_estate(cast: Cast) -> None:
    twin, ticket = build("twin", "TW"), cast.ticket()
    assert cast.client("technician").get(reverse("board")).status_code == 403
    assert ticket.number in cast.client("clerk").get(reverse("board")).content.decode()
    for client in (cast.client("outsider"), twin.client("supervisor")):
        assert ticket.number not in client.get(reverse("board")).content.decode()


def test_an_unfit_person_is_sent_only_with_a_reason(cast: Cast) -> None:
    """R19: the form that asks why already has him chosen."""
    ticket = cast.ticket()
    asked = {"ticket": ticket.number, "staff": str(cast.second_technician.pk)}
    form = cast.client("clerk").get(reverse("board-reason"), asked, **HTMX).content.decode()
    chosen = re.findall(r'value="([0-9a-f-]{36})"[^>]*checked', form)
    assert chosen == [str(cast.second_technician.pk)]
    assert cast.client("clerk").get(reverse("board-reason"), {"ticket": "no-such"}, **HTMX).status_code == 404


def test_a_card_says_where_its_fits_are_asked_and_nobody_else_may_ask(cast: Cast) -> None:
    ticket = cast.ticket()
    url = reverse("board-fits", args=[ticket.number])
    assert f'data-fits="{url}"' in cast.client("clerk").get(reverse("board")).content.decode()
    assert cast.client("technician").get(url).status_code == 403
    assert build("twin", "TW").client("supervisor").get(url).status_code == 404


def test_what_people_wrote_stands_escaped_on_the_cards(cast: Cast) -> None:
    cast.ticket(description="<script>alert(1)</script>", place="3-2-1201 <b>")
    page = cast.client("clerk").get(reverse("board")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "3-2-1201 &lt;b&gt;" in page


def test_the_board_is_narrowed_by_kind_of_work_person_and_urgency(cast: Cast) -> None:
    """Issue: a filter."""
    leak, lamp = cast.ticket(), cast.ticket(skill="electrical", urgent=True)
    dispatch.offer(ticket_id=cast.ticket().pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)

    def narrowed(**query: str) -> Board:
        return board_of(cast.estate, narrow=Narrow.read(query))

    assert [one.number for one in narrowed(skill="plumbing").unassigned] == [leak.number]
    assert [one.number for one in narrowed(urgent="1").unassigned] == [lamp.number]
    names = [one.staff.name for one in narrowed(skill="electrical").lanes]
    assert "何鹏" in names and "孙海涛" not in names
    (row,) = narrowed(staff=str(cast.technician.pk)).lanes
    assert (row.staff, len(row.offered)) == (cast.technician, 1)
    assert not narrowed(skill="magic", staff="nobody", urgent="yes").narrow


def test_what_is_held_out_to_a_group_stands_by_itself(cast: Cast) -> None:
    """R13."""
    ticket = cast.ticket()
    dispatch.offer_group(ticket_id=ticket.pk, actor=cast.act("clerk"), group="skill")
    found = board(cast)
    assert ([one.number for one in found.pooled], found.unassigned) == ([ticket.number], [])
