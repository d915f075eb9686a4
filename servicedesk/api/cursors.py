"""Lists come in pages by cursor (R48): cheap at any depth, stable while rows are added.

A cursor is the last row's place in the order (its key), not a count: each page is one step into an index.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from servicedesk.api.problems import BadInput

PAGE_SIZE, LARGEST_PAGE = 50, 200
PARAMETERS = frozenset({"cursor", "page_size", "order"})


class Cursor(BasePagination):
    """`view.orders` maps a word to the fields of an order, the last of which is unique; the first word is the default.

    All fields of an order go the same way: all with a minus, or none.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of rows. Raises BadInput for a cursor, size or order that cannot be."""
        self.request, size = request, size_of(request)
        word, fields = order_of(request, view.orders)
        token = request.query_params.get("cursor")
        if token:
            queryset = queryset.filter(after(queryset.model, fields, decode(token, word, len(fields))))
        rows = stretch(queryset.order_by(*fields), size + 1)
        self.next = encode(word, key_of(rows[size - 1], fields)) if len(rows) > size else None
        return rows[:size]

    def paginate_list(self, items: Sequence[Any], key: Callable[[Any], str], request: Request) -> list[Any]:
        """The same for a short list in memory, sorted by `key`, which is unique."""
        self.request, size = request, size_of(request)
        token = request.query_params.get("cursor")
        last = str(decode(token, "list", 1)[0]) if token else ""
        rows = sorted((item for item in items if key(item) > last), key=key)
        self.next = encode("list", [key(rows[size - 1])]) if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next_link(), "results": data})

    def next_link(self) -> str | None:
        if self.next is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", self.next)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page's shape in OpenAPI."""
        link = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Address of the next page; null at the end.",
        }
        properties = {"next": link, "results": schema}
        return {"type": "object", "required": ["next", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The query's parameters in OpenAPI."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        words = list(getattr(view, "orders", {}))
        found = [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "From `next`."},
            {"name": "page_size", "in": "query", "schema": size},
        ]
        if len(words) > 1:
            found.append(
                {"name": "order", "in": "query", "schema": {"type": "string", "enum": words, "default": words[0]}}
            )
        return found


def stretch(ordered: Any, size: int) -> list[Any]:
    """The first rows: their keys along the index, then the rows with what is shown beside them.

    In one query with a dozen joins the planner takes tenant and estate for independent, expects few rows, and joins and
    sorts all of the tenant's: the page would grow with the table (docs/measuring.md).
    """
    keys = list(ordered.select_related(None).values_list("pk", flat=True)[:size])
    return list(ordered.filter(pk__in=keys)) if keys else []


def size_of(request: Request) -> int:
    """The wanted size of a page."""
    text = request.query_params.get("page_size", str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LARGEST_PAGE):
        raise BadInput({"page_size": _("A whole number between 1 and {n}.").format(n=LARGEST_PAGE)})
    return int(text)


def order_of(request: Request, orders: dict[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """(word, fields) of the wanted order."""
    word = request.query_params.get("order", next(iter(orders)))
    if word not in orders:
        raise BadInput({"order": _("One of: {choices}.").format(choices=", ".join(orders))})
    return word, orders[word]


def key_of(row: Model, fields: Sequence[str]) -> list[str]:
    """A row's place in an order, as texts."""
    values = (getattr(row, name.lstrip("-")) for name in fields)
    return [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]


def encode(word: str, key: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps([word, *key]).encode()).decode().rstrip("=")


def decode(token: str, word: str, length: int) -> list[str]:
    """The key inside a cursor. Raises BadInput for what we did not write, or for another order's."""
    try:
        values = json.loads(base64.urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4)).decode())
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != length + 1
        or not all(map(printable, values))
        or values[0] != word
    ):
        raise BadInput({"cursor": _("This cursor is not from this list.")})
    return values[1:]


def printable(value: Any) -> bool:
    """A text that PostgreSQL can be asked about."""
    return isinstance(value, str) and value.isprintable()


def after(model: type[Model], fields: Sequence[str], key: Sequence[str]) -> Q:
    """Rows behind `key` in this order: (a, b) < (x, y), said so that the index on (a, b) serves it."""
    descending = fields[0].startswith("-")
    names = [name.lstrip("-") for name in fields]
    try:
        values = [column(model, name).to_python(text) for name, text in zip(names, key, strict=True)]
    except (ValidationError, FieldDoesNotExist, OverflowError) as wrong:
        raise BadInput({"cursor": _("This cursor is not from this list.")}) from wrong
    strict, loose = ("lt", "lte") if descending else ("gt", "gte")
    condition = Q(**{f"{names[-1]}__{strict}": values[-1]})
    for name, value in reversed(list(zip(names, values, strict=True))[:-1]):
        condition = Q(**{f"{name}__{strict}": value}) | Q(**{name: value}) & condition
    return Q(**{f"{names[0]}__{loose}": values[0]}) & condition


def column(model: type[Model], name: str) -> "Field[Any, Any]":
    found = model._meta.get_field(name)
    if not isinstance(found, Field):
        raise FieldDoesNotExist(name)
    return found
