"""A month's roster out as .xlsx and in again: errors row by row, all of it or nothing (R19)."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dispatch.shifts import times
from servicedesk.journal.models import Event
from servicedesk.people.models import Posting, Shift
from servicedesk.sheets.reading import text
from tests.cast import Cast, at
from tests.dispatch.test_roster import leave, put
from tests.support.clock import Clock

DECEMBER = date(2026, 12, 1)
HEAD = ["日期", "工号", "姓名", "班次", "从", "至", "备勤顺序", "替谁"]
ROW = ["2026-12-31", "008", "赵夜明", "夜间值班", "20:00", "08:00", "", ""]


@pytest.fixture(autouse=True)
def empty(cast: Cast, clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))
    Shift.objects.all().delete()


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client("supervisor")


def book(*rows: list[Any], head: Sequence[str] = HEAD) -> bytes:
    made = openpyxl.Workbook()
    for row in [head, *rows]:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(client: Client, content: bytes, month: str = "2026-12") -> Any:
    file = SimpleUploadedFile("roster.xlsx", content)
    return client.post(reverse("roster-month-preview"), {"month": month, "file": file})


def confirm(client: Client, response: Any) -> Any:
    return client.post(reverse("roster-month-import"), {"token": response.context["token"]})


def wrong(response: Any) -> dict[int, str]:
    """row -> what is wrong with it."""
    return {line.number: " ".join(line.wrong) for line in response.context["plan"].wrong}


def test_a_month_goes_out_and_in_unchanged(cast: Cast, client: Client) -> None:
    put(cast, "night", date(2026, 12, 31), "night_centre", "20:00-08:00")
    put(cast, "technician", DECEMBER, "standby", "18:00-08:00", standby_order=2)
    before = list(Shift.objects.values_list("pk", flat=True))
    out = client.get(reverse("roster-month-export"), {"month": "2026-12"})
    assert 'filename="HJ-2026-12.xlsx"' in out["Content-Disposition"]
    response = upload(client, out.getvalue())
    assert response.context["fates"] == {"new": 0, "same": 2, "passed": 0} and not response.context["removed"]
    assert confirm(client, response).status_code == 302
    assert list(Shift.objects.values_list("pk", flat=True)) == before and not Event.objects.filter(type="roster.filled")


def test_nothing_is_written_before_it_is_confirmed_then_all_of_it(cast: Cast, client: Client) -> None:
    gone = put(cast, "technician", DECEMBER)
    instead = [*ROW[:-1], "007"]
    response = upload(client, book(instead, ["2026-12-02", "003", "", "field", "8:00", "18:00:00", None, None]))
    assert response.status_code == 200 and Shift.objects.get() == gone
    assert [name for name, _words in response.context["removed"]] == ["孙海涛"]
    assert confirm(client, response).status_code == 302
    night = Shift.objects.get(kind="night_centre")
    assert night.ends_at == at("2027-01-01 08:00") and night.substitute_for == cast.second_clerk
    assert not Shift.objects.filter(pk=gone.pk).exists() and Shift.objects.count() == 2
    assert len(Event.objects.get(type="roster.filled").payload["added"]) == 2


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (0, "2026-11-30", "不在"), (0, "31.12.", "日期"), (1, "999", "999"), (1, "", "工号"), (2, "张三", "赵夜明"),
        (3, "白天", "白天"), (4, "25点", "25点"), (5, "", "时间"), (6, "x", "x"), (7, "777", "777"), (1, "013", "013"),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_named_with_its_row(client: Client, column: int, value: str, words: str) -> None:
    row = [*ROW]
    row[column] = value
    response = upload(client, book([*ROW[:2], "", "外勤", "08:00", "10:00"], row))
    assert response.status_code == 422 and list(wrong(response)) == [3] and words in wrong(response)[3]


def test_a_wrong_row_keeps_all_the_others_out(cast: Cast, client: Client) -> None:
    """All or nothing: even when it is sent past the page."""
    response = upload(client, book(ROW, [*ROW[:3], "x", *ROW[4:]]))
    assert confirm(client, response).status_code == 422 and not Shift.objects.exists()


def test_rows_are_held_against_each_other_leave_and_other_estates(cast: Cast, client: Client) -> None:
    Posting.objects.create(staff=cast.technician, estate=cast.other_estate, department=cast.engineering)
    begin = at("2026-12-03 08:00")
    Shift.objects.create(
        staff=cast.technician, estate=cast.other_estate, kind="field", starts_at=begin,
        ends_at=begin + timedelta(hours=8),
    )  # fmt: skip
    leave(cast, "foreman", date(2026, 12, 5))
    number, foreman = cast.technician.employee_no, cast.foreman.employee_no
    rows = [
        ROW, [*ROW], ["2026-12-31", "008", "", "外勤", "19:00", "21:00"],
        ["2026-12-03", number, "", "外勤", "09:00", "10:00"], ["2026-12-05", foreman, "", "外勤", "09:00", "10:00"],
    ]  # fmt: skip
    assert sorted(wrong(upload(client, book(*rows)))) == [3, 4, 5, 6]


def test_what_changed_between_preview_and_confirmation_is_seen(cast: Cast, client: Client) -> None:
    response = upload(client, book(["2026-12-05", cast.foreman.employee_no, "", "外勤", "09:00", "10:00"]))
    leave(cast, "foreman", date(2026, 12, 5))
    again = confirm(client, response)
    assert again.status_code == 422 and list(wrong(again)) == [2] and not Shift.objects.exists()


def test_what_has_passed_stays_as_it_was(cast: Cast, client: Client, clock: Clock) -> None:
    """R10."""
    past = put(cast, "technician", DECEMBER)
    clock.set(at("2026-12-10 10:00"))
    response = upload(client, book(["2026-12-02", "003", "", "外勤", "08:00", "18:00"]))
    assert response.context["fates"] == {"new": 0, "same": 0, "passed": 1}
    confirm(client, response)
    assert Shift.objects.get() == past


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b,c", "日期".encode(), book()])
def test_what_is_no_spreadsheet_is_refused_beside_the_field(client: Client, content: bytes) -> None:
    response = upload(client, content)
    assert response.status_code == 422 and response.context["form"].errors["file"]


def test_cells_that_a_spreadsheet_program_turned_into_dates_times_and_numbers(client: Client) -> None:
    """It drops the zeros before an employee's number too."""
    row = [date(2026, 12, 31), 8, "", "Night centre", times.time(20), timedelta(hours=8), 0.0, None]
    assert not wrong(upload(client, book(row)))
    assert text(date(2026, 12, 31)) == text(datetime(2026, 12, 31)) == "2026-12-31"
    assert text(1.0) == "1" and text(timedelta(hours=20)) == "20:00"


def test_columns_are_found_by_their_words_in_either_language_and_rows_keep_their_numbers(client: Client) -> None:
    head = ["Name", "Day", "Shift", "Employee no.", "To", "From", "Comes instead of", "Stand-by order"]
    row = ["赵夜明", "2026-12-31", "Night centre", "008", "08:00", "20:00", "", ""]
    shown = upload(client, book([], [""] * 8, row, [*row[:3], "999", *row[4:]], head=head))
    assert list(wrong(shown)) == [5] and shown.context["fates"]["new"] == 1
    refused = upload(client, book(row, head=head[1:]))
    assert refused.status_code == 422 and "姓名" in str(refused.context["form"].errors["file"])


def test_a_forged_or_foreign_preview_is_refused(cast: Cast, client: Client) -> None:
    assert client.post(reverse("roster-month-import"), {"token": "x"}).status_code == 422
    token = upload(client, book(ROW)).context["token"]
    Posting.objects.create(staff=cast.supervisor, estate=cast.other_estate, department=cast.engineering)
    client.post(reverse("set-estate"), {"estate": str(cast.other_estate.pk)})
    assert client.post(reverse("roster-month-import"), {"token": token}).status_code == 422
    assert cast.client("clerk").post(reverse("roster-month-import"), {"token": token}).status_code == 403
