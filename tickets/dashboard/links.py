"""Addresses of the tickets behind a figure: the register, narrowed by its query string."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def register(**query: Any) -> str:
    """/register?…; names: state (a state, or `open`), kind, day, from, to, overdue, urgent, assignee, figure.

    A trailing underscore is dropped, so that `from` can be given. '' where there is no register.
    """
    try:
        url = reverse("register")
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode({name.rstrip('_'): value for name, value in query.items()})}"


def of_days(first: date, last: date, figure: str = "") -> str:
    """The tickets registered in these days, or those behind a figure of these days."""
    named = {"figure": figure} if figure else {}
    days = {"day": last} if first == last else {"from_": first, "to": last}
    return register(**named, **days)
