"""The code on the printed work order: a worker without an account, one visit, until it ends (R18, R22, R23)."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from billing.actions import pay
from billing.quotes.lines import Line
from dispatch import actions as dispatch
from dispatch.actions.placing import live_assignment
from servicedesk.journal.record import history
from servicedesk.web import links
from tests.cast import Cast, at, build, fresh
from tests.dispatch.steps import to_accepted, to_offered, to_on_site
from tests.support.clock import Clock
from tests.support.prices import charge
from tests.visits.drawn import drawn
from tests.visits.phone import accepted, picture
from tickets.actions import add_photo, note
from tickets.enums import State
from tickets.models import Ticket
from visits import actions as visits
from visits.models import SignOff, Visit
from visits.paper.links import contractor, path_of

ME = {"name": "王师傅", "company": "宏达电梯"}


@pytest.fixture(autouse=True)
def nobody_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Worker:
    """Somebody with the paper in his hand, and no account."""

    def __init__(self, ticket: Ticket) -> None:
        assignment = live_assignment(ticket)
        assert assignment
        self.client, self.path, self.ticket = Client(), path_of(assignment), ticket

    def get(self) -> Any:
        return self.client.get(self.path)

    def post(self, verb: str, **fields: Any) -> Any:
        return self.client.post(f"{self.path}/{verb}", fields)

    def to_work_done(self) -> None:
        self.post("arrive", **ME)
        self.post("work", work_done="换门机皮带", checks=["permission"])


def test_he_arrives_photographs_and_has_it_signed_and_then_the_code_is_dead(cast: Cast) -> None:
    """R18, R22, R23."""
    ticket = to_accepted(cast)
    worker = Worker(ticket)
    assert "我到了" in worker.get().content.decode()
    assert worker.post("arrive", **ME).status_code == 302
    assert worker.post("photo", kind="before", photo=picture()).status_code == 302
    assert worker.post("work", work_done="换门机皮带", checks=["permission", "covers"]).status_code == 302
    signed = worker.post("sign", signature=drawn(), signer_name="刘阿姨", satisfied="yes")
    assert signed.status_code == 302
    assert (fresh(ticket).state, fresh(ticket).fee) == (State.SIGNED_OFF, "owed")
    assert SignOff.objects.get(ticket=ticket).signer_name == "刘阿姨"
    ended = worker.get()
    assert ended.status_code == 410 and ticket.place not in ended.content.decode()
    for verb in ("arrive", "work", "sign"):
        assert worker.post(verb, **ME, work_done="x", signature=drawn(), signer_name="x").status_code in (410, 409)


def test_the_journal_carries_his_name(cast: Cast) -> None:
    """R10."""
    ticket = to_offered(cast)
    Worker(ticket).to_work_done()
    made = history(ticket).filter(type__startswith="visit.")
    assert {(event.actor_kind, event.actor_name) for event in made} == {("contractor", "王师傅 (宏达电梯)")}
    assert Visit.objects.get(ticket=ticket).contractor == "王师傅 (宏达电梯)"


def test_without_a_name_nobody_arrives(cast: Cast) -> None:
    ticket = to_accepted(cast)
    assert Worker(ticket).post("arrive", name=" ").status_code == 422
    assert fresh(ticket).state == State.DISPATCHED


def test_nothing_is_done_before_arrival_nor_signed_before_the_work(cast: Cast) -> None:
    """R22."""
    worker = Worker(to_accepted(cast))
    assert worker.post("photo", kind="before", photo=picture()).status_code == 409
    assert worker.post("work", work_done="x").status_code == 409
    worker.post("arrive", **ME)
    assert worker.post("sign", signature=drawn(), signer_name="刘").status_code == 422
    assert worker.post("photo", kind="signature", photo=picture()).status_code == 422


def test_he_knocks_waits_five_minutes_and_records_no_access(cast: Cast, clock: Clock) -> None:
    """R20: the times are ours; the notice's words stand on the page; with no access the code is dead."""
    ticket = to_accepted(cast)
    worker = Worker(ticket)
    worker.post("arrive", **ME)
    assert worker.post("no-access").status_code == 422 and worker.post("knock").status_code == 302
    assert "data-ring" in worker.get().content.decode()
    clock.move(timedelta(minutes=4, seconds=59))
    assert worker.post("knock").status_code == 422 and worker.post("no-access").status_code == 422
    clock.move(timedelta(seconds=1))
    assert worker.post("knock").status_code == 302
    page = worker.get().content.decode()
    assert cast.estate.desk_phone in page and "没人在家，已留通知" in page
    assert worker.post("no-access").status_code == 302
    assert (fresh(ticket).state, fresh(ticket).no_access_count) == (State.REGISTERED, 1)
    ended = worker.get()
    assert ended.status_code == 410 and "已记没人在家" in ended.content.decode()
    assert history(ticket).get(type="visit.no_access").actor_kind == "contractor"


def test_who_was_let_in_and_who_works_in_a_public_area_need_not_knock(cast: Cast) -> None:
    """R20: a door is knocked at where a household lives."""
    worker = Worker(to_accepted(cast))
    worker.to_work_done()
    assert 'id="knocking"' not in worker.get().content.decode()
    assert worker.post("no-access").status_code == 409
    lift = Worker(accepted(cast, kind="public_repair", unit_id=None, area_id=cast.area.pk))
    lift.post("arrive", **ME)
    assert 'id="knocking"' not in lift.get().content.decode()


def test_a_missing_signature_needs_its_reason_here_too(cast: Cast) -> None:
    """R23."""
    worker = Worker(to_accepted(cast))
    worker.to_work_done()
    assert worker.post("sign").status_code == 422
    assert worker.post("sign", unsigned_reason="业户外出").status_code == 302


def test_the_code_ends_when_somebody_else_is_sent(cast: Cast) -> None:
    ticket = to_accepted(cast)
    worker = Worker(ticket)
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="换人")
    dispatch.offer(ticket_id=ticket.pk, actor=cast.act("clerk"), staff_id=cast.foreman.pk)
    assert worker.get().status_code == 410
    assert worker.post("arrive", **ME).status_code == 410
    assert not Visit.objects.exists() and Worker(ticket).get().status_code == 200


def test_the_paper_opens_nothing_else(cast: Cast) -> None:
    """Least right: not the resident's page, not another ticket, and a resident's link is no paper."""
    ticket, other = to_accepted(cast), to_offered(cast)
    token = Worker(ticket).path.split("/")[2]
    for page in ("", "grade", "time", "report"):
        assert Client().get(f"/r/{token}/{page}").status_code == 404
    follow = links.sign(cast.tenant.pk, "follow", ticket.pk)
    assert Client().get(f"/r/{follow}/order").status_code == 404
    him = contractor("王", ticket)
    for act in (
        lambda: visits.arrive(ticket_id=other.pk, actor=him),
        lambda: note(ticket_id=ticket.pk, actor=him, text="x"),
        lambda: dispatch.recall(ticket_id=ticket.pk, actor=him, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_companys_paper_is_not_found_here(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = Worker(to_accepted(twin))
        assignment = live_assignment(theirs.ticket)
        assert assignment
    forged = links.sign(cast.tenant.pk, "paper", assignment.pk)
    assert Client().get(f"/r/{forged}/order").status_code == 404
    assert Client().post(f"/r/{forged}/order/arrive", ME).status_code == 404
    assert Client().get(f"{theirs.path[:-8]}x/order").status_code == 404


def test_who_is_signed_in_elsewhere_still_acts_for_the_paper_only(cast: Cast) -> None:
    """The link's tenant is in scope, whoever holds the browser."""
    ticket = to_accepted(cast)
    twin = build("twin", "TW")
    worker = Worker(ticket)
    worker.client = twin.client("admin")
    assert worker.post("arrive", **ME).status_code == 302
    with cast.scope():
        assert history(ticket).get(type="visit.arrived").actor_kind == "contractor"


def test_a_stranger_may_not_knock_without_end(cast: Cast) -> None:
    worker = Worker(to_accepted(cast))
    answers = [worker.post("arrive", name="").status_code for _n in range(62)]
    assert answers[0] == 422 and answers[-1] == 429


def code_of(cast: Cast, name: str, ticket: Ticket) -> bool:
    page = cast.client(name).get(f"/tickets/{ticket.number}/print/work-order").content.decode()
    assert len(re.findall("<svg", page)) >= 2
    return "本次上门结束即失效" in page


def test_the_code_is_printed_by_who_may_send_somebody_or_goes_himself(cast: Cast) -> None:
    ticket = to_accepted(cast)
    assert code_of(cast, "clerk", ticket) and code_of(cast, "technician", ticket)
    assert not code_of(cast, "cashier", ticket) and not code_of(cast, "second_technician", ticket)


def test_the_printed_order_says_what_was_done_and_what_it_cost(cast: Cast) -> None:
    """R22, R39, domain §11."""
    ticket, him = to_accepted(cast), cast.act("technician")
    visits.arrive(ticket_id=ticket.pk, actor=him)
    used = [visits.PartUsed("角阀", Decimal(2), Decimal("12.50")), visits.PartUsed("软管", Decimal(1), Decimal("8.00"))]
    visits.record_work(ticket_id=ticket.pk, actor=him, work_done="换角阀和软管", parts=used)
    page = cast.client("clerk").get(f"/tickets/{ticket.number}/print/work-order").content.decode()
    assert "换角阀和软管" in page and "25.00" in page and "￥ 33.00" in page


def test_the_printed_order_says_what_was_told_and_how_it_was_paid(cast: Cast) -> None:
    """R33, R35: not what the parts cost; these stand with the work."""
    ticket = to_on_site(cast)
    him = cast.act("technician")
    visits.record_work(
        ticket_id=ticket.pk,
        actor=him,
        work_done="换角阀",
        parts=[visits.PartUsed("角阀", Decimal(2), Decimal("12.50"))],
    )
    lines = [Line(name="更换角阀（含材料）", unit_price=Decimal("45"), quantity=Decimal(2))]
    charge(ticket_id=ticket.pk, actor=him, payer="resident", lines=lines)
    pay(ticket_id=ticket.pk, actor=him, amount=Decimal("90"), method="card")
    page = cast.client("clerk").get(f"/tickets/{ticket.number}/print/work-order").content.decode()
    for words in ("更换角阀（含材料）", "￥ 90.00", "玖拾元整", "用料：角阀 × 2", "☑ 业户", "☑ 刷卡"):
        assert words in page
    assert "25.00" not in page


def test_nothing_else_takes_a_contractors_photo(cast: Cast) -> None:
    ticket, other = to_accepted(cast), to_offered(cast)
    with pytest.raises(PermissionDenied):
        add_photo(ticket_id=other.pk, actor=contractor("王", ticket), picture=None)  # type: ignore[arg-type]


def sent_later(worker: Worker, verb: str, key: str, at_minute: str, **fields: Any) -> Any:
    """As offline.js sends what it kept."""
    headers = {"HX-Request": "true", "Idempotency-Key": key}
    values = {"happened_at": at(f"2026-11-21 {at_minute}").isoformat(), **fields}
    return worker.client.post(f"{worker.path}/{verb}", values, headers=headers)


def test_what_was_kept_without_network_counts_at_its_tap_and_once(cast: Cast, clock: Clock) -> None:
    """R20, R48: both times stand in the history; said again under its key it changes nothing."""
    clock.set(at("2026-11-21 10:00"))
    ticket = to_accepted(cast)
    worker = Worker(ticket)
    clock.set(at("2026-11-21 10:40"))
    for _again in range(2):
        assert sent_later(worker, "arrive", "a", "10:10", **ME).status_code == 200
        assert sent_later(worker, "knock", "b", "10:11").status_code == 200
        assert sent_later(worker, "knock", "c", "10:16").status_code == 200
        answer = sent_later(worker, "no-access", "d", "10:17")
        assert answer.status_code == 200 and answer["HX-Redirect"] == worker.path
    visit = Visit.objects.get(ticket=ticket)
    taps = (visit.arrived_at, visit.first_knock_at, visit.second_knock_at, visit.ended_at)
    assert taps == tuple(at(f"2026-11-21 10:{minute}") for minute in (10, 11, 16, 17))
    kinds = [event.type for event in history(ticket)]
    assert (kinds.count("visit.arrived"), kinds.count("visit.knocked"), kinds.count("visit.no_access")) == (1, 2, 1)
    event = history(ticket).get(type="visit.no_access")
    assert datetime.fromisoformat(event.payload["received_at"]) == at("2026-11-21 10:40")


def test_what_comes_after_the_paper_has_ended_is_refused_in_words(cast: Cast) -> None:
    """R23: the phone then says why it was not taken."""
    ticket = to_accepted(cast)
    worker = Worker(ticket)
    dispatch.recall(ticket_id=ticket.pk, actor=cast.act("clerk"), reason="换人")
    answer = worker.client.post(f"{worker.path}/arrive", ME, HTTP_HX_REQUEST="true")
    assert answer.status_code == 410 and "已结束" in answer["HX-Trigger"].encode().decode("unicode_escape")
    assert worker.client.get(worker.path, HTTP_HX_REQUEST="true")["HX-Redirect"] == worker.path
