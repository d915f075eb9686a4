"""A system client for the tests: JSON in, JSON out, in English."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

ROOT = "/api/v1/"


class Api:
    """`api.post("tickets", {...})`; the answers keep Django's response with `.data` for its JSON."""

    def __init__(self, key: str, **headers: str) -> None:
        self.client = Client(
            headers={"Accept-Language": "en", **({"Authorization": f"Bearer {key}"} if key else {}), **headers}
        )

    def call(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """One request; the body as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        path = address if address.startswith("/") else ROOT + address
        response = self.client.generic(method, path, content, content_type="application/json", headers=headers or None)
        response.data = answer(response)  # type: ignore[attr-defined]
        return response

    def get(self, address: str, **query: str) -> Any:
        response: Any = self.client.get(address if address.startswith(("/", "http")) else ROOT + address, query)
        response.data = answer(response)
        return response

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", address, {} if body is None else body, **headers)

    def patch(self, address: str, body: Any) -> Any:
        return self.call("PATCH", address, body)

    def step(self, ticket: Any, verb: str, **body: Any) -> Any:
        """A transition of a ticket (its answer, or its number). Fails the test unless it is taken."""
        number = ticket if isinstance(ticket, str) else ticket["number"]
        response = self.post(f"tickets/{number}/{verb}", body)
        assert response.status_code == 200, f"{verb}: {response.status_code} {response.data}"
        return response.data


def answer(response: Any) -> Any:
    return json.loads(response.content) if "json" in response.get("Content-Type", "") and response.content else None


def report(cast: Any, **changes: Any) -> dict[str, Any]:
    """A plain kitchen leak as another system reports it."""
    return {
        "estate": cast.estate.code, "kind": "household_repair", "description": "厨房水槽下面漏水", "unit": "3-2-1201",
        "contact_name": "刘阿姨", "contact_phone": "13800005678", "skill": "plumbing", **changes,
    }  # fmt: skip


def fields(response: Any) -> dict[str, str]:
    """A problem's fields with the rule of each."""
    return {error["field"]: error["rule"] for error in response.data["errors"]}


@contextmanager
def keeping_the_connection() -> Iterator[None]:
    """A request through the real handler must not close the connection that holds the test's transaction.

    Django's test client does the same around each of its requests, and undoes it after each.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
