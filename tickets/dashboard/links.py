"""Addresses of the tickets behind a figure: the register, narrowed by its query string."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def register(**query: Any) -> str:
    """/register?…; names as its filter has them: since, until, state, urgent, assignee, figure (behind.py)."""
    return f"{reverse('register')}?{urlencode(query)}"


def of_days(first: date, last: date, figure: str = "", estate: Any = None) -> str:
    """The tickets registered in these days, or those behind a figure of these days; of the estate one works in, or
    of `estate`.
    """
    named = {"figure": figure} if figure else {}
    place = {"estate": estate.pk} if estate is not None else {}
    return register(**named, **place, since=first, until=last)
