"""The desk, the daybook and the REST list with ten thousand and a million tickets: their cost must not grow."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.companies import Company, companies
from bench.copying import copier
from bench.figures import percentile, report, spread
from bench.http import Browser, free_port
from bench.servers import say, web
from bench.tickets import Tickets
from servicedesk.timers.now import now

# What a desk has open depends on its people, not on how long the company has been a customer.
OPEN_EACH = 40
GOALS = {"goal_ratio": 1.3, "goal_p95_ms": 150, "goal_load_s": 180}
Times = dict[str, list[float]]


def run(*, quick: bool, data: Path) -> None:
    """Load the small size and measure, load the rest and measure again, compare."""
    tenants, small, large = (2, 120, 300) if quick else (200, 10_000, 1_000_000)
    requests = 2 if quick else 200
    with copier(checked=quick) as into:
        firms = companies(into, tenants, now())
    load(firms, small, 0, checked=quick)
    before = measure(firms, small, requests)
    load(firms, large - small, small, checked=quick)
    after = measure(firms, large, requests)
    compare(before, after, {"tenants": tenants, "tickets": [small, large], "requests": requests})


def load(firms: list[Company], tickets: int, already: int, *, checked: bool) -> None:
    """So many more tickets, evenly over the firms; the first load brings the open ones with clocks and timers."""
    began = time.monotonic()
    each = tickets // len(firms)
    with copier(checked=checked) as into:
        maker = Tickets(into, now(), seed=already + 1)
        for firm in firms:
            if not already:
                maker.open(firm, OPEN_EACH)
            maker.closed(firm, each if already else each - OPEN_EACH, first=already)
        copied = time.monotonic()
        into.analyse()
    seconds = time.monotonic() - began
    sizes = {"tenants": len(firms), "tickets": tickets, "already": already}
    figures = {"seconds": round(seconds, 1), "of_it_vacuum_analyze": round(began + seconds - copied, 1),
               "throughput_per_s": round(tickets / seconds)}  # fmt: skip
    report("list.load", sizes, figures, goal_load_s=GOALS["goal_load_s"])


def measure(firms: list[Company], tickets: int, requests: int) -> Times:
    """Each page in turn, by clerks of many companies, one client: the server's time over real HTTP."""
    chosen = firms[:: max(1, len(firms) // 20)]
    times: Times = {"desk": [], "register": [], "register.more": [], "api.tickets": [], "api.tickets.next": []}
    with web(free_port()) as base:
        visitors = [Visitor(base, firm) for firm in chosen]
        for nth in range(requests + len(visitors)):
            found = visitors[nth % len(visitors)].look()
            # The first look of each is the warming up.
            if nth >= len(visitors):
                for name, seconds in found.items():
                    times[name].append(seconds)
    for name, spent in times.items():
        if spent:
            sizes = {"tenants": len(firms), "tickets": tickets, "open_each": OPEN_EACH, "requests": len(spent)}
            report(f"list.{name}", sizes, {**spread(spent), "throughput_per_s": round(len(spent) / sum(spent), 1)})
    return times


class Visitor:
    """A clerk of one company, signed in, and that company's key."""

    def __init__(self, base: str, firm: Company) -> None:
        self.page = Browser(base, Cookie=f"{settings.SESSION_COOKIE_NAME}={session(firm)}")
        self.api = Browser(base, Authorization=f"Bearer {firm.secret}")

    def look(self) -> dict[str, float]:
        """Each page once; where a list goes on, its next part."""
        found = {"desk": self.read("/desk"), "register": self.read("/register")}
        body = self.fetch(self.api, "/api/v1/tickets", found, "api.tickets")
        following = following_of(body)
        if following:
            self.fetch(self.api, following, found, "api.tickets.next")
        since = "/register?since=2020-01-01"
        found["register.more"] = self.read(since)
        return found

    def read(self, path: str) -> float:
        found: dict[str, float] = {}
        self.fetch(self.page, path, found, path)
        return found[path]

    def fetch(self, browser: Browser, path: str, found: dict[str, float], name: str) -> bytes:
        seconds, status, body = browser.get(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body.decode()[:300]}")
        found[name] = seconds
        return body


def following_of(body: bytes) -> str:
    """The path of a REST list's next part, or nothing."""
    import json
    from urllib.parse import urlsplit

    address = json.loads(body).get("next") or ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if address else ""


def session(firm: Company) -> str:
    """A clerk's session, as signing in would have made it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    from servicedesk.people.models import User

    user = User.objects.get(username=firm.clerk_account)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def compare(before: Times, after: Times, sizes: dict[str, Any]) -> None:
    """The ratio of medians, and whether the goals are reached."""
    for name in before:
        if not before[name] or not after[name]:
            continue
        small, large = (percentile(sorted(times[name]), 0.5) for times in (before, after))
        p95 = percentile(sorted(after[name]), 0.95) * 1000
        figures = {"ratio_of_medians": round(large / small, 2), "p95_ms": round(p95, 1)}
        report(f"list.ratio.{name}", sizes, figures, **GOALS)
    say("Goals are for a machine that does nothing else.")
