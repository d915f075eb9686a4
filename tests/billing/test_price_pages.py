"""The price list's pages: today's list, versions, the draft, comparison, publication, spreadsheet (R33)."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import PriceItem, PriceVersion
from billing.prices.actions import begin, keep_item
from tests.cast import Cast, at, build
from tests.support.clock import Clock
from tests.support.pictures import png
from tests.support.prices import ITEM, version_of

NEW = {"code": "W02", "name": "疏通下水", "unit": "次", "labour": "80", "parts": "0", "warranty_days": "30"}


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def url(name: str, version: PriceVersion, *more: Any) -> str:
    return reverse(f"billing-price-{name}", args=[version.pk, *more])


def test_the_admin_begins_fills_in_compares_and_publishes(cast: Cast) -> None:
    """R33."""
    version_of({})
    admin = cast.client("admin")
    assert admin.post(reverse("billing-price-begin"), {"estate": ""}).status_code == 302
    draft = PriceVersion.objects.get(state="draft")
    assert admin.post(url("version", draft), NEW | {"photo": SimpleUploadedFile("a.png", png())}).status_code == 302
    assert "疏通下水" in admin.get(url("compare", draft)).content.decode()
    item = draft.items.get(code="W02")
    assert admin.get(reverse("billing-price-photo", args=[item.pk]))["Content-Type"] == "image/png"
    assert admin.post(url("publish", draft), {"valid_from": "2026-12-01"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "published"
    assert admin.post(url("version", draft), NEW | {"code": "W03"}).status_code == 422
    assert "2026-11-30" in admin.get(reverse("billing-prices")).content.decode()


@pytest.mark.parametrize("wrong", [{"labour": "-1"}, {"labour": "x"}, {"code": "w01"}, {"name": ""}])
def test_a_wrong_line_stays_in_the_form_with_its_error(cast: Cast, wrong: dict[str, str]) -> None:
    draft = begin(actor=cast.act("admin"))
    keep_item(actor=cast.act("admin"), version_id=draft.pk, values=ITEM)
    answer = cast.client("admin").post(url("version", draft), NEW | wrong)
    assert answer.status_code == 422 and f'id="id_{next(iter(wrong))}-error"' in answer.content.decode()
    assert draft.items.count() == 1


def test_todays_list_is_found_by_pinyin_and_a_technician_does_not_browse_it(cast: Cast) -> None:
    version_of({}, {"code": "W02", "name": "疏通下水"})
    shown = cast.client("clerk").get(reverse("billing"), {"q": "shutong"}).content.decode()
    assert "疏通下水" in shown and "更换角阀" not in shown
    assert cast.client("technician").get(reverse("billing")).status_code == 403


def test_who_is_not_the_admin_reads_versions_and_changes_none(cast: Cast) -> None:
    draft = begin(actor=cast.act("admin"))
    supervisor = cast.client("supervisor")
    assert supervisor.get(url("version", draft)).status_code == 200
    for name in ("version", "publish", "discard"):
        assert supervisor.post(url(name, draft), NEW).status_code == 403
    assert PriceVersion.objects.get().state == "draft"


def test_another_tenants_or_estates_version_is_404(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = version_of({})
    own = version_of({}, estate=cast.estate)
    for name in ("version", "compare", "export"):
        assert cast.client("admin").get(url(name, theirs)).status_code == 404
        assert cast.client("outsider").get(url(name, own)).status_code == 404


def workbook(rows: list[list[str]]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("prices.xlsx", out.getvalue())


def exported(cast: Cast, version: PriceVersion) -> list[list[str]]:
    content = b"".join(cast.client("admin").get(url("export", version)).streaming_content)  # type: ignore[attr-defined]
    rows = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_what_goes_out_comes_in_and_nothing_is_written_before_it_is_confirmed(cast: Cast) -> None:
    """R33."""
    admin = cast.act("admin")
    draft = begin(actor=admin)
    keep_item(actor=admin, version_id=draft.pk, values=ITEM)
    rows = exported(cast, draft)
    rows[1][3] = "35"
    rows.append(["W02", "疏通下水", "次", "80", "0", "", "30", ""])
    answer = cast.client("admin").post(url("import", draft), {"file": workbook(rows)})
    shown = answer.context["preview"]
    assert (shown.counts["changed"], shown.counts["new"], draft.items.count()) == (1, 1, 1)
    assert cast.client("admin").post(url("import", draft), {"rows": shown.token}).status_code == 302
    assert {one.code: one.labour for one in draft.items.all()} == {"W01": 35, "W02": 80}


@pytest.mark.parametrize(
    "row",
    [
        ["", "x", "次", "1", "0", "", "", ""], ["W02", "x", "次", "一", "0", "", "", ""],
        ["W02", "x", "次", "1.001", "0", "", "", ""], ["W02", "x", "次", "-1", "0", "", "", ""],
        ["W02", "x", "次", "1", "0", "", "1.5", ""], ["w01", "x", "次", "1", "0", "", "", ""],
    ],
)  # fmt: skip
def test_one_wrong_row_and_no_row_is_written(cast: Cast, row: list[str]) -> None:
    """R33: row errors before writing."""
    draft = begin(actor=cast.act("admin"))
    head = exported(cast, draft)[0]
    good = ["W01", "更换角阀", "个", "30", "15.50", "", "90", ""]
    answer = cast.client("admin").post(url("import", draft), {"file": workbook([head, good, row])})
    shown = answer.context["preview"]
    assert not shown.good and shown.lines[1].error
    assert cast.client("admin").post(url("import", draft), {"rows": shown.token}).status_code == 422
    assert not PriceItem.objects.exists()


def test_a_published_version_takes_nothing_in(cast: Cast) -> None:
    version = version_of({})
    answer = cast.client("admin").post(url("import", version), {"file": workbook(exported(cast, version))})
    assert answer.status_code == 422


def test_more_items_ask_no_more_queries(cast: Cast) -> None:
    draft = begin(actor=cast.act("admin"))
    admin = cast.client("admin")
    counts = []
    for round_ in range(2):
        for n in range(1 + 2 * round_):
            values = ITEM | {"code": f"W{round_}{n}"}
            keep_item(actor=cast.act("admin"), version_id=draft.pk, values=values)
        with CaptureQueriesContext(connection) as queries:
            admin.get(url("version", draft))
        counts.append(len(queries))
    assert counts[0] == counts[1]
