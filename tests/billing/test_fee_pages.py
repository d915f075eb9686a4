"""The pages of recurring fees: setting, reading, previewing, carrying out, reversing (R33, R37, R39)."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.fees.queries import owed
from billing.fees.runs import carry_out
from billing.models import Bill, Fee, FeePlace, FeeRun, Meter, Reading
from tests.billing.fees import MONTH, WATER, fee_of, meter_of, unit_of
from tests.cast import Cast

NEW = {"name": "物业费", "code": "WY", "basis": "area", "account": "management", "factor": "3", "everywhere": "on",
       "active": "on"}  # fmt: skip


def url(name: str, *args: Any) -> str:
    return reverse(f"fees-{name}", args=args)


def preview_of(cast: Cast, fee: Fee, by: str = "cashier") -> Any:
    return cast.client(by).get(url("runs"), {"period": "2026-10", "fees": [str(fee.pk)]})


def asked(fee: Fee, bills: int, total: str) -> dict[str, Any]:
    return {"period": "2026-10", "fees": [str(fee.pk)], "bills": bills, "total": total}


def test_the_admin_writes_a_fee_its_rate_and_who_is_exempt(cast: Cast) -> None:
    """R33."""
    admin = cast.client("admin")
    assert admin.post(reverse("fees"), NEW | {"here": "on"}).status_code == 302
    fee = Fee.objects.get()
    assert (fee.account.key, fee.estate) == ("management", cast.estate)
    assert admin.post(url("rate", fee.pk), {"rate-amount": "2.35", "rate-valid_from": "2026-01-01"}).status_code == 302
    exempt = {"place-place": "3-2-1201", "place-exempt": "on", "place-quantity": "1", "place-valid_from": "2026-01-01"}
    refused = admin.post(url("place", fee.pk), exempt)
    assert refused.status_code == 422 and not FeePlace.objects.exists()
    assert admin.post(url("place", fee.pk), exempt | {"place-reason": "未交付"}).status_code == 302
    assert "未交付" in admin.get(url("one", fee.pk)).content.decode()
    assert admin.post(url("place-end", FeePlace.objects.get().pk)).status_code == 302


@pytest.mark.parametrize("words", ["Management fees", "物业费收入", "management"])
def test_a_standard_account_may_be_named_in_either_language(cast: Cast, words: str) -> None:
    """R39: no second account of the same thing."""
    assert cast.client("admin").post(reverse("fees"), NEW | {"account": words}).status_code == 302
    assert Fee.objects.get().account.key == "management"


def test_a_refusal_stands_beside_its_field(cast: Cast) -> None:
    fee = fee_of(cast)
    again = cast.client("admin").post(reverse("fees"), NEW | {"code": fee.code})
    assert again.status_code == 422 and again.context["form"].errors["code"]


@pytest.mark.parametrize(("name", "status", "statements"), [
    ("cashier", 200, 200), ("manager", 200, 200), ("admin", 200, 200), ("director", 200, 200), ("clerk", 403, 200),
    ("technician", 403, 403),
])  # fmt: skip
def test_who_sees_the_pages(cast: Cast, name: str, status: int, statements: int) -> None:
    """Domain §1: the desk tells a resident what he owes, and bills nobody."""
    client = cast.client(name)
    pages = (reverse("fees"), url("readings"), url("runs"), url("units"))
    assert [client.get(page).status_code for page in pages] == [status, status, status, statements]


def test_who_reads_only_is_offered_nothing_to_write(cast: Cast) -> None:
    fee, director = fee_of(cast), cast.client("director")
    assert url("run-now") not in preview_of(cast, fee, "director").content.decode()
    assert director.post(url("run-now"), asked(fee, 1, "302.21")).status_code == 403
    assert cast.client("cashier").post(reverse("fees"), NEW).status_code == 403


def test_a_preview_is_looked_at_and_then_carried_out_as_it_was(cast: Cast) -> None:
    """R11, R39."""
    fee = fee_of(cast)
    page = preview_of(cast, fee)
    assert "302.21" in page.content.decode() and not Bill.objects.exists()
    client = cast.client("cashier")
    assert client.post(url("run-now"), asked(fee, 1, "999.00")).status_code == 409
    done = client.post(url("run-now"), asked(fee, 1, "302.21"))
    assert done.status_code == 302 and owed(cast.unit) == Decimal("302.21")
    again = cast.client("manager").post(url("run-now"), asked(fee, 1, "302.21"))
    assert again.status_code == 409 and cast.cashier.name in again.content.decode()


def test_a_run_and_a_bill_are_reversed_with_a_reason(cast: Cast) -> None:
    """R37."""
    fee, client = fee_of(cast), cast.client("cashier")
    unit_of(cast)
    run = carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTH)
    bill = Bill.objects.get(unit=cast.unit)
    assert client.post(url("bill-reverse", bill.pk), {"reason": ""}).status_code == 422
    assert client.post(url("bill-reverse", bill.pk), {"reason": "面积有误"}).status_code == 302
    assert "面积有误" in client.get(url("statement", cast.unit.pk)).content.decode()
    assert client.post(url("run", run.pk), {"reason": "单价有误"}).status_code == 302
    assert "单价有误" in client.get(url("run", run.pk)).content.decode() and owed(cast.unit) == 0


def test_readings_are_typed_line_by_line_and_a_doubtful_one_is_confirmed(cast: Cast) -> None:
    meter = meter_of(cast, fee_of(cast, **WATER), "100", "110", "120")
    client, address = cast.client("cashier"), url("read", meter.pk)
    lower = client.post(address, {"day": "2026-09-28", "value": "90"})
    assert lower.status_code == 422 and 'name="kind"' in lower.content.decode()
    doubt = client.post(address, {"day": "2026-09-28", "value": "500"})
    assert doubt.status_code == 422 and 'name="confirmed"' in doubt.content.decode()
    assert client.post(address, {"day": "2026-09-28", "value": "500", "confirmed": "1"}).status_code == 200
    assert Reading.objects.filter(confirmed=True).count() == 1
    changed = {"day": "2026-10-28", "value": "900", "kind": "changed", "old_end": "600", "reason": "表坏"}
    carried = client.post(address, changed).content.decode()
    assert 'name="confirmed"' in carried and 'value="600"' in carried and "表坏" in carried


def test_an_estimate_is_asked_for_and_a_meter_put_up_and_a_reading_withdrawn(cast: Cast) -> None:
    meter = meter_of(cast, fee_of(cast, **WATER), "100", "110", "120")
    unit, client = unit_of(cast), cast.client("manager")
    assert client.post(url("estimate", meter.pk), {"day": "2026-09-28"}).status_code == 200
    assert client.post(url("estimate", meter.pk), {"day": "2026-10-28"}).status_code == 422
    assert client.post(url("meter", meter.pk), {"reason": "已抄到"}).status_code == 302
    new = {"unit": unit.code, "serial": "A1", "digits": "5", "day": "2026-09-01", "value": "0"}
    assert client.post(url("readings"), new).status_code == 302
    assert client.post(url("readings"), new).status_code == 422
    assert Meter.objects.count() == 2 and meter.readings.filter(withdrawn_at=None).count() == 3


def book(*rows: list[str]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    page: Any = made.active
    page.append(["Unit", "Last read on", "It showed", "Day", "It shows", "Confirmed", "Reason"])
    for row in rows:
        page.append(row)
    out = BytesIO()
    made.save(out)
    return SimpleUploadedFile("r.xlsx", out.getvalue())


def test_a_spreadsheet_of_readings_is_shown_with_its_errors_before_it_is_written(cast: Cast) -> None:
    fee = fee_of(cast, **WATER)
    meter = meter_of(cast, fee, "100", "110", "120")
    client = cast.client("cashier")
    rows = [[cast.unit.code, "", "", "2026-09-28", "900", "", ""], ["9-9", "", "", "2026-09-28", "1", "", ""],
            [cast.unit.code, "", "", "soon", "x", "", ""]]  # fmt: skip
    seen = client.post(url("readings-import"), {"file": book(*rows)}).context["preview"]
    assert seen.counts["wrong"] == 3 and not seen.good and meter.readings.count() == 3
    good = client.post(url("readings-import"), {"file": book([*rows[0][:4], "131", "", ""])}).context["preview"]
    assert client.post(url("readings-import"), {"rows": good.token}).status_code == 302
    assert meter.readings.count() == 4
    sent = client.get(url("readings-export"))
    (_head, line) = openpyxl.load_workbook(BytesIO(sent.getvalue())).active.values
    assert line[:3] == (cast.unit.code, "2026-09-28", "131")


def test_a_statement_is_found_by_the_units_code_with_what_is_open(cast: Cast) -> None:
    """R38."""
    unit_of(cast, code="9-1")
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee_of(cast).pk], period=MONTH)
    page = cast.client("cashier").get(url("units"), {"unit": "3-2"}).content.decode()
    assert "302.21" in page and url("statement", cast.unit.pk) in page and "9-1" not in page


def test_a_runs_bills_go_out_as_a_spreadsheet(cast: Cast) -> None:
    fee = fee_of(cast)
    run = carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTH)
    sent = cast.client("director").get(url("run-sheet", run.pk))
    (_head, line) = openpyxl.load_workbook(BytesIO(sent.getvalue())).active.values
    assert line[:6] == ("3-2-1201", "物业费", "2026-10", "128.6", "2.35", "302.21")


def test_another_estates_run_bill_meter_and_unit_are_not_found(cast: Cast) -> None:
    """Domain §1: the supervisor of readings elsewhere knows nothing of them."""
    fee = fee_of(cast, **WATER)
    meter = meter_of(cast, fee, "100")
    run = carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee_of(cast).pk], period=MONTH)
    elsewhere = cast.people["cashier"].postings.get()
    elsewhere.estate = cast.other_estate
    elsewhere.save()
    client = cast.client("cashier")
    gone = (url("run", run.pk), url("run-sheet", run.pk), url("meter", meter.pk), url("statement", cast.unit.pk))
    assert {client.get(page).status_code for page in gone} == {404}
    assert client.post(url("bill-reverse", Bill.objects.get().pk), {"reason": "x"}).status_code == 404


def test_the_lists_ask_the_database_no_more_for_many_rows_than_for_one(cast: Cast) -> None:
    fee, water = fee_of(cast), fee_of(cast, **WATER)
    meter_of(cast, water, "100")
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTH)
    run, client = FeeRun.objects.get(), cast.client("cashier")
    pages = (url("readings"), url("runs"), url("run", run.pk), url("units"), reverse("fees"))
    before = [queries(client, page) for page in pages]
    for nth in range(3):
        meter_of(cast, water, "5", unit=unit_of(cast, code=f"9-{nth}"))
        fee_of(cast, code=f"F{nth}", basis="fixed")
    Bill.objects.bulk_create(
        Bill(run=run, estate=cast.estate, fee=one, unit=cast.unit, period=MONTH, quantity=1, rate=1, amount=1)
        for one in Fee.objects.filter(code__startswith="F")
    )
    assert [queries(client, page) for page in pages] == before


def queries(client: Any, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(page).status_code == 200
    return len(asked_for)
