"""Checklists per kind of work, laid down by the tenant (R21)."""

from typing import Any

import pytest

from servicedesk.journal.record import history
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from tests.api.client import Api
from tests.cast import Cast
from tests.dispatch.steps import to_on_site
from tests.support.pictures import signature
from tests.visits.phone import Phone, accepted
from visits import actions as visits
from visits import checklists
from visits.models import Checklist, ChecklistVersion, Visit

LINES = [
    {"key": "1", "text": "关总阀", "needed": True, "at_end": False},
    {"key": "2", "text": "铺垫布", "needed": False, "at_end": False},
    {"key": "3", "text": "试水五分钟", "needed": True, "at_end": True},
]


def lay_down(lines: list[dict[str, Any]] = LINES, skill: str = "plumbing", number: int = 1) -> ChecklistVersion:
    checklist, _new = Checklist.objects.get_or_create(skill=skill)
    return ChecklistVersion.objects.create(
        checklist=checklist, number=number, lines=lines, made_at=now(), made_by="方管理"
    )


def test_the_list_of_the_kind_of_work_goes_before_the_one_for_all(cast: Cast) -> None:
    ticket = to_on_site(cast)
    assert checklists.current(ticket).version is None
    general = lay_down(skill="")
    assert checklists.current(ticket).version == general
    own = lay_down()
    assert checklists.current(ticket).version == own
    assert [line.key for line in checklists.current(ticket).entering] == ["permission", "1", "2"]


def test_a_needed_line_may_not_be_missing_at_the_door_nor_at_the_end(cast: Cast) -> None:
    """R21."""
    lay_down()
    ticket, him = to_on_site(cast), cast.act("technician")
    with pytest.raises(Invalid, match="关总阀"):
        visits.let_in(ticket_id=ticket.pk, actor=him, checks=["permission", "2"])
    visits.let_in(ticket_id=ticket.pk, actor=him, checks=["permission", "1"])
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀")
    done: dict[str, Any] = {"signer_name": "刘阿姨", "signature": signature(), "fee": "free"}
    with pytest.raises(Invalid, match="试水五分钟"):
        visits.sign_off(ticket_id=ticket.pk, actor=him, **done)
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀", checks=["3"])
    visits.sign_off(ticket_id=ticket.pk, actor=him, **done)
    assert Visit.objects.get(ticket=ticket).ticked == ["permission", "1", "3"]


def test_an_answered_list_keeps_its_version_and_the_journal_its_words(cast: Cast) -> None:
    first = lay_down()
    ticket, him = to_on_site(cast), cast.act("technician")
    visits.let_in(ticket_id=ticket.pk, actor=him, checks=["permission", "1"])
    lay_down([{"key": "1", "text": "别的", "needed": True, "at_end": False}], number=2)
    visit = Visit.objects.get(ticket=ticket)
    assert checklists.asked(ticket, visit).version == first
    assert list(history(ticket))[-1].data.checks == ["permission", "关总阀"]


def test_a_phone_without_network_answers_the_version_it_was_shown(cast: Cast) -> None:
    """R48: the tenant laid down another in the meantime."""
    shown = lay_down()
    ticket, phone = accepted(cast), Phone(cast)
    phone.post(ticket, "arrive")
    lay_down([{"key": "9", "text": "新", "needed": True, "at_end": False}], number=2)
    answer = phone.post(ticket, "let-in", checks=["permission", "1"], checklist=str(shown.pk))
    assert answer.status_code == 200
    assert Visit.objects.get(ticket=ticket).checklist == shown


def test_the_phone_shows_the_tenants_lines_and_refuses_beside_them(cast: Cast) -> None:
    lay_down()
    ticket, phone = accepted(cast), Phone(cast)
    assert "铺垫布" in phone.post(ticket, "arrive").content.decode()
    refused = phone.post(ticket, "let-in", checks=["permission"])
    assert refused.status_code == 422 and "还没勾选：关总阀" in refused.content.decode()
    assert "试水五分钟" in phone.post(ticket, "let-in", checks=["permission", "1"]).content.decode()


@pytest.mark.parametrize("version", ["x", "01a200b0-7811-7768-bb48-adefd6d153f2"])
def test_a_version_that_is_none_is_refused(cast: Cast, version: str) -> None:
    ticket, phone = accepted(cast), Phone(cast)
    phone.post(ticket, "arrive")
    assert phone.post(ticket, "let-in", checks=["permission"], checklist=version).status_code in (404, 422)


def test_rest_reads_the_list_and_ticks_its_keys(cast: Cast, api: Api) -> None:
    """R47."""
    version = lay_down()
    ticket = to_on_site(cast)
    found = api.get(f"tickets/{ticket.number}/checklist").data
    assert (found["version"], [line["key"] for line in found["lines"]]) == (
        str(version.pk), ["permission", "1", "2", "3"],
    )  # fmt: skip
    assert api.post(f"tickets/{ticket.number}/let-in", {"checks": ["permission"]}).status_code == 422
    api.step(ticket.number, "let-in", checks=["permission", "1"])
    lines = api.get(f"tickets/{ticket.number}/checklist").data["lines"]
    assert [line["ticked"] for line in lines] == [True, True, False, False]
