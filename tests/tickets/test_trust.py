"""Figures of trust: what was kept, how late the clock fired, what was waited gross and net (R30, R31, R41)."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from servicedesk.timers import engine
from tests.api.client import Api
from tests.cast import Cast, at, fresh
from tests.dispatch.steps import to_offered, to_on_site
from tests.support.clock import Clock
from tests.support.pictures import signature
from tickets.models import Ticket
from tickets.trust.queries import Trust, trust
from visits import actions as visits

DAY = at("2026-11-21 10:00")


def figures(cast: Cast) -> Trust:
    return trust(cast.estate, DAY.date(), DAY.date())


def kind(found: Trust, name: str) -> Any:
    return next(one for one in found.kinds if one.kind == name)


@pytest.fixture
def missed(cast: Cast, clock: Clock) -> Ticket:
    """Two tickets: one dispatched in time, the other not, noticed half a minute late."""
    clock.set(DAY)
    to_offered(cast)
    late = cast.ticket()
    clock.set(DAY + timedelta(minutes=10, seconds=30))
    engine.sweep()
    return late


def test_deadlines_kept_are_counted_by_kind(cast: Cast, missed: Ticket) -> None:
    """R41: one of two dispatch deadlines was kept; what is not decided yet is not counted."""
    found = figures(cast)
    assert (kind(found, "dispatch").kept.good, kind(found, "dispatch").kept.of) == (1, 2)
    assert found.kept.percent is not None and not any(one.kept.of for one in found.kinds if one.kind == "callback")


def test_lateness_is_what_lay_between_due_and_fired(cast: Cast, missed: Ticket) -> None:
    """R30: warning at 10:08 and breach at 10:10, both fired at 10:10:30."""
    late = kind(figures(cast), "dispatch").lateness
    assert (late.fired, late.p50, late.worst) == (2, 90.0, 150.0)


def test_waiting_is_reported_gross_and_net_of_suspension(cast: Cast, clock: Clock) -> None:
    """R31: six hours from report to signature, five of them suspended for parts."""
    clock.set(DAY)
    ticket, actor = to_on_site(cast), cast.act("technician")
    visits.suspend(ticket_id=ticket.pk, actor=actor, reason="parts", resume_at=DAY + timedelta(hours=5))
    clock.set(DAY + timedelta(hours=5))
    from dispatch import actions as dispatch

    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.technician.pk)
    dispatch.accept(ticket_id=ticket.pk, actor=actor, arrival_at=DAY + timedelta(hours=5, minutes=10))
    visits.arrive(ticket_id=ticket.pk, actor=actor)
    clock.set(DAY + timedelta(hours=6))
    visits.record_work(ticket_id=ticket.pk, actor=actor, work_done="更换角阀")
    visits.sign_off(ticket_id=ticket.pk, actor=actor, signer_name="刘阿姨", signature=signature(), fee="free")
    waited = figures(cast).waiting
    assert (waited.tickets, waited.suspended, waited.gross_p50, waited.net_p50) == (1, 1, 6 * 3600.0, 3600.0)


def test_each_figure_opens_its_tickets(cast: Cast, missed: Ticket) -> None:
    supervisor = cast.client("supervisor")
    page = supervisor.get("/trust?period=today")
    row = next(one for one in page.context["rows"] if one["one"].kind == "dispatch")
    for name, expected in (("all", 2), ("late", 1), ("fired", 1)):
        text = supervisor.get(row[name]).content.decode()
        assert text.count("<tr data-item") == expected or missed.number in text, name
    assert missed.number in supervisor.get(row["late"]).content.decode()
    for url in page.context["url"].values():
        assert supervisor.get(url).status_code == 200


def test_the_page_is_the_leaders_and_counts_its_queries(cast: Cast, missed: Ticket) -> None:
    for who, status in (("supervisor", 200), ("manager", 200), ("director", 200), ("clerk", 403), ("technician", 403)):
        assert cast.client(who).get("/trust").status_code == status


def test_the_figures_go_out_as_a_table_and_over_rest(cast: Cast, missed: Ticket) -> None:
    """R47: the same figures."""
    out = b"".join(cast.client("supervisor").get("/trust/export?period=today").streaming_content)  # type: ignore[attr-defined]
    rows = list(openpyxl.load_workbook(BytesIO(out)).active.iter_rows(values_only=True))
    assert rows[1][:7] == ("派工", "2", "1", "1", "50.0", "2", "90.0")
    api = Api(cast.api_key)
    (found,) = api.get("trust", estate="HJ", since="2026-11-21", until="2026-11-21").data["results"]
    first = next(one for one in found["kinds"] if one["kind"] == "dispatch")
    assert (first["kept"]["percent"], first["lateness"]["worst"]) == (50.0, 150.0)
    assert api.get("trust", estate="NO").status_code == 404 and fresh(missed).estate == cast.estate
