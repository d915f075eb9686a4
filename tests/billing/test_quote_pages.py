"""Quotes on the pages: the desk's steps, the technician's phone, the resident's link, reviews due; REST (R33, R34)."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.actions import outstanding
from billing.models import DeveloperWarranty, Quote
from billing.quotes.actions import propose
from billing.quotes.lines import Line
from tests.api.client import Api, fields
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock
from tests.support.pictures import png
from tests.support.prices import listed, version_of
from tests.visits.phone import accepted
from tickets.enums import Fee
from tickets.follow import follow_path
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
SIGNATURE = "data:image/png;base64," + base64.b64encode(png()).decode()
OWN = [Line(name="换水泵", unit_price=Decimal("300"))]


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock.set(at("2026-11-21 10:00"))


def post(cast: Cast, who: str, ticket: Ticket, verb: str, **values: str) -> Any:
    return cast.client(who).post(reverse(f"ticket-{verb}", args=[ticket.number]), values, **HTMX)


def told(cast: Cast, ticket: Ticket | None = None) -> Ticket:
    ticket = ticket or cast.ticket()
    propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=[Line(item_id=listed().pk)])
    return ticket


def test_the_desk_tells_the_lists_price_and_keeps_the_consent(cast: Cast) -> None:
    """R33."""
    ticket, item = cast.ticket(), listed()
    values = {"payer": "resident", "item_1": str(item.pk), "quantity_1": "2", "seen": "0"}
    assert post(cast, "clerk", ticket, "charge", **values).status_code == 200
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "等业户同意" in page and "¥91.00" in page
    assert post(cast, "clerk", ticket, "consent", means="phone", name="刘阿姨", version="1").status_code == 200
    assert (fresh(ticket).fee, outstanding(ticket)) == (Fee.QUOTED, Decimal("91.00"))


def test_the_supervisor_reviews_at_his_price(cast: Cast) -> None:
    """R33."""
    ticket = cast.ticket()
    propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=OWN)
    due = cast.client("supervisor").get(reverse("billing-reviews")).content.decode()
    assert ticket.number in due and "换水泵" in due
    assert post(cast, "clerk", ticket, "review-fee", verdict="approve", price_1="260").status_code == 403
    answer = post(cast, "supervisor", ticket, "review-fee", verdict="back", price_1="300")
    assert answer.status_code == 422 and b"step-reason-error" in answer.content
    post(cast, "supervisor", ticket, "review-fee", verdict="approve", price_1="260", version="1")
    assert list(Quote.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "offered"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"price_1": "5"}, "name_1"), ({"name_1": "x"}, "price_1"), ({}, "item_1"), ({"item_1": "x"}, "item_1")],
)
def test_a_line_that_says_half_is_refused_beside_its_field(cast: Cast, values: dict[str, str], field: str) -> None:
    """R33."""
    answer = post(cast, "clerk", cast.ticket(), "charge", payer="resident", **values)
    assert answer.status_code == 422 and f"step-{field}-error" in answer.content.decode()
    assert not Quote.objects.exists()


def test_who_writes_over_a_newer_version_reads_who_was_first(cast: Cast) -> None:
    """R11."""
    ticket = told(cast)
    item = str(listed(cast.estate).pk)
    answer = post(cast, "clerk", ticket, "charge", payer="resident", item_1=item, seen="0")
    assert answer.status_code == 409 and Quote.objects.count() == 1


def test_the_older_versions_stay_readable_on_the_ticket(cast: Cast) -> None:
    """R33."""
    ticket = told(cast)
    post(cast, "clerk", ticket, "withdraw-quote", reason="数量不对")
    propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=OWN)
    page = cast.client("clerk").get(reverse("ticket", args=[ticket.number])).content.decode()
    assert "第 1 版" in page and "数量不对" in page and "第 2 版" in page and "收费评审" in page


def phone_of(cast: Cast, ticket: Ticket) -> tuple[Client, str]:
    return cast.client("technician"), reverse("phone-quote", args=[ticket.number])


def test_the_technician_tells_the_price_and_the_resident_signs_on_the_glass(cast: Cast) -> None:
    """R33: shown large before the signature."""
    ticket, item = accepted(cast), listed(warranty_days=30)
    phone, url = phone_of(cast, ticket)
    assert item.name in phone.get(url).content.decode()
    phone.post(url, {"do": "propose", f"qty-{item.pk}": "2", "payer": "resident", "seen": "0"})
    shown = phone.get(url).content.decode()
    assert "¥91.00" in shown and "玖拾壹元整" in shown
    assert phone.post(url, {"do": "consent", "name": "刘淑芬", "version": "1"}).status_code == 422
    phone.post(url, {"do": "consent", "name": "刘淑芬", "signature": SIGNATURE, "version": "1"})
    assert (Quote.objects.get().means, fresh(ticket).fee) == ("signature", Fee.QUOTED)


def test_what_the_technician_names_himself_waits_for_the_supervisor(cast: Cast) -> None:
    """R33."""
    ticket = accepted(cast)
    phone, url = phone_of(cast, ticket)
    assert (
        phone.post(url, {"do": "propose", "own-name": "换水泵", "own-price": "", "payer": "resident"}).status_code
        == 422
    )
    phone.post(url, {"do": "propose", "own-name": "换水泵", "own-price": "300", "payer": "resident"})
    assert Quote.objects.get().state == "review" and "主管" in phone.get(url).content.decode()
    phone.post(url, {"do": "withdraw", "why": "不修了", "version": "1"})
    assert Quote.objects.get().state == "withdrawn"


def test_the_fund_is_chosen_on_the_phone_and_holds_at_once(cast: Cast) -> None:
    """R34."""
    ticket, item = accepted(cast), listed()
    phone, url = phone_of(cast, ticket)
    phone.post(url, {"do": "propose", f"qty-{item.pk}": "1", "payer": "common_fund:repair_fund"})
    line = Quote.objects.get().lines.get()
    assert (line.payer, line.account, fresh(ticket).fee) == ("common_fund", "repair_fund", Fee.FREE)


def test_told_again_a_line_keeps_who_pays_it(cast: Cast) -> None:
    """R34: on the phone and at the desk."""
    ticket, items = accepted(cast), version_of({}, {"code": "W02"}).items.order_by("code")
    told_lines = [Line(item_id=items[0].pk), Line(item_id=items[1].pk, payer="common_fund", account="repair_fund")]
    propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=told_lines)
    phone, url = phone_of(cast, ticket)
    page = phone.get(f"{url}?new=1").content.decode()
    assert f'name="payer-{items[1].pk}" value="common_fund:repair_fund"' in page
    form = cast.client("clerk").get(reverse("ticket-charge", args=[ticket.number])).context["form"]
    assert (form["payer"].value(), form["payer_2"].value()) == ("resident", "common_fund:repair_fund")
    qty = {f"qty-{item.pk}": "2" for item in items}
    kept = {f"payer-{items[1].pk}": "common_fund:repair_fund"}
    phone.post(url, {"do": "propose", "payer": "resident", "seen": "1:offered", **qty, **kept})
    assert outstanding(ticket) == 0
    lines = Quote.objects.get(number=2).lines.order_by("item__code")
    assert list(lines.values_list("account", flat=True)) == ["receivable", "repair_fund"]


def test_somebody_elses_job_has_no_price_on_his_phone(cast: Cast) -> None:
    assert cast.client("second_technician").get(phone_of(cast, accepted(cast))[1]).status_code == 404


def test_the_resident_reads_the_price_by_his_link_and_agrees(cast: Cast) -> None:
    """R33."""
    ticket = told(cast)
    url = f"{follow_path(ticket)}price"
    assert "price" in Client().get(follow_path(ticket)).content.decode()
    assert "¥45.50" in Client().get(url).content.decode()
    assert Client().post(url, {"agree": "1", "version": "1"}).status_code == 302
    assert (Quote.objects.get().means, outstanding(ticket)) == ("link", Decimal("45.50"))
    assert Client().post(url, {"decline": "1", "version": "1", "reason": "x"}).status_code == 409


def test_the_resident_declines_by_his_link_with_a_reason(cast: Cast) -> None:
    """R33."""
    ticket = told(cast)
    url = f"{follow_path(ticket)}price"
    assert Client().post(url, {"decline": "1", "version": "1", "reason": ""}).status_code == 422
    Client().post(url, {"decline": "1", "version": "1", "reason": "太贵"})
    assert (Quote.objects.get().state, outstanding(ticket)) == ("declined", Decimal(0))


def test_a_price_in_review_is_not_the_residents_to_read(cast: Cast) -> None:
    ticket = cast.ticket()
    propose(ticket_id=ticket.pk, actor=cast.act("technician"), lines=OWN)
    assert "¥300" not in Client().get(f"{follow_path(ticket)}price").content.decode()


def test_the_developers_warranty_is_kept_by_estate_and_building(cast: Cast) -> None:
    """R34."""
    url, building = reverse("billing-warranties"), str(cast.unit.building_id)
    admin = cast.client("admin")
    admin.post(url, {"building": "", "ends_on": "2027-05-31"})
    admin.post(url, {"building": building, "ends_on": "2026-05-31"})
    admin.post(url, {"building": "", "ends_on": "2027-13-31"})
    assert sorted(str(one.ends_on) for one in DeveloperWarranty.objects.all()) == ["2026-05-31", "2027-05-31"]
    admin.post(url, {"building": building, "ends_on": ""})
    assert DeveloperWarranty.objects.get().building_id is None
    assert cast.client("supervisor").post(url, {"building": "", "ends_on": ""}).status_code == 403
    assert DeveloperWarranty.objects.count() == 1


def test_more_reviews_ask_no_more_queries(cast: Cast) -> None:
    counts = []
    client = cast.client("supervisor")
    for n in (1, 2):
        for _ in range(n):
            propose(ticket_id=cast.ticket().pk, actor=cast.act("technician"), lines=OWN)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("billing-reviews"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_key_names_the_reviewer_and_reads_every_version(cast: Cast) -> None:
    """R33, R47."""
    api, ticket = Api(cast.api_key), cast.ticket()
    api.step(ticket.number, "charge", lines=[{"name": "换水泵", "unit_price": "300.00"}])
    clerk = api.post(f"tickets/{ticket.number}/review-fee", {"approve": True, "reviewer": cast.clerk.employee_no})
    assert clerk.status_code == 403
    said = {"approve": True, "reviewer": cast.supervisor.employee_no, "prices": [{"line": 1, "unit_price": "260.00"}]}
    api.step(ticket.number, "review-fee", **said)
    versions = api.get(f"tickets/{ticket.number}/quotes").data["results"]
    assert [(one["state"], one["total"]) for one in versions] == [("replaced", "300.00"), ("offered", "260.00")]
    wrong = api.post(f"tickets/{ticket.number}/consent", {"means": "signature", "name": "刘"})
    assert (wrong.status_code, fields(wrong)) == (422, {"signature": "R33"})
    api.step(ticket.number, "consent", means="phone", name="刘淑芬")
    agreed = api.get(f"tickets/{ticket.number}/quotes").data["results"][1]
    assert (agreed["reviewed_by"], agreed["consent_phone"]) == ("郑国栋", "138****5678")


def test_the_price_list_is_written_over_rest(cast: Cast) -> None:
    """R33, R47."""
    admin = Api(cast.admin_key)
    version = admin.post("price-versions", {"estate": "HJ"}).data
    line = {"code": "W01", "name": "更换角阀", "unit": "个", "labour": "30.00", "warranty_days": 90}
    assert admin.post(f"price-versions/{version['id']}/items", line).status_code == 201
    assert fields(admin.post(f"price-versions/{version['id']}/items", line)) == {"code": "R33"}
    admin.patch(f"price-versions/{version['id']}/items/W01", {"labour": "35.00"})
    done = admin.post(f"price-versions/{version['id']}/publish", {"valid_from": "2026-11-21"})
    assert (done.data["state"], admin.get("prices", estate="HJ").data["results"][0]["price"]) == ("published", "35.00")
    assert admin.patch(f"price-versions/{version['id']}/items/W01", {"labour": "1.00"}).status_code == 409
    assert Api(cast.api_key).post("price-versions", {}).status_code == 403


def test_another_tenants_version_is_unknown_to_a_key(cast: Cast) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        theirs = version_of({})
    admin = Api(cast.admin_key)
    assert admin.get(f"price-versions/{theirs.pk}").status_code == 404
    assert admin.post(f"price-versions/{theirs.pk}/discard").status_code == 404
