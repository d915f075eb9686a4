"""How often a stranger may knock: a count per key in the cache. While the cache is away nobody is held back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from servicedesk.web.errors import problem

View = Callable[..., HttpResponse]


def too_often(key: str, most: int, seconds: int) -> bool:
    """Count this once; whether it was more than `most` in the last `seconds` (counted from the first)."""
    name = f"throttle:{key}"
    if cache.add(name, 1, seconds):
        return False
    try:
        return int(cache.incr(name)) > most
    except (ValueError, RedisError):
        return False


def limited(what: str, *, reads: int, writes: int, seconds: int) -> Callable[[View], View]:
    """Decorator for public views: at most so many reads and writes in `seconds` per address; then 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            kind, most = ("w", writes) if request.method == "POST" else ("r", reads)
            if too_often(f"{what}:{kind}:{get_client_ip_address(request)}", most, seconds):
                response = problem(request, 429, _("Too many tries. Please wait a while."), "errors/refused.html")
                response["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return guarded

    return decorate
