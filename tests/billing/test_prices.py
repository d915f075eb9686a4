"""The price list in versions (R33)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from billing.models import PriceItem, PriceVersion
from billing.prices.actions import begin, discard, drop_item, keep_item, publish
from billing.prices.queries import compared, found, holding, previous
from servicedesk.journal.models import Event
from servicedesk.refusals import Conflict, Invalid, NotFound
from tests.cast import Cast, at, build
from tests.support.clock import Clock
from tests.support.prices import ITEM, version_of

DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def test_a_draft_is_worked_on_published_and_then_told(cast: Cast) -> None:
    """R33."""
    admin = cast.act("admin")
    draft = begin(actor=admin)
    item = keep_item(actor=admin, version_id=draft.pk, values=ITEM | {"warranty_days": 90})
    assert holding(cast.estate.pk, DAY).items == []
    publish(actor=admin, version_id=draft.pk, valid_from=DAY)
    assert holding(cast.estate.pk, DAY).items == [item]
    events = Event.objects.filter(subject_id=draft.pk).order_by("id")
    assert [one.type for one in events] == ["prices.begun", "prices.item_added", "prices.published"]


def test_the_next_version_begins_as_a_copy_and_ends_the_one_before(cast: Cast) -> None:
    """R33."""
    admin, first = cast.act("admin"), version_of({}, {"code": "W02", "name": "疏通"})
    draft = begin(actor=admin)
    keep_item(
        actor=admin, version_id=draft.pk, values={"labour": Decimal("35")}, item_id=draft.items.get(code="W01").pk
    )
    drop_item(actor=admin, version_id=draft.pk, item_id=draft.items.get(code="W02").pk)
    publish(actor=admin, version_id=draft.pk, valid_from=date(2026, 12, 1))
    first.refresh_from_db()
    assert (draft.number, first.valid_to) == (2, date(2026, 11, 30))
    assert [one.price for one in holding(None, date(2026, 11, 30)).items] == [Decimal("45.50"), Decimal("45.50")]
    assert [one.price for one in holding(None, date(2026, 12, 1)).items] == [Decimal("50.50")]


def test_a_published_line_cannot_be_changed_not_even_in_the_database(cast: Cast) -> None:
    """R33: the frozen version is kept."""
    item = version_of({}).items.get()
    with pytest.raises(Conflict):
        keep_item(actor=cast.act("admin"), version_id=item.version_id, values={"labour": Decimal(1)}, item_id=item.pk)
    for statement in (
        "UPDATE billing_priceitem SET labour = 1", "DELETE FROM billing_priceitem",
        "UPDATE billing_priceversion SET state = 'draft'", "DELETE FROM billing_priceversion",
        "UPDATE billing_priceversion SET valid_from = '2025-01-01'",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PriceItem.objects.create(version_id=item.version_id, **ITEM | {"code": "W09"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((date(2026, 1, 1), None), (date(2026, 1, 1), None)),
        ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 12, 31), None)),
        ((date(2027, 1, 1), None), (date(2026, 12, 1), None)),
    ],
)
def test_two_versions_never_hold_on_one_day(cast: Cast, first: tuple[date, Any], second: tuple[date, Any]) -> None:
    """R33: by the action, and by the database."""
    version_of({}, valid_from=first[0], valid_to=first[1])
    with pytest.raises(DatabaseError, match="share a day"), transaction.atomic():
        version_of({}, valid_from=second[0], valid_to=second[1])
    draft = begin(actor=cast.act("admin"))
    with pytest.raises(Invalid) as refused:
        publish(actor=cast.act("admin"), version_id=draft.pk, valid_from=second[0], valid_to=second[1])
    assert refused.value.field == "valid_from"


def test_a_day_that_has_passed_keeps_what_was_told(cast: Cast) -> None:
    """R33."""
    version_of({})
    draft = begin(actor=cast.act("admin"))
    with pytest.raises(Invalid):
        publish(actor=cast.act("admin"), version_id=draft.pk, valid_from=date(2026, 11, 20))


def test_before_eight_in_the_morning_it_is_the_companys_day_not_that_of_utc(cast: Cast, clock: Clock) -> None:
    """R33."""
    clock.set(at("2026-11-22 00:30"))
    version_of({})
    draft = begin(actor=cast.act("admin"))
    with pytest.raises(Invalid):
        publish(actor=cast.act("admin"), version_id=draft.pk, valid_from=date(2026, 11, 21))
    publish(actor=cast.act("admin"), version_id=draft.pk, valid_from=date(2026, 11, 22))


def test_an_estates_own_item_comes_before_the_companys_of_the_same_code(cast: Cast) -> None:
    """R33."""
    version_of({}, {"code": "W02", "name": "疏通"})
    version_of({"code": "w01", "labour": Decimal("99")}, estate=cast.estate)
    here, there = (holding(estate.pk, DAY).items for estate in (cast.estate, cast.other_estate))
    assert [one.labour for one in here] == [Decimal("99"), Decimal("30")]
    assert [one.labour for one in there] == [Decimal("30"), Decimal("30")]


@pytest.mark.parametrize(
    ("words", "codes"), [("角阀", ["W01"]), ("ghjf", ["W01"]), ("shutong", ["W02"]), ("w", ["W01", "W02"]), ("无", [])]
)
def test_an_item_is_found_by_code_name_or_pinyin(cast: Cast, words: str, codes: list[str]) -> None:
    version = version_of({}, {"code": "W02", "name": "疏通下水"})
    assert [one.code for one in found(version.items.order_by("code"), words)] == codes


def test_a_version_says_what_it_changes(cast: Cast) -> None:
    admin = cast.act("admin")
    version_of({}, {"code": "W02", "name": "疏通"})
    draft = begin(actor=admin)
    keep_item(
        actor=admin, version_id=draft.pk, values={"labour": Decimal("35")}, item_id=draft.items.get(code="W01").pk
    )
    drop_item(actor=admin, version_id=draft.pk, item_id=draft.items.get(code="W02").pk)
    keep_item(actor=admin, version_id=draft.pk, values=ITEM | {"code": "W03"})
    told = [(one.kind, one.code, list(one.fields)) for one in compared(draft, previous(draft))]
    assert told == [("changed", "W01", ["labour"]), ("gone", "W02", []), ("new", "W03", [])]


def test_one_draft_at_a_time_and_who_was_first_is_named(cast: Cast) -> None:
    """R11."""
    draft = begin(actor=cast.act("admin"))
    with pytest.raises(Conflict, match="方管理"):
        begin(actor=cast.act("admin"))
    discard(actor=cast.act("admin"), version_id=draft.pk)
    assert begin(actor=cast.act("admin")).number == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"), ({"labour": Decimal("-1")}, "labour"), ({"labour": Decimal("1.001")}, "labour"),
        ({"code": "x" * 21}, "code"), ({"code": "w01"}, "code"), ({"warranty_days": -1}, "warranty_days"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_refused_by_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    """R33, R39."""
    admin = cast.act("admin")
    draft = begin(actor=admin)
    keep_item(actor=admin, version_id=draft.pk, values=ITEM)
    with pytest.raises(Invalid) as refused:
        keep_item(actor=admin, version_id=draft.pk, values=ITEM | {"code": "W02"} | values)
    assert refused.value.field == field


def test_another_tenants_list_does_not_exist(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = version_of({})
    assert not PriceVersion.objects.filter(pk=theirs.pk).exists()
    with pytest.raises(NotFound):
        publish(actor=cast.act("admin"), version_id=theirs.pk, valid_from=DAY)
    with pytest.raises(NotFound):
        begin(actor=cast.act("admin"), estate_id=twin.estate.pk)


def test_only_the_admin_writes_prices(cast: Cast) -> None:
    from django.core.exceptions import PermissionDenied

    for name in ("supervisor", "clerk", "cashier", "technician"):
        with pytest.raises(PermissionDenied):
            begin(actor=cast.act(name))
