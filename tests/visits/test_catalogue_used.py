"""Causes, parts and helpers of a visit come from the tenant's own lists; free words are kept too (R22)."""

from decimal import Decimal

import pytest

from servicedesk.refusals import NotFound
from tests.api.client import Api
from tests.cast import Cast
from tests.dispatch.steps import to_on_site
from tests.visits.phone import Phone, accepted
from visits import actions as visits
from visits.models import Cause, StockPart, Visit


@pytest.fixture
def valve(cast: Cast) -> StockPart:
    return StockPart.objects.create(code="JF15", name="角阀 DN15", unit="个", price=Decimal("25.50"))


def test_a_cause_is_known_by_name_or_code_and_free_words_stay(cast: Cast) -> None:
    """R22."""
    aged = Cause.objects.create(code="Y01", name="老化", skill="plumbing")
    ticket, him = to_on_site(cast), cast.act("technician")
    for said, entry, words in (("y01", aged, "老化"), ("老化", aged, "老化"), ("被老鼠咬", None, "被老鼠咬")):
        visit = visits.record_work(ticket_id=ticket.pk, actor=him, work_done="x", cause=said)
        assert (visit.cause_entry, visit.cause) == (entry, words)


def test_a_part_from_the_store_brings_its_name_unit_and_price(cast: Cast, valve: StockPart) -> None:
    """R22, R39: the price of that day, unless another was agreed."""
    ticket, him = to_on_site(cast), cast.act("technician")
    used = [visits.PartUsed("JF15", Decimal(2)), visits.PartUsed("角阀 DN15", Decimal(1), Decimal("20.00"))]
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="x", parts=used)
    valve.price = Decimal("99.00")
    valve.save()
    rows = Visit.objects.get(ticket=ticket).parts.order_by("pk")
    assert [(part.name, part.unit, part.amount) for part in rows] == [
        ("角阀 DN15", "个", Decimal("51.00")), ("角阀 DN15", "个", Decimal("20.00")),
    ]  # fmt: skip
    assert {part.stock for part in rows} == {valve}


def test_helpers_are_colleagues_of_the_place(cast: Cast) -> None:
    """R22: several people per visit; who works elsewhere does not help here."""
    ticket, him = to_on_site(cast), cast.act("technician")
    names = [cast.second_technician.pk, cast.technician.pk]
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="x", helper_ids=names, helpers="外请师傅")
    visit = Visit.objects.get(ticket=ticket)
    assert [helper.staff for helper in visit.helpers_of_staff.all()] == [cast.second_technician]
    with pytest.raises(NotFound):
        visits.record_work(ticket_id=ticket.pk, actor=him, work_done="x", helper_ids=[cast.outsider.pk])


def test_the_phone_offers_the_lists_and_keeps_what_was_chosen(cast: Cast, valve: StockPart) -> None:
    Cause.objects.create(code="Y01", name="老化")
    Cause.objects.create(code="D01", name="跳闸", skill="electrical")
    ticket, phone = accepted(cast), Phone(cast)
    phone.post(ticket, "arrive")
    page = phone.post(ticket, "let-in", checks=["permission"]).content.decode()
    assert "老化" in page and "跳闸" not in page and 'data-price="25.50"' in page
    fields = {"work_done": "换角阀", "part_name": "角阀 DN15", "part_quantity": "1", "part_price": "", "cause": "老化"}
    page = phone.post(ticket, "work", helper=[str(cast.foreman.pk), ""], **fields).content.decode()
    assert f'value="{cast.foreman.pk}" selected' in page
    visit = Visit.objects.get(ticket=ticket)
    assert visit.cause_entry and visit.parts.get().unit_price == Decimal("25.50")


def test_rest_names_helpers_by_employee_number(cast: Cast, api: Api, valve: StockPart) -> None:
    """R47."""
    ticket = to_on_site(cast)
    number = cast.second_technician.employee_no
    api.step(ticket.number, "record-work", work_done="x", helper_staff=[number], parts=[{"name": "JF15"}])
    visit = Visit.objects.get(ticket=ticket)
    assert (visit.helpers_of_staff.get().staff, visit.parts.get().stock) == (cast.second_technician, valve)
