"""Every URL and every endpoint, walked with another tenant's ids: 404, and no byte of theirs (Must show 3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from servicedesk.people.rules import PUBLIC
from servicedesk.tenancy.walls import tenant_models
from tests.cast import Cast, build
from tests.codebase.test_urls import patterns, rule_of
from tests.support.pictures import signature
from tickets.actions import add_photo

SECRET = "别家的秘密"
WALKERS = ("supervisor", "manager", "clerk", "technician", "cashier", "admin", "director")
# URLs with an argument that names no tenant's row.
NO_ROWS: dict[str, str] = {}


@pytest.fixture
def twin(cast: Cast) -> Cast:
    """Another company, with a row in as many tables as a ticket brings."""
    company = build("twin", "TW")
    with company.scope():
        ticket = company.ticket(description=SECRET, contact_name=SECRET)
        add_photo(ticket_id=ticket.pk, actor=company.act("clerk"), picture=signature())
        company.people["the_ticket"] = ticket  # type: ignore[assignment]
    return company


def ids_of(company: Cast) -> list[Any]:
    """One id of each of the company's tables."""
    with company.scope():
        rows = [model.objects.order_by("pk").first() for model in tenant_models()]
        return [company.tenant.pk, *(row.pk for row in rows if row is not None)]


def with_arguments() -> list[URLPattern]:
    found = [entry for entry in patterns(get_resolver()) if entry.pattern.converters and rule_of(entry.callback) is not PUBLIC]
    return sorted(found, key=lambda entry: str(entry.name))


def routes(entry: URLPattern, company: Cast) -> Iterator[str]:
    """The URL with the other company's ids in every place: the ticket's number, or each of its ids in turn."""
    names = entry.pattern.converters
    for one in ids_of(company) if set(names) - {"number"} else [None]:
        arguments = {name: company.the_ticket.number if name == "number" else one for name in names}
        try:
            yield reverse(str(entry.name), kwargs=arguments)
        except Exception:  # an id of the wrong type for this converter: not a URL
            continue


def answers(cast: Cast, url: str, method: str) -> list[HttpResponseBase]:
    """What every kind of person, or key, of our own company is answered."""
    if url.startswith("/api/"):
        headers = {"Authorization": f"Bearer {cast.admin_key}"}
        return [getattr(Client(headers=headers), method)(url, {}, content_type="application/json")]
    return [getattr(cast.client(name), method)(url) for name in WALKERS]


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("entry", with_arguments(), ids=lambda entry: str(entry.name))
def test_another_tenants_ids_are_not_found(entry: URLPattern, method: str, cast: Cast, twin: Cast) -> None:
    if entry.name in NO_ROWS:
        pytest.skip(NO_ROWS[str(entry.name)])
    for url in routes(entry, twin):
        for response in answers(cast, url, method):
            assert response.status_code in {403, 404, 405}, f"{method} {url}: {response.status_code}"
            text = body(response)
            assert SECRET not in text and twin.the_ticket.number not in text, url


@pytest.mark.parametrize("entry", sorted({str(e.name) for e in patterns(get_resolver()) if not e.pattern.converters}))
def test_no_list_shows_another_tenants_rows(entry: str, cast: Cast, twin: Cast) -> None:
    url = reverse(entry)
    if url.startswith(("/healthz", "/stream")):
        pytest.skip("shows no rows")
    for response in answers(cast, url, "get"):
        assert response.status_code < 500, url
        assert SECRET not in body(response) and twin.the_ticket.number not in body(response), url


def test_the_walk_meets_rows_of_most_tables(cast: Cast, twin: Cast) -> None:
    """A guard of the guard: the walk would prove nothing with an empty neighbour."""
    assert len(ids_of(twin)) >= 15


