"""Every URL and every endpoint, walked with another tenant's ids: 404, and no byte of theirs (Must show 3)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from billing.arrears.promising import Word, promise, stop
from billing.fees.actions import set_place
from billing.fees.runs import carry_out
from servicedesk.people.rules import PUBLIC
from servicedesk.tenancy.walls import tenant_models
from servicedesk.timers.now import today_in
from tests.billing.fees import MONTH, WATER, fee_of, meter_of
from tests.cast import Cast, build
from tests.codebase.test_urls import patterns, rule_of
from tests.support.pictures import signature
from tests.support.prices import drafted
from tickets.actions import add_photo

SECRET = "别家的秘密"
NOBODYS = UUID("0190a7f0-0000-7000-8000-00000000beef")
# What it shows must be the same when the code is typed.
KEEPS = {"mfa-set-up": "the second factor's secret, of no use before that"}
WALKERS = ("supervisor", "manager", "clerk", "technician", "cashier", "admin", "director")


@pytest.fixture
def twin(cast: Cast) -> Cast:
    """Another company, with a row in as many tables as a ticket brings."""
    company = build("twin", "TW")
    with company.scope():
        ticket = company.ticket(description=SECRET, contact_name=SECRET)
        add_photo(ticket_id=ticket.pk, actor=company.act("clerk"), picture=signature())
        drafted(company)
        fees(company)
        company.people["the_ticket"] = ticket  # type: ignore[assignment]
    return company


def fees(company: Cast) -> None:
    """A fee with an exemption, a meter, a run with its bill, a promise to pay it, a stop of reminders."""
    fee, water = fee_of(company, name=SECRET), fee_of(company, **(WATER | {"name": SECRET}))
    meter_of(company, water, "100", "110")
    cashier = company.act("cashier")
    place: dict[str, Any] = {"exempt": True, "reason": SECRET, "valid_from": MONTH}
    carry_out(actor=cashier, estate_id=company.estate.pk, fee_ids=[fee.pk], period=MONTH)
    set_place(actor=company.act("admin"), fee_id=water.pk, unit_id=company.unit.pk, **place)
    word = Word(SECRET, Decimal(1), today_in(company.estate))
    promise(unit_id=company.unit.pk, actor=cashier, word=word)
    stop(unit_id=company.unit.pk, actor=cashier, kind="no_contact", reason=SECRET)


def ids_of(company: Cast) -> dict[str, Any]:
    """One id of each of the company's tables, by the table's name."""
    with company.scope():
        rows = {model._meta.db_table: model.objects.order_by("pk").first() for model in tenant_models()}
    return {"tenancy_tenant": company.tenant.pk} | {table: row.pk for table, row in rows.items() if row is not None}


def with_arguments() -> list[URLPattern]:
    found = [
        entry
        for entry in patterns(get_resolver())
        if entry.pattern.converters and rule_of(entry.callback) is not PUBLIC
    ]
    return sorted(found, key=lambda entry: str(entry.name))


def routes(entry: URLPattern, ticket: str, ids: Iterable[Any]) -> Iterator[str]:
    """The URL with the other company's ids in every place: the ticket's number, or each of its ids in turn."""
    names = entry.pattern.converters
    for one in ids if set(names) - {"number"} else [None]:
        arguments = {name: ticket if name == "number" else one for name in names}
        try:
            yield reverse(str(entry.name), kwargs=arguments)
        except Exception:  # an id of the wrong type for this converter: not a URL
            continue


class Walker:
    """Asks each URL as somebody whom its rule lets in: what keeps him out is that the row is not ours."""

    def __init__(self, cast: Cast) -> None:
        self.sessions = {name: cast.client(name) for name in WALKERS}
        self.principals = {name: cast.act(name) for name in WALKERS}
        self.keyholder = Client(headers={"Authorization": f"Bearer {cast.admin_key}"})

    def ask(self, entry: URLPattern, url: str, method: str) -> HttpResponseBase | None:
        """The answer, or None where no role of the cast is let in at all."""
        if url.startswith("/api/"):
            answer: HttpResponseBase = getattr(self.keyholder, method)(url, {}, content_type="application/json")
            return answer
        rule = rule_of(entry.callback)
        name = next((name for name, principal in self.principals.items() if rule(principal)), None)
        return getattr(self.sessions[name], method)(url) if name else None


def ids_for(walker: Walker, entry: URLPattern, ticket: str, method: str, ids: dict[str, Any]) -> list[Any]:
    """The ids that this URL could take for one of its own: of the tables in which it looks for an id that nobody has.
    All of them where it looks nowhere; none where it does not know the method at all.
    """
    with CaptureQueriesContext(connection) as asked:
        answers = [walker.ask(entry, url, method) for url in routes(entry, ticket, [NOBODYS])]
    if answers and all(answer is not None and answer.status_code == 405 for answer in answers):
        return []
    looked = [one["sql"] for one in asked if str(NOBODYS) in one["sql"]]
    return [key for table, key in ids.items() if any(table in sql for sql in looked)] or list(ids.values())


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_tenants_ids_are_not_found(method: str, cast: Cast, twin: Cast) -> None:
    walker, wrong, asked = Walker(cast), [], 0
    number, ids = twin.the_ticket.number, ids_of(twin)
    for entry in with_arguments():
        for url in routes(entry, number, ids_for(walker, entry, number, method, ids)):
            response = walker.ask(entry, url, method)
            if response is None:
                continue
            asked += 1
            if response.status_code not in {404, 405} or leaks(response, twin):
                wrong.append(f"{method} {url} ({entry.name}): {response.status_code}")
    assert asked > 100 and not wrong, "\n".join(wrong)


def leaks(response: HttpResponseBase, twin: Cast) -> bool:
    """Whether a byte of theirs is in it. The number itself was ours to ask with, so only their words count."""
    return SECRET in body(response)


def test_no_list_shows_another_tenants_rows(cast: Cast, twin: Cast) -> None:
    walker, wrong = Walker(cast), []
    for entry in patterns(get_resolver()):
        if entry.pattern.converters or rule_of(entry.callback) is PUBLIC or entry.name == "stream":
            continue
        response = walker.ask(entry, reverse(str(entry.name)), "get")
        if response is not None and (
            response.status_code >= 500 or leaks(response, twin) or twin.the_ticket.number in body(response)
        ):
            wrong.append(f"{entry.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def own_pages(cast: Cast) -> Iterator[tuple[URLPattern, str]]:
    """Each URL that needs no id, or our own ticket's number."""
    number = cast.ticket().number
    for entry in patterns(get_resolver()):
        if rule_of(entry.callback) is PUBLIC or entry.name == "stream":
            continue
        if set(entry.pattern.converters) <= {"number"}:
            yield entry, reverse(str(entry.name), args=[number] if entry.pattern.converters else [])


def test_reading_writes_nothing(cast: Cast) -> None:
    """R10: what is only looked at, printed papers too, leaves no trace but the session's own."""
    walker, wrong = Walker(cast), []
    for entry, url in own_pages(cast):
        if entry.name in KEEPS:
            continue
        with CaptureQueriesContext(connection) as asked:
            response = walker.ask(entry, url, "get")
        if response is not None:
            # Read to its end, which closes the file of a download.
            body(response)
        wrote = [sql for one in asked if (sql := one["sql"]).startswith(("INSERT", "UPDATE", "DELETE"))]
        wrong += [f"{entry.name}: {sql[:90]}" for sql in wrote if "django_session" not in sql]
    assert not wrong, "\n".join(wrong)


def test_the_walk_meets_rows_of_most_tables(cast: Cast, twin: Cast) -> None:
    """A guard of the guard: the walk would prove nothing with an empty neighbour."""
    assert len(ids_of(twin)) >= 15
