"""REST: keys, items and cash of a shift handover, and what was left over (R36, R43, R47)."""

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest

from billing.actions import pay
from billing.quotes.lines import Line
from dispatch.handover.actions import sign_in, sign_out, take_item
from dispatch.models import HandoverItem
from servicedesk.journal.models import Event
from tests.api.client import Api, fields
from tests.cast import Cast, fresh
from tests.support.pictures import png
from tests.support.prices import charge

PEN = f"data:image/png;base64,{b64encode(png(60, 20)).decode()}"
KEYS = {"kind": "thing", "label": "泵房钥匙", "quantity": 2}


@pytest.fixture
def desk(cast: Cast) -> str:
    """The clerk's draft."""
    return f"handover-drafts/HJ/{cast.clerk.employee_no}"


def sign(api: Api, cast: Cast, **more: Any) -> Any:
    return api.post("handovers", {"estate": "HJ", "outgoing": cast.clerk.employee_no, "signature": PEN, **more})


def labels(response: Any) -> list[str]:
    return [one["label"] for one in response.data["items"]]


def test_keys_come_onto_the_sheet_and_off_it_until_it_is_signed(cast: Cast, api: Api, desk: str) -> None:
    """R43: the sheet that the clerk sees on his own page."""
    ticket = cast.ticket()
    made = api.post(f"{desk}/items", KEYS | {"detail": "红色扣"})
    assert (made.status_code, made.data["quantity"], made.data["detail"]) == (201, 2, "红色扣")
    matter = api.post(f"{desk}/items", {"kind": "matter", "label": "电梯年检明天来"}).data
    draft = api.get(desk)
    assert labels(draft) == [ticket.number, "泵房钥匙", "电梯年检明天来"]
    assert [one["id"] for one in draft.data["items"]] == [None, made.data["id"], matter["id"]]
    assert "泵房钥匙" in cast.client("clerk").get("/handover").content.decode()
    assert api.post(f"handover-items/{matter['id']}/remove").data["label"] == "电梯年检明天来"
    assert set(labels(sign(api, cast))) == {ticket.number, "泵房钥匙"}
    signed = api.post(f"handover-items/{made.data['id']}/remove")
    assert (signed.status_code, signed.data["rule"]) == (409, "R43")


def test_the_draft_says_what_cash_must_be_in_the_drawer(cast: Cast, api: Api, desk: str) -> None:
    """R36, R43."""
    ticket = cast.ticket()
    charge(ticket_id=ticket.pk, actor=cast.act("cashier"), lines=[Line(name="换阀", unit_price=Decimal("45"))])
    pay(ticket_id=ticket.pk, actor=cast.act("clerk"), amount=Decimal("45"), method="cash")
    assert api.get(desk).data["cash"] == "45.00"
    assert fields(sign(api, cast)) == {"cash_counted": "R43"}
    assert sign(api, cast, cash_counted="45.00").status_code == 201


def test_a_key_is_added_once_however_often_it_is_sent(cast: Cast, api: Api, desk: str) -> None:
    """R48."""
    for _ in range(2):
        answer = api.post(f"{desk}/items", KEYS, **{"Idempotency-Key": "keys"})
    assert answer["Idempotency-Replayed"] == "true" and labels(api.get(desk)) == ["泵房钥匙"]


def left_over(cast: Cast) -> HandoverItem:
    """A ticket that the night did not take over."""
    ticket = cast.ticket()
    sheet = sign_out(actor=cast.act("clerk"), estate_id=cast.estate.pk)
    sign_in(actor=cast.act("night"), handover_id=sheet.pk, taken=())
    return HandoverItem.objects.select_related("ticket").get(label=ticket.number)


def test_what_was_left_is_listed_until_somebody_takes_it(cast: Cast, api: Api) -> None:
    """R3, R43: the ticket has a new owner, and the history both names and the system that said so."""
    item = left_over(cast)
    found = api.get("handover-items", estate="HJ").data["results"]
    assert [(one["label"], one["handover"]) for one in found] == [(item.label, str(item.handover_id))]
    url = f"handover-items/{item.pk}/take"
    assert fields(api.post(url, {"staff": cast.technician.employee_no})) == {"staff": "R43"}
    taken = api.post(url, {"staff": cast.night.employee_no})
    assert (taken.status_code, taken.data["taken_by"]) == (200, "赵夜明")
    assert item.ticket and fresh(item.ticket).owner == cast.night
    event = Event.objects.get(type="handover.item_taken")
    assert (event.actor_kind, event.payload["incoming"]) == ("client", "赵夜明")
    again = api.post(url, {"staff": cast.second_clerk.employee_no})
    assert (again.status_code, again.data["rule"]) == (409, "R11") and "赵夜明" in again.data["detail"]
    assert api.get("handover-items").data["results"] == []


@pytest.mark.parametrize(
    ("wrong", "field"), [({"kind": "ticket"}, "kind"), ({"label": ""}, "label"), ({"quantity": 100}, "quantity")]
)
def test_a_wrong_word_is_named(cast: Cast, api: Api, desk: str, wrong: dict[str, Any], field: str) -> None:
    answer = api.post(f"{desk}/items", KEYS | wrong)
    assert (answer.status_code, fields(answer)) == (422, {field: "R43"}) and labels(api.get(desk)) == []


@pytest.mark.parametrize("who", ["technician", "outsider"])
def test_who_holds_no_desk_there_has_no_sheet(cast: Cast, api: Api, who: str) -> None:
    """R43."""
    address = f"handover-drafts/HJ/{cast.people[who].employee_no}"
    assert api.get(address).status_code == api.post(f"{address}/items", KEYS).status_code == 404


def test_nobody_signed_in_takes_for_a_colleague(cast: Cast) -> None:
    """R43: only another system, which has no account, says who has it."""
    item = left_over(cast)
    taken = take_item(actor=cast.act("second_clerk"), item_id=item.pk, staff_id=cast.night.pk)
    assert taken.taken_by_name == cast.second_clerk.name
