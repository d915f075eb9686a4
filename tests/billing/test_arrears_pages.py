"""The pages of arrears: who sees them, what is done on them, the paper, and the resident's link (R38)."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.arrears.links import link_of
from billing.arrears.promising import stop
from billing.arrears.terms import terms_of
from billing.fees.runs import carry_out
from billing.models import ArrearsStop, PaymentPromise, Reminder
from servicedesk.estates.models import Occupant
from tests.billing.arrears import MONTHS, owing, pays, reminded
from tests.billing.fees import unit_of
from tests.cast import Cast
from tests.support.clock import Clock

PAGES = ("fees-arrears", "fees-promises", "fees-reminders", "fees-collection")


def unit_url(cast: Cast, name: str = "unit") -> str:
    return reverse(f"fees-arrears-{name}", args=[cast.unit.pk])


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(("name", "status"), [
    ("cashier", 200), ("supervisor", 200), ("manager", 200), ("director", 200), ("admin", 200), ("clerk", 403),
    ("technician", 403),
])  # fmt: skip
def test_who_sees_arrears(cast: Cast, name: str, status: int) -> None:
    """R38, domain §1."""
    client = cast.client(name)
    assert [client.get(reverse(page)).status_code for page in PAGES] == [status] * len(PAGES)


def test_the_list_shows_ages_narrowed_by_the_address_and_as_a_spreadsheet(cast: Cast, clock: Clock) -> None:
    """R38: the supervisor's rail leads here; the phone is masked; three units cost no more questions than one."""
    fee = owing(cast, clock)
    client = cast.client("supervisor")
    with CaptureQueriesContext(connection) as one:
        page = client.get(reverse("fees-arrears"))
    for words in ("3-2-1201", "刘淑芬", "138****5678", "¥600.00", "2026-08-31"):
        assert words in text(page)
    assert text(page).count(f'href="{reverse("fees-arrears")}"') >= 2 and "13800005678" not in text(page)
    for code in ("9-1-101", "9-1-102"):
        unit_of(cast, code)
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTHS[0])
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("fees-arrears"))
    assert len(three) == len(one) and "9-1-102" in text(page)
    narrowed = client.get(reverse("fees-arrears"), {"bucket": "0-30", "minimum": "1", "order": "oldest", "fee": "x"})
    assert "9-1-102" not in text(narrowed) and "3-2-1201" in text(narrowed)
    out: Any = client.get(reverse("fees-arrears-export"), {"unit": "9-"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(out.streaming_content))).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["9-1-101", "9-1-102"]


def test_a_unit_is_reminded_in_the_words_that_were_looked_at(cast: Cast, clock: Clock) -> None:
    """R38: what came in meanwhile is said, and nothing is recorded."""
    owing(cast, clock)
    client = cast.client("cashier")
    page = client.get(unit_url(cast), {"stage": "", "channel": "letter", "language": "en"})
    assert "Dear 刘阿姨" in text(page) and "没有接短信通道" not in text(page)
    form = {"stage": "1", "channel": "message", "language": "zh-hans", "amount": "600.00", "once": "x"}
    pays(cast, "1")
    stale = client.post(unit_url(cast, "remind"), form)
    assert stale.status_code == 422 and "599.00" in text(stale) and not Reminder.objects.exists()
    for _turn in range(2):
        assert client.post(unit_url(cast, "remind"), form | {"amount": "599.00"}).status_code == 302
    done = Reminder.objects.get()
    assert done.words in text(client.get(unit_url(cast))) and done.words in text(client.get(reverse("fees-reminders")))
    assert cast.client("director").post(unit_url(cast, "remind"), form).status_code == 403


def test_promises_and_stops_are_written_on_the_units_page(cast: Cast, clock: Clock) -> None:
    """R38: a refusal stands beside its field; what is of the manager is offered to him alone."""
    owing(cast, clock)
    client = cast.client("cashier")
    word = {"promised_by": "刘淑芬", "promised": "600", "until": "2027-12-01", "means": "phone"}
    refused = client.post(unit_url(cast, "promise"), word)
    assert refused.status_code == 422 and refused.context["promise_form"].errors["until"]
    assert client.post(unit_url(cast, "promise"), word | {"until": "2026-11-22"}).status_code == 302
    made = PaymentPromise.objects.get()
    clock.move(timedelta(days=1))
    page = client.get(reverse("fees-promises"))
    assert "3-2-1201" in text(page) and page.context["shell"] is not None
    back = reverse("fees-promise-withdraw", args=[made.pk])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "记错"}).status_code == 302
    legal = {"kind": "legal", "reason": "已起诉"}
    assert client.post(unit_url(cast, "stop"), legal).status_code == 422
    assert cast.client("manager").post(unit_url(cast, "stop"), legal).status_code == 302
    end = reverse("fees-arrears-stop-end", args=[ArrearsStop.objects.get().pk])
    assert end not in text(client.get(unit_url(cast))) and end in text(cast.client("manager").get(unit_url(cast)))
    assert cast.client("manager").post(end, {"reason": "已和解"}).status_code == 302


def test_many_are_previewed_then_reminded_and_their_letters_printed(cast: Cast, clock: Clock) -> None:
    """R38: the preview writes nothing and says who is left out and why; a print is counted by POST (domain §11)."""
    fee = owing(cast, clock)
    other = unit_of(cast, "9-1-101")
    carry_out(actor=cast.act("cashier"), estate_id=cast.estate.pk, fee_ids=[fee.pk], period=MONTHS[0])
    stop(unit_id=other.pk, actor=cast.act("manager"), kind="legal", reason="已起诉")
    client, address = cast.client("manager"), reverse("fees-arrears-many")
    form = {"units": [str(cast.unit.pk), str(other.pk)], "channel": "letter", "language": "zh-hans"}
    for asked in (form, {"all": "1", "query": "unit=", "channel": "letter"}):
        seen = client.post(address, asked)
        assert "已起诉" in text(seen) and len(seen.context["batch"].goes) == 1 and not Reminder.objects.exists()
    done = client.post(address, form | {"go": "1"})
    page = client.get(done["Location"])
    assert page.status_code == 200 and "3-2-1201" in text(page)
    letters = reverse("print-arrears-letters", args=[Reminder.objects.get().batch])
    assert letters in text(page)
    paper = text(client.get(letters))
    for words in ("催缴函", "陆佰元整", "¥600.00", "2026-08 – 2026-10", "<svg"):
        assert words in paper
    assert "第 2 次" in text([client.post(letters) for _turn in range(2)][1])
    assert client.post(address, form | {"go": "1"}).status_code == 200 and Reminder.objects.count() == 1


def test_a_residents_link_shows_what_is_owed_now_and_no_name(cast: Cast, clock: Clock) -> None:
    """R38: and nothing to who lives there no more, nor to another link."""
    owing(cast, clock)
    link = link_of(reminded(cast))
    page = text(Client().get(link))
    assert "¥600.00" in page and "010-88886666" in page and "2026-08" in page
    assert "刘" not in page and "5678" not in page and cast.cashier.name not in page
    pays(cast, "600")
    assert "没有逾期费用" in text(Client().get(link))
    assert Client().get(link.replace("/arrears", "/receipt")).status_code == 404
    Occupant.objects.filter(unit=cast.unit).delete()
    assert Client().get(link).status_code == 404


def test_the_admin_writes_the_terms_and_the_ladder(cast: Cast) -> None:
    """R38: the company's, an estate's own, and gives them up; others read."""
    client, address = cast.client("admin"), reverse("settings-arrears")
    here = f"{address}?estate={cast.estate.pk}"
    form = {"due_days": "45", "minimum": "20", "gap_days": "10", "promise_days": "15", "phone": "400-1", "pay_zh": "",
            "pay_en": "", **{f"s{n}-channel": "letter" for n in range(1, 7)}, "s1-after": "9",
            "s1-zh": "请缴 {amount}"}  # fmt: skip
    assert client.post(here, form | {"s1-zh": "{x.y}"}).status_code == 422
    assert client.post(here, form).status_code == 302
    held = terms_of(cast.estate)
    assert (held.due_days, held.row.minimum, len(held.ladder), held.ladder[0].after) == (45, Decimal(20), 1, 9)
    assert terms_of(cast.other_estate).due_days == 30 and "请缴" in text(client.get(here))
    assert client.post(here, {"give_up": "1"}).status_code == 302 and terms_of(cast.estate).own is None
    assert cast.client("manager").get(address).status_code == 200
    assert cast.client("manager").post(address, form).status_code == 403


def test_the_collection_rate_is_shown_by_estate_and_month(cast: Cast, clock: Clock) -> None:
    """R38."""
    owing(cast, clock)
    pays(cast, "150")
    client = cast.client("director")
    assert "25.0%" in text(client.get(reverse("fees-collection")))
    assert "没有账单" in text(client.get(reverse("fees-collection"), {"year": "2024"}))
    out: Any = client.get(reverse("fees-collection-export"))
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(out.streaming_content))).active.values)
    assert ["2026-08", "200.00", "0.00", "150.00", "50.00", "75.0"] in [list(row[1:]) for row in rows]
