"""Every endpoint of the interface, from the URLs themselves: a new one is walked without being listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from servicedesk.people.rules import PUBLIC

METHODS = ("GET", "POST", "PATCH")


@dataclass(frozen=True)
class Address:
    """One method of one URL. `route` is relative to /api/v1/, with its variables as `<str:number>`."""

    name: str
    method: str
    route: str
    view: Any

    @property
    def variables(self) -> set[str]:
        return {part.strip("<>").split(":")[-1] for part in self.route.split("/") if part.startswith("<")}

    def path(self, **values: Any) -> str:
        """The route with its variables filled in."""
        parts = self.route.split("/")
        return "/".join(
            str(values[part.strip("<>").split(":")[-1]]) if part.startswith("<") else part for part in parts
        )

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def addresses() -> list[Address]:
    """All but the public ones."""
    found = []
    for route, pattern in patterns(get_resolver("servicedesk.api_urls")):
        view: Any = pattern.callback.cls
        if getattr(view, "rule", None) is PUBLIC:
            continue
        found += [
            Address(str(pattern.name), method, route, view) for method in METHODS if hasattr(view, method.lower())
        ]
    return found


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route.removeprefix("^/"), entry
        else:
            yield from patterns(entry, route)


def steps() -> list[Address]:
    """The transitions and actions of a ticket."""
    return [one for one in addresses() if one.method == "POST" and "number" in one.variables]
