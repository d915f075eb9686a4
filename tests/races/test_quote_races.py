"""Two at the same price at the same moment: one wins, the other reads who was first (R11, R33)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from billing.models import PriceVersion, Quote
from billing.prices.actions import begin, keep_item, publish
from billing.quotes.actions import propose
from billing.quotes.consenting import consent, withdraw
from billing.quotes.lines import Line
from billing.quotes.reviewing import review
from billing.quotes.said import seen_as
from servicedesk.refusals import Refusal
from servicedesk.timers.now import today_in
from tests.cast import Cast
from tests.support.prices import ITEM, listed

pytestmark = pytest.mark.django_db(transaction=True)


def together(cast: Cast, *acts: Callable[[], Any]) -> list[str]:
    """'' for who won, the refusal's words for who came second, in the order of the acts."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            with cast.scope():
                act()
        except Refusal as refusal:
            return str(refusal.message)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_review_and_withdrawal(live_cast: Cast) -> None:
    cast = live_cast
    with cast.scope():
        ticket = cast.ticket()
        propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=[Line(name="换泵", unit_price=Decimal("300"))])
    said = together(
        cast,
        lambda: review(ticket_id=ticket.pk, actor=cast.act("supervisor"), approve=False, reason="太贵", version=1),
        lambda: withdraw(ticket_id=ticket.pk, actor=cast.act("technician"), reason="说错了", version=1),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert next(filter(None, said)).startswith(("孙海涛", "郑国栋"))


def test_consent_and_a_new_version(live_cast: Cast) -> None:
    cast = live_cast
    with cast.scope():
        ticket, item = cast.ticket(), listed()
        lines = [Line(item_id=item.pk)]
        seen = seen_as(propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=lines))
    said = together(
        cast,
        lambda: consent(ticket_id=ticket.pk, actor=cast.act("technician"), means="phone", name="刘淑芬", version=1),
        lambda: propose(ticket_id=ticket.pk, actor=cast.act("clerk"), lines=lines, reason="多一个", seen=seen),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert next(filter(None, said)).startswith(("刘淑芬", "林晓雯"))
    with cast.scope():
        assert Quote.objects.filter(state__in=("offered", "consented")).count() == 1


def test_two_drafts_begun_at_once(live_cast: Cast) -> None:
    cast = live_cast
    said = together(cast, *[lambda: begin(actor=cast.act("admin"))] * 2)
    with cast.scope():
        assert (sorted(map(bool, said)), PriceVersion.objects.count()) == ([False, True], 1)


def test_a_line_written_while_the_draft_is_published(live_cast: Cast) -> None:
    """What is told is what was published: the line is in it, or refused."""
    cast = live_cast
    with cast.scope():
        draft = begin(actor=cast.act("admin"))
        keep_item(actor=cast.act("admin"), version_id=draft.pk, values=ITEM)
        day = today_in()
    other = ITEM | {"code": "W02"}
    said = together(
        cast,
        lambda: publish(actor=cast.act("admin"), version_id=draft.pk, valid_from=day),
        lambda: keep_item(actor=cast.act("admin"), version_id=draft.pk, values=other),
    )
    with cast.scope():
        assert said[0] == "" and draft.items.count() == (1 if said[1] else 2)
