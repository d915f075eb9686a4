"""The catalogue's settings, and tables that go out and come in with a look at every row first (R10, R15, R22)."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servicedesk.refusals import Invalid
from tests.cast import Cast
from visits.catalogue.actions import keep
from visits.models import Cause, Checklist, StockPart

TABLES = ("skills", "superiors", "causes", "parts", "checklists")


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client("admin")


def book(*rows: Sequence[Any]) -> SimpleUploadedFile:
    """A spreadsheet of these rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("t.xlsx", out.getvalue())


def exported(client: Client, name: str) -> list[list[Any]]:
    answer: Any = client.get(f"/settings/{name}/export")
    content = io.BytesIO(b"".join(answer.streaming_content))
    return [list(row) for row in openpyxl.load_workbook(content).active.iter_rows(values_only=True)]


def look(client: Client, name: str, *rows: Sequence[Any]) -> Any:
    return client.post(f"/settings/{name}/import", {"file": book(*rows)})


def write(client: Client, name: str, *rows: Sequence[Any]) -> Any:
    """Preview, then the button."""
    shown = look(client, name, *rows).context["preview"]
    return client.post(f"/settings/{name}/import", {"rows": shown.token})


CAUSE_HEAD = ("编码", "名称", "工种", "启用")
PART_HEAD = ("编码", "名称", "单位", "单价", "启用")
CHIEF_HEAD = ("工号", "姓名", "上级工号", "上级")
LIST_HEAD = ("工种", "时机", "内容", "必做")
SKILL_HEAD = ("工号", "姓名", "工种")


def test_an_import_is_looked_at_row_by_row_before_anything_is_written(admin: Client) -> None:
    """R22."""
    rows = [("Y01", "老化", "水", "是"), ("Y02", "老化", "", ""), ("", "无码", "", ""), ("Y04", "锈蚀", "飞行", "")]
    page = look(admin, "causes", CAUSE_HEAD, *rows)
    lines = page.context["preview"].lines
    assert [(line.number, line.effect) for line in lines] == [(2, "new"), (3, "wrong"), (4, "wrong"), (5, "wrong")]
    assert "飞行" in lines[3].error and "全部写入" not in page.content.decode()
    assert not Cause.objects.exists()


def test_a_wrong_row_keeps_every_row_from_being_written(admin: Client) -> None:
    write(admin, "causes", CAUSE_HEAD, ("Y01", "老化", "", ""), ("Y02", "", "", ""))
    assert not Cause.objects.exists()


def test_a_good_file_is_written_whole_and_again_changes_nothing(admin: Client) -> None:
    rows = [("Y01", "老化", "水", "是"), ("Y02", "使用不当", "", "")]
    assert write(admin, "causes", CAUSE_HEAD, *rows).status_code == 302
    assert [(one.code, one.skill) for one in Cause.objects.order_by("code")] == [("Y01", "plumbing"), ("Y02", "")]
    again = look(admin, "causes", *exported(admin, "causes"))
    assert {line.effect for line in again.context["preview"].lines} == {"same"}


def test_prices_come_in_to_the_cent_and_never_as_floats(admin: Client) -> None:
    """R39."""
    wrong = look(admin, "parts", PART_HEAD, ("A", "甲", "个", "1.005", ""), ("B", "乙", "个", "-1", ""))
    assert wrong.context["preview"].counts["wrong"] == 2
    write(admin, "parts", PART_HEAD, ("JF15", "角阀", "个", 25.5, "是"))
    assert StockPart.objects.get().price == Decimal("25.50")


def test_skills_come_in_by_their_words(cast: Cast, admin: Client) -> None:
    """R19."""
    him = cast.technician
    rows = [(him.employee_no, him.name, "水、电")]
    assert write(admin, "skills", SKILL_HEAD, *rows).status_code == 302
    him.refresh_from_db()
    assert set(him.skills) == {"plumbing", "electrical"}
    wrong = look(admin, "skills", SKILL_HEAD, (him.employee_no, "别人", "水"), ("nobody", "", "水"))
    assert wrong.context["preview"].counts["wrong"] == 2


def test_a_price_that_is_none_is_named(admin: Client) -> None:
    """R39."""
    (line,) = look(admin, "parts", PART_HEAD, ("A", "角阀", "个", "很贵", "")).context["preview"].lines
    assert line.effect == "wrong" and "很贵" in line.error


def test_a_circle_of_superiors_is_refused_by_its_names(cast: Cast, admin: Client) -> None:
    """R15: technician → foreman → supervisor → manager; the manager beneath the technician closes it."""
    boss, him = cast.manager, cast.technician
    page = look(admin, "superiors", CHIEF_HEAD, (boss.employee_no, boss.name, him.employee_no, him.name))
    (line,) = page.context["preview"].lines
    assert line.effect == "wrong" and "成了环" in line.error and "孙海涛 → 马志远" in line.error
    answer = admin.post("/settings/superiors/import", {"rows": page.context["preview"].token})
    assert answer.status_code == 422
    boss.refresh_from_db()
    assert boss.reports_to is None


def test_two_people_change_places_in_one_file(cast: Cast, admin: Client) -> None:
    """R15: what would be a circle row by row is none when all is done."""
    him, chief, top = cast.technician, cast.foreman, cast.supervisor
    rows = [(chief.employee_no, "", him.employee_no, ""), (him.employee_no, "", top.employee_no, "")]
    assert write(admin, "superiors", CHIEF_HEAD, *rows).status_code == 302
    chief.refresh_from_db()
    him.refresh_from_db()
    assert (chief.reports_to, him.reports_to) == (him, top)


def test_a_checklist_comes_in_as_a_new_version_of_its_kind_of_work(admin: Client) -> None:
    """R21."""
    rows = [("水", "进门时", "关总阀", "是"), ("水", "完工时", "试水", ""), ("", "进门时", "穿鞋套", "")]
    assert write(admin, "checklists", LIST_HEAD, *rows).status_code == 302
    rows[0] = ("水", "进门时", "先关总阀", "是")
    page = look(admin, "checklists", LIST_HEAD, *rows)
    assert [line.effect for line in page.context["preview"].lines] == ["changed", "changed", "same"]
    write(admin, "checklists", LIST_HEAD, *rows)
    assert [one.number for one in Checklist.objects.get(skill="plumbing").versions.order_by("number")] == [1, 2]
    assert Checklist.objects.get(skill="").versions.count() == 1


@pytest.mark.parametrize("name", TABLES)
def test_each_table_goes_out_and_comes_back_unchanged(cast: Cast, admin: Client, name: str) -> None:
    Cause.objects.create(code="=Y1", name="-老化")
    StockPart.objects.create(code="A", name="角阀", unit="个", price=Decimal("9.90"))
    write(admin, "checklists", LIST_HEAD, ("水", "进门时", "关总阀", "是"))
    page = look(admin, name, *exported(admin, name))
    assert {line.effect for line in page.context["preview"].lines} == {"same"}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_spreadsheet_is_refused(admin: Client, content: bytes) -> None:
    answer = admin.post("/settings/parts/import", {"file": SimpleUploadedFile("t.xlsx", content)})
    assert answer.status_code == 422


def test_a_missing_column_is_named(admin: Client) -> None:
    answer = look(admin, "parts", ("编码", "名称"), ("A", "甲"))
    assert answer.status_code == 422 and "单位" in answer.content.decode()


def test_a_preview_of_another_table_or_no_preview_is_refused(admin: Client) -> None:
    token = look(admin, "causes", CAUSE_HEAD, ("Y01", "老化", "", "")).context["preview"].token
    for rows in (token, "forged"):
        assert admin.post("/settings/parts/import", {"rows": rows}).status_code == 422
    assert not StockPart.objects.exists()


@pytest.mark.parametrize("name", TABLES)
def test_leaders_read_and_only_the_admin_changes(cast: Cast, name: str) -> None:
    lead, clerk = cast.client("supervisor"), cast.client("clerk")
    assert lead.get(f"/settings/{name}").status_code == 200
    assert lead.get(f"/settings/{name}/import").status_code == 403
    assert clerk.get(f"/settings/{name}").status_code == clerk.get(f"/settings/{name}/export").status_code == 403


def test_entries_are_added_changed_and_switched_off_on_the_page(admin: Client) -> None:
    """R10: and what they were stands beside them."""
    admin.post("/settings/parts", {"code": "JF15", "name": "角阀", "unit": "个", "price": "25.50", "active": "on"})
    part = StockPart.objects.get()
    fields = {"code": "JF15", "name": "角阀", "unit": "个", "price": "28.00"}
    assert admin.post(f"/settings/parts/{part.pk}", fields).status_code == 302
    part.refresh_from_db()
    assert (part.price, part.active) == (Decimal("28.00"), False)
    assert "25.50 → 28.00" in admin.get(f"/settings/parts/{part.pk}").content.decode()
    twice = admin.post("/settings/parts", {"code": "jf15", "name": "别的", "price": "1"})
    assert twice.status_code == 422 and "JF15 角阀" in twice.content.decode()


def test_a_supervisor_may_not_post(cast: Cast) -> None:
    lead = cast.client("supervisor")
    assert lead.post("/settings/causes", {"code": "X", "name": "X"}).status_code == 403
    assert lead.post("/settings/checklists", {"entering": "x"}).status_code == 403


def test_a_checklist_is_laid_down_on_the_page(admin: Client) -> None:
    """R21: a star makes a line needed; the same lines again make no version."""
    fields = {"skill": "plumbing", "entering": "* 关总阀\n铺垫布", "at_end": "试水", "active": "on"}
    for _n in range(2):
        assert admin.post("/settings/checklists", fields).status_code == 302
    (version,) = Checklist.objects.get(skill="plumbing").versions.all()
    assert [(line.text, line.needed, line.at_end) for line in version.read] == [
        ("关总阀", True, False), ("铺垫布", False, False), ("试水", False, True),
    ]  # fmt: skip
    assert "* 关总阀" in admin.get("/settings/checklists/of/plumbing").content.decode()
    assert admin.get("/settings/checklists/of/flying").status_code == 404
    assert admin.post("/settings/checklists", {"skill": "", "entering": ""}).status_code in (302, 422)


def test_a_name_must_be_there(cast: Cast) -> None:
    with pytest.raises(Invalid):
        keep(actor=cast.act("admin"), model=Cause, values={"code": "X", "name": " ", "skill": "", "active": True})
