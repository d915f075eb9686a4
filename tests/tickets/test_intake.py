"""The intake: who calls, what is known already, and everything that one key does with it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from servicedesk.estates.models import Building, Occupant, Resident, ResidentPhone, Unit
from servicedesk.journal.models import Event
from servicedesk.messaging.models import Message
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock
from tickets.enums import Resolution, State
from tickets.models import AlsoReported, Photo, Ticket

NOW = at("2026-11-21 10:42")


@pytest.fixture(autouse=True)
def a_call(clock: Clock) -> None:
    clock.set(NOW)


def post(cast: Cast, name: str, who: str = "clerk", url: tuple[Any, ...] = (), query: str = "", **data: Any) -> Any:
    """What the page sends while the clerk types."""
    client: Client = cast.client(who)
    return client.post(reverse(name, args=url) + query, data, headers={"HX-Request": "true"})


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A filled form: a known caller about a leak."""
    values: dict[str, Any] = {
        "kind": "household_repair", "channel": "phone", "place": "3-2-1201 厨房", "description": "水槽下面漏水",
        "skill": "plumbing", "contact_name": "刘阿姨", "contact_phone": "138****5678", "unit": str(cast.unit.pk),
        "reporter": str(cast.resident.pk), "phone_id": str(cast.resident.phones.get().pk),
    }  # fmt: skip
    return values | changes


def look_up(cast: Cast, words: str, who: str = "clerk", place: bool = False) -> str:
    data: dict[str, Any] = {"place" if place else "who": words}
    response = cast.client(who).post(
        reverse("intake-lookup") + ("?for=place" if place else ""), data, headers={"HX-Request": "true"}
    )
    return str(response.content.decode())


def only() -> Ticket:
    return Ticket.objects.get()


@pytest.mark.parametrize("words", ["5678", "13800005678", "138 0000 5678", "liushu", "刘淑"])
def test_a_caller_is_found_by_phone_pinyin_or_name(cast: Cast, words: str) -> None:
    """R2: a phone number alone finds the person and the units; the number stays masked."""
    html = look_up(cast, words)
    assert "刘淑芬" in html and "3-2-1201" in html and "138****5678" in html
    assert "13800005678" not in html


@pytest.mark.parametrize("words", ["3-2-12", "321201", "3-2-1201"])
def test_a_unit_is_found_with_and_without_dashes(cast: Cast, words: str) -> None:
    assert f"unit={cast.unit.pk}" in look_up(cast, words, place=True)


def test_a_public_area_is_found_by_a_part_of_its_name(cast: Cast) -> None:
    assert f"area={cast.area.pk}" in look_up(cast, "电梯", place=True)


def test_an_unknown_number_may_be_registered_at_once(cast: Cast) -> None:
    assert "没找到“13912345678”，直接登记" in look_up(cast, "13912345678")
    html = post(cast, "intake-caller", query="?typed=13912345678").content.decode()
    assert 'value="13912345678"' in html


def test_another_estates_people_are_not_found(cast: Cast) -> None:
    """Domain §1: staff see their estates only."""
    assert "刘淑芬" not in look_up(cast, "5678", who="outsider")
    refused = post(cast, "intake-caller", who="outsider", query=f"?person={cast.resident.pk}")
    assert refused.status_code == 404
    assert post(cast, "intake-caller", who="outsider", query=f"?unit={cast.unit.pk}").status_code == 404


def test_a_picked_caller_fills_what_is_known_and_keeps_what_was_typed(cast: Cast) -> None:
    """R2: person, unit, salutation, arrears, caution; the number is masked."""
    cast.unit.caution = "老人独居"
    cast.unit.save()
    query = f"?person={cast.resident.pk}&unit={cast.unit.pk}&last4=5678"
    html = post(cast, "intake-caller", query=query, description="漏水了", place="厨房").content.decode()
    assert 'name="description"' not in html
    for words in ("刘淑芬", "称呼 刘阿姨", "138****5678", "老人独居", "无欠费", "3-2-1201 厨房"):
        assert words in html
    assert "13800005678" not in html


def test_another_unit_of_the_caller_moves_the_place(cast: Cast) -> None:
    other = Unit.objects.create(estate=cast.estate, building=cast.unit.building, code="6-2-501")
    Occupant.objects.create(resident=cast.resident, unit=other)
    data: dict[str, Any] = {"reporter": str(cast.resident.pk), "place": "3-2-1201 厨房"}
    html = post(cast, "intake-caller", query=f"?unit={other.pk}", **data).content.decode()
    assert 'value="6-2-501 厨房"' in html and "刘淑芬" in html


def test_looking_at_a_callers_number_is_an_event(cast: Cast) -> None:
    phone = cast.resident.phones.get()
    shown = post(cast, "reveal-caller", url=(phone.pk,))
    assert "138 0000 5678" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    event = Event.objects.get(type="ticket.phone_revealed")
    assert (event.subject_type, event.subject_id, event.actor_name) == ("resident", cast.resident.pk, "林晓雯")
    assert post(cast, "reveal-caller", who="outsider", url=(phone.pk,)).status_code == 404
    assert post(cast, "reveal-caller", who="cashier", url=(phone.pk,)).status_code == 403


def test_one_key_registers_and_sends(cast: Cast) -> None:
    """R2, R3, R9, R13: the masked number is the caller's whole one, the clerk is the owner."""
    response = post(cast, "register-and-dispatch", **typed(cast, assignee=str(cast.technician.pk)))
    ticket = only()
    assert response.status_code == 200 and "派给 孙海涛" in response["HX-Trigger"].encode().decode("unicode_escape")
    assert (ticket.state, ticket.assignee, ticket.owner) == (State.DISPATCHED, cast.technician, cast.clerk)
    assert (ticket.contact_phone, ticket.unit, ticket.reporter) == ("+8613800005678", cast.unit, cast.resident)
    assert ticket.number == "HJ-20261121-0001" and ticket.number in response.content.decode()


def test_a_department_may_be_offered_it(cast: Cast) -> None:
    """R13: the first of the department who takes it has it."""
    post(cast, "register-and-dispatch", **typed(cast, assignee=f"d:{cast.engineering.pk}"))
    assert only().department == cast.engineering


def test_who_lacks_the_skill_needs_a_reason_and_nothing_is_half_written(cast: Cast) -> None:
    """R12, R19: the refused dispatch undoes the registration."""
    asked = post(cast, "intake-assign", **typed(cast, assignee=str(cast.second_technician.pk))).content.decode()
    assert 'name="reason"' in asked
    refused = post(cast, "register-and-dispatch", **typed(cast, assignee=str(cast.second_technician.pk)))
    assert refused.status_code == 422 and "何鹏 不会这个工种" in refused.content.decode()
    assert not Ticket.objects.exists()
    post(cast, "register-and-dispatch", **typed(cast, assignee=str(cast.second_technician.pk), reason="只有他在"))
    assert only().assignee == cast.second_technician


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(cast: Cast) -> None:
    data = typed(cast, contact_phone="1380000567", reply_promised_at="9:00", assignee=str(cast.technician.pk))
    response = post(cast, "register-and-dispatch", **data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "时间已经过了，选今天 10:42 以后" in html and "水槽下面漏水" in html and "3-2-1201 厨房" in html
    assert f'name="assignee" value="{cast.technician.pk}"' in html
    html = post(cast, "register-and-dispatch", **data | {"reply_promised_at": "11:00"}).content.decode()
    assert "手机号要 11 位，现在是 10 位" in html


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("11:00", "2026-11-21 11:00"),
        ("明天 9点半", "2026-11-22 09:30"),
        ("+30", "2026-11-21 11:12"),
        ("2小时后", "2026-11-21 12:42"),
    ],
)
def test_times_are_typed_as_they_are_said(cast: Cast, words: str, moment: str) -> None:
    post(cast, "intake-register", **typed(cast, reply_promised_at=words))
    assert only().reply_promised_at == at(moment)


def test_urgent_needs_only_place_and_phone_and_tells_the_supervisor(cast: Cast) -> None:
    """R6."""
    data: dict[str, Any] = {
        "kind": "household_repair",
        "channel": "phone",
        "urgent": "on",
        "place": "3-2-1201",
        "contact_phone": "13912345678",
    }
    assert post(cast, "intake-register", **data).status_code == 200
    ticket = only()
    assert ticket.urgent and ticket.unit == cast.unit and ticket.description == ""
    assert Message.objects.filter(staff=cast.supervisor, what="ticket.urgent", subject_id=ticket.pk).count() == 1
    assert post(cast, "intake-register", **data | {"contact_phone": ""}).status_code == 422


def test_an_inquiry_is_answered_and_closed_on_the_spot(cast: Cast) -> None:
    """R8."""
    data = typed(cast, kind="inquiry", description="几点开门")
    assert "当场答复并关闭" in post(cast, "intake-assign", **data).content.decode()
    assert "这里要填" in post(cast, "intake-answer", **data).content.decode()
    assert not Ticket.objects.exists()
    post(cast, "intake-answer", **data | {"answer": "早上八点"})
    assert (only().state, only().resolution, only().answer) == (State.CLOSED, Resolution.ANSWERED, "早上八点")


def test_a_valid_complaint_goes_to_the_department_with_its_form(cast: Cast) -> None:
    """R5."""
    data = typed(cast, kind="complaint", validity="valid", description="保安态度差", department=str(cast.service.pk))
    assert "登记并派给 客服部" in post(cast, "intake-assign", **data).content.decode()
    post(cast, "register-and-hand-off", **data)
    handoff = only().handoffs.get()
    assert (handoff.department, handoff.signed_at, only().due_kind) == (cast.service, None, "handoff")


def neighbour(cast: Cast) -> Unit:
    cast.unit.floor = 12
    cast.unit.save()
    return Unit.objects.create(estate=cast.estate, building=cast.unit.building, code="3-2-1101", floor=11)


def test_a_likely_duplicate_is_shown_with_its_reason_while_it_is_typed(cast: Cast) -> None:
    """R7: one floor below, both speak of the kitchen."""
    other = cast.ticket(
        unit_id=neighbour(cast).pk, description="厨房顶上滴水", contact_phone="13700001111", reporter_id=None
    )
    html = post(cast, "intake-beside", **typed(cast, description="厨房水槽漏水")).content.decode()
    assert "楼下一户 · 都说 厨房" in html and other.number.rsplit("-")[-1] in html
    again = post(cast, "intake-beside", **typed(cast, description="厨房水槽漏水", not_same=other.number))
    assert "楼下一户" not in again.content.decode()
    assert "楼下一户" not in post(cast, "intake-beside", **typed(cast, description="门锁坏了")).content.decode()


def test_merging_keeps_both_reporters_and_one_dispatch(cast: Cast) -> None:
    """R7."""
    first = cast.ticket(
        unit_id=neighbour(cast).pk, contact_name="陈先生", contact_phone="13700001111", reporter_id=None
    )
    response = post(cast, "intake-merge", url=(first.number,), **typed(cast))
    assert response.status_code == 200
    second = Ticket.objects.exclude(pk=first.pk).get()
    assert (second.state, second.merged_into) == (State.CLOSED, first)
    assert AlsoReported.objects.get(ticket=first).phone == "+8613800005678"
    assert post(cast, "intake-merge", who="outsider", url=(first.number,), **typed(cast)).status_code == 404


def test_the_same_fault_within_the_warranty_is_reopened(cast: Cast, clock: Clock) -> None:
    """Domain §3: reopen within warranty."""
    old = cast.ticket(description="厨房龙头滴水")
    Ticket.objects.filter(pk=old.pk).update(state=State.CLOSED, resolution=Resolution.DONE, closed_at=NOW)
    clock.move(timedelta(days=19))
    html = post(cast, "intake-beside", **typed(cast, description="厨房龙头又滴水")).content.decode()
    assert "关闭 19 天，保修期内" in html and "按返修重开" in html
    post(cast, "intake-reopen", url=(old.number,), description="厨房龙头又滴水")
    assert (fresh(old).state, fresh(old).rework_count) == (State.REGISTERED, 1)


def test_words_suggest_the_kind_of_work_and_what_to_say(cast: Cast) -> None:
    response = post(cast, "intake-beside", **typed(cast, description="卧室跳闸，整屋断电", skill="electrical"))
    assert '"skill": "electrical"' in response["HX-Trigger"]
    assert "刘阿姨，请您先别再推空开" in response.content.decode()


def photo(name: str = "leak.png", content: bytes = b"") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return SimpleUploadedFile(name, content or out.getvalue(), "image/png")


def test_photos_come_with_the_report_and_what_is_none_is_refused(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    post(cast, "intake-register", **typed(cast), photos=[photo(), photo("b.png")])
    assert Photo.objects.filter(ticket=only()).count() == 2
    refused = post(cast, "intake-register", **typed(cast), photos=[photo(content=b"MZ not a picture")])
    assert refused.status_code == 422 and "不是照片" in refused.content.decode()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "nonsense"},
        {"unit": "nonsense"},
        {"place": "x" * 500},
        {"description": "\x00"},
        {"phone_id": "0" * 32},
    ],
)
def test_nonsense_is_a_wrong_form_and_never_an_error(cast: Cast, data: dict[str, Any]) -> None:
    for name in ("intake-register", "register-and-dispatch", "intake-answer", "register-and-hand-off"):
        assert post(cast, name, **data).status_code == 422
    for name in ("intake-beside", "intake-assign", "intake-caller", "intake-lookup"):
        assert post(cast, name, **data).status_code == 200
    assert not Ticket.objects.exists()


def test_places_and_people_of_another_estate_count_as_nothing(cast: Cast) -> None:
    building = Building.objects.create(estate=cast.other_estate, code="9-1")
    foreign = Unit.objects.create(estate=cast.other_estate, building=building, code="9-1-101")
    post(cast, "intake-register", **typed(cast, unit=str(foreign.pk), place="9-1-101"))
    assert (only().estate, only().unit) == (cast.estate, None)


def test_the_look_up_costs_the_same_with_one_person_and_with_three(cast: Cast) -> None:
    client = cast.client("clerk")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(reverse("intake-lookup"), {"who": "5678"}, headers={"HX-Request": "true"})
        return len(captured)

    queries()
    one = queries()
    for n in range(2):
        person = Resident.objects.create(name=f"王{n}")
        ResidentPhone.objects.create(resident=person, number=f"+861370000{n}5678"[:14], last4="5678")
        Occupant.objects.create(resident=person, unit=cast.unit)
    assert queries() == one
