"""Standard phrases, fee facts, articles and phone numbers beside the form (R42)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dispatch.script import script
from servicedesk.journal.models import Event
from servicedesk.refusals import Invalid, NotFound
from tests.cast import Cast, build
from tickets.models import Phrase
from tickets.phrasebook.actions import keep_phrase
from tickets.phrasebook.queries import beside


def say(cast: Cast, by: str = "admin", **values: Any) -> Phrase:
    given = {"kind": "instruction", "name": "总阀", "words": "先关户外总阀", **values}
    return keep_phrase(actor=cast.act(by), **given)


def column(cast: Cast, **typed: str) -> str:
    """The column beside the intake, as it is fetched while the clerk types."""
    return cast.client("clerk").post(reverse("intake-beside"), typed, HTTP_HX_REQUEST="true").content.decode()


def test_emergency_numbers_stand_beside_the_form_by_themselves_and_the_companys_own_follow(cast: Cast) -> None:
    """R42: fire, police; water, gas and power are the company's to write."""
    say(cast, kind="number", name="燃气抢修", words="96777")
    html = column(cast, description="厨房有煤气味")
    places = [html.index(f"tel:{number}") for number in ("119", "110", "120", "96777")]
    assert places == sorted(places) and "火警" in html


def test_greeting_instruction_fee_and_article_lie_there_for_their_kind_of_work(cast: Cast) -> None:
    """R42."""
    say(cast, kind="greeting", name="开场", words="您好，和景雅苑服务台")
    say(cast, skill="plumbing")
    say(cast, kind="fee", name="上门费", words="户内维修上门费 30 元", skill="plumbing")
    say(cast, kind="article", name="怎么关总阀", words="水井间左手第二个")
    leak = column(cast, description="厨房水槽漏水", skill="plumbing")
    for words in ("您好，和景雅苑服务台", "先关户外总阀", "上门费 30 元", "水井间左手第二个"):
        assert words in leak
    power = column(cast, description="卧室跳闸", skill="electrical")
    assert "先关户外总阀" not in power and "怎么关总阀" in power


def test_the_estates_own_words_come_before_the_companys(cast: Cast) -> None:
    """R42."""
    say(cast, words="公司的话")
    say(cast, words="本小区的话", estate_id=cast.estate.pk)
    say(cast, name="别的", words="别的小区的话", estate_id=cast.other_estate.pk)
    assert [one.words for one in beside(cast.estate.pk, "").instructions] == ["本小区的话", "公司的话"]


def test_what_is_switched_off_is_not_said(cast: Cast) -> None:
    phrase = say(cast)
    say(cast, phrase_id=phrase.pk, active=False)
    assert not beside(cast.estate.pk, "").instructions


def test_the_script_of_a_verbal_dispatch_says_it_too(cast: Cast) -> None:
    """R13, R42: to the resident, after the trade's own sentence."""
    ticket = cast.ticket()
    before = script(ticket)[-1][1]
    say(cast, skill=ticket.skill)
    assert script(ticket)[-1][1] == f"{before} 先关户外总阀"


def test_only_the_admin_writes_and_before_and_after_are_kept(cast: Cast) -> None:
    """R10."""
    with pytest.raises(PermissionDenied):
        say(cast, by="supervisor")
    phrase = say(cast)
    say(cast, phrase_id=phrase.pk, words="先关入户阀")
    last = Event.objects.filter(subject_id=phrase.pk).order_by("pk").last()
    assert last and (last.payload["before"], last.payload["after"]) == (
        {"words": "先关户外总阀"}, {"words": "先关入户阀"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"words": ""}, "words"), ({"kind": "x"}, "kind"), ({"skill": "x"}, "skill")],
)
def test_a_wrong_field_is_named(cast: Cast, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(cast, **wrong)
    assert (refused.value.field, refused.value.rule) == (field, "R42")


def test_one_name_stands_once_and_another_companys_things_do_not_exist(cast: Cast) -> None:
    say(cast)
    with pytest.raises(Invalid):
        say(cast)
    twin = build("twin", "TW")
    with pytest.raises(NotFound):
        say(cast, estate_id=twin.estate.pk)
    with twin.scope():
        theirs = say(twin, words="别家的话")
    assert cast.client("admin").get(reverse("settings-phrases-edit", args=[theirs.pk])).status_code == 404


def test_the_page_adds_and_changes_and_others_only_read(cast: Cast) -> None:
    page, url = cast.client("admin"), reverse("settings-phrases")
    sent = {"kind": "number", "name": "供水", "words": "96116", "estate": str(cast.estate.pk), "active": "on"}
    assert page.post(url, sent).status_code == 302
    phrase = Phrase.objects.get()
    assert (phrase.estate, phrase.active) == (cast.estate, True)
    assert page.post(url, sent | {"words": ""}).status_code == 422
    assert "96116" in page.get(reverse("settings-phrases-edit", args=[phrase.pk])).content.decode()
    page.post(reverse("settings-phrases-edit", args=[phrase.pk]), sent | {"estate": "", "skill": "lift", "active": ""})
    changed = page.get(reverse("settings-phrases-edit", args=[phrase.pk])).content.decode()
    assert "项目：和景雅苑 → –" in changed and "启用：是 → 否" in changed and "工种：– → 电梯" in changed
    assert "estate_id" not in changed and "类别：电话" in changed
    reader = cast.client("supervisor")
    assert "96116" in reader.get(url).content.decode() and reader.post(url, sent).status_code == 403
