"""REST: the company's phrases, fee facts, numbers and articles (R42, R47)."""

from typing import Any

import pytest

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from tests.api.client import Api, fields
from tests.cast import Cast
from tickets.phrasebook.queries import beside

GREETING = {"kind": "greeting", "name": "开场", "words": "您好，和景雅苑服务台"}


def names(response: Any) -> list[str]:
    return [one["name"] for one in response.data["results"]]


def test_a_phrase_is_written_changed_given_up_and_taken_back(cast: Cast, admin: Api) -> None:
    """R42: as on the page, with before and after in the history (R10)."""
    made = admin.post("phrases", GREETING | {"estate": "HJ", "skill": "plumbing"})
    assert (made.status_code, made.data["estate"], made.data["active"]) == (201, "HJ", True)
    url = f"phrases/{made.data['id']}"
    assert made["Location"].endswith(f"/api/v1/{url}")
    changed = admin.patch(url, {"words": "您好，请讲", "skill": "", "estate": None})
    assert (changed.data["words"], changed.data["skill"], changed.data["estate"]) == ("您好，请讲", "", None)
    assert changed.data["name"] == "开场"
    assert admin.patch(url, {"active": False}).data["active"] is False
    assert beside(cast.estate.pk, "").greetings == []
    assert admin.patch(url, {"active": True}).data["active"] is True
    assert [one.words for one in beside(cast.estate.pk, "").greetings] == ["您好，请讲"]
    event = Event.objects.filter(subject_id=made.data["id"]).order_by("pk")[1]
    assert (event.actor_kind, event.payload["before"]["words"]) == ("client", GREETING["words"])


def test_the_list_has_pages_and_filters(cast: Cast, admin: Api) -> None:
    """R48: of an estate, what holds for all of them too."""
    for name, place in (("一", None), ("二", "HJ"), ("三", "HJ2")):
        admin.post("phrases", GREETING | {"name": name, "estate": place})
    gone = admin.post("phrases", GREETING | {"kind": "number", "name": "四"}).data["id"]
    admin.patch(f"phrases/{gone}", {"active": False})
    first = admin.get("phrases", page_size="3")
    assert names(first) == ["一", "二", "三"] and names(admin.get(first.data["next"])) == ["四"]
    assert names(admin.get("phrases", estate="HJ", active="true")) == ["一", "二"]
    assert names(admin.get("phrases", kind="number")) == ["四"]


def test_it_is_written_once_however_often_it_is_sent(cast: Cast, admin: Api) -> None:
    """R48."""
    answers = [admin.post("phrases", GREETING, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert answers[1]["Idempotency-Replayed"] == "true" and answers[0].data == answers[1].data
    twice = admin.post("phrases", GREETING)
    assert (twice.status_code, fields(twice)) == (422, {"name": "R42"})
    assert len(names(admin.get("phrases"))) == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "song"}, {"name": " "}, {"words": ""}, {"skill": "song"}, {"name": "长" * 41}]
)
def test_a_wrong_field_is_named(cast: Cast, admin: Api, wrong: dict[str, str]) -> None:
    """R42."""
    (field,) = wrong
    made = admin.post("phrases", GREETING).data["id"]
    for answer in (admin.post("phrases", GREETING | wrong), admin.patch(f"phrases/{made}", wrong)):
        assert (answer.status_code, fields(answer)) == (422, {field: "R42"})


def test_who_may_not_edit_settings_reads_only(cast: Cast, api: Api, admin: Api) -> None:
    made = admin.post("phrases", GREETING).data["id"]
    assert names(api.get("phrases")) == ["开场"]
    for answer in (api.post("phrases", GREETING | {"name": "x"}), api.patch(f"phrases/{made}", {"active": False})):
        assert (answer.status_code, answer.data["rule"]) == (403, "settings.edit")


def test_a_key_of_one_estate_writes_for_that_estate_alone(cast: Cast, admin: Api) -> None:
    """It reads the company's words, and does not change them."""
    company = admin.post("phrases", GREETING).data["id"]
    others = admin.post("phrases", GREETING | {"name": "别处", "estate": "HJ2"}).data["id"]
    key = Api(create_key(cast.tenant.pk, "one", ["read", "admin"], [cast.estate.pk])[1])
    own = key.post("phrases", GREETING | {"name": "自己的", "estate": "HJ"})
    assert own.status_code == 201 and names(key.get("phrases")) == ["开场", "自己的"]
    assert key.patch(f"phrases/{company}", {"active": False}).status_code == 403
    assert key.post("phrases", GREETING | {"name": "x"}).status_code == 403
    assert key.patch(f"phrases/{own.data['id']}", {"estate": None}).status_code == 403
    for answer in (
        key.get(f"phrases/{others}"), key.patch(f"phrases/{others}", {}), key.get("phrases", estate="HJ2"),
        key.patch(f"phrases/{own.data['id']}", {"estate": "HJ2"}),
    ):  # fmt: skip
        assert answer.status_code == 404
