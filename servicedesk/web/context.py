"""What the shell around each page shows. Everything is worked out only when a template asks for it, so that fragments,
errors and public pages pay nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from servicedesk.people import duty
from servicedesk.web.estate import current_estate, current_shift, estates_of, moment

# url name, icon, words, key
NAV: tuple[tuple[str, str, Any, str], ...] = (
    ("desk", "headset", _("Desk"), "g d"),
    ("board", "layout-kanban", _("Board"), "g b"),
    ("callbacks", "phone-outgoing", _("Callbacks"), "g h"),
    ("residents", "users", _("Residents"), "g r"),
    ("billing", "cash-register", _("Billing"), "g m"),
    ("fees", "receipt-2", _("Fees"), "g f"),
    ("dashboard", "chart-bar", _("Overview"), "g t"),
    ("register", "clipboard-text", _("Daybook"), "g l"),
    ("handover", "switch-horizontal", _("Handover"), "g j"),
    ("roster", "calendar-time", _("Roster"), "g w"),
    ("settings", "settings", _("Settings"), "g s"),
)
TABS: tuple[tuple[str, str, Any], ...] = (
    ("phone", "tool", _("My jobs")),
    ("phone-claims", "hand-grab", _("Claim")),
    ("phone-department", "clipboard-list", _("Department")),
    ("phone-cash", "cash", _("Cash-up")),
    ("phone-me", "user", _("Me")),
)
OWN_PAGES = (
    *("home", "search", "desk", "notifications", "stream"),
    *("sign-out", "set-language", "set-theme", "set-estate", "mfa-set-up", "own-quiet", "phone-quiet", "phone-me"),
)
# Entries that stay lit on their further pages, which are named after them.
SECTIONS = ("settings", "roster", "handover", "billing", "fees")
LANGUAGE_TAGS = {"zh-hans": "zh-Hans"}
# Where a room begins for whom its own first page is not open.
DOORS = {"fees": ("fees-arrears",)}
# Figures beside a nav entry or the bell, put here by the app that knows them (from its AppConfig.ready).
COUNTS: dict[str, Callable[[HttpRequest], int]] = {}


@dataclass(frozen=True)
class NavItem:
    """One entry of the rail."""

    name: str
    url: str
    icon: str
    label: Any
    key: str
    count: int
    current: bool


class Shell:
    """The `shell` of templates; see the properties."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def nav(self) -> list[NavItem]:
        """The rail's entries that exist and that this person may open, by the rule of the page itself."""
        return self._items(NAV)

    @cached_property
    def tabs(self) -> list[NavItem]:
        """The same for the bottom bar of phones."""
        return self._items((*tab, "") for tab in TABS)

    def _items(self, entries: Iterable[tuple[str, str, Any, str]]) -> list[NavItem]:
        match = self.request.resolver_match
        section = (match.url_name if match else None) or ""
        urls = ((entry, door(self.request, entry[0])) for entry in entries)
        return [
            NavItem(name, url, icon, label, key, self.count(name), here(name, section))
            for (name, icon, label, key), url in urls
            if url
        ]

    def count(self, name: str) -> int:
        return COUNTS[name](self.request) if name in COUNTS else 0

    @cached_property
    def notifications_count(self) -> int:
        return self.count("notifications")

    @cached_property
    def now(self) -> datetime:
        return moment(self.request)

    @property
    def server_now(self) -> datetime:
        return self.now

    @cached_property
    def estate(self) -> Any:
        return current_estate(self.request)

    @cached_property
    def estates(self) -> list[Any]:
        """The estates one may switch to."""
        return estates_of(self.request)

    @cached_property
    def staff(self) -> Any:
        """The signed-in member of staff, or None."""
        user = getattr(self.request, "user", None)
        return user.staff if user is not None and user.is_authenticated else None

    @property
    def user(self) -> Any:
        return self.staff or getattr(self.request, "user", None)

    @cached_property
    def shift_label(self) -> str:
        """`Day desk 08:00–20:00`, or nothing when off duty."""
        shift = self.shift
        if shift is None:
            return ""
        begins, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        return f"{shift.get_kind_display()} {begins:%H:%M}–{ends:%H:%M}"

    @cached_property
    def shift(self) -> Any:
        """The shift this person is on now."""
        if self.staff is None:
            return None
        return current_shift(self.request) or duty.shift_of(self.staff.pk, self.now)

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses of the shell's own pages; '' where there is none yet or it is not open to this person."""
        return {name.replace("-", "_"): open_url(self.request, name) for name in OWN_PAGES}

    @property
    def search_url(self) -> str:
        return self.urls["search"]

    @cached_property
    def theme(self) -> str:
        """light or dark: the browser's last choice, else the account's."""
        chosen = self.request.COOKIES.get("theme") or getattr(getattr(self.request, "user", None), "theme", "")
        return chosen if chosen in {"light", "dark"} else "light"

    @property
    def lang(self) -> str:
        """The lang attribute of <html>."""
        code = get_language() or settings.LANGUAGE_CODE
        return LANGUAGE_TAGS.get(code, code)


def here(name: str, section: str) -> bool:
    """Whether this entry is lit: on its own page, and some on each of theirs."""
    return name == section or (name in SECTIONS and section.startswith(f"{name}-"))


def door(request: HttpRequest, name: str) -> str:
    """The first page of a room that is open to this person; '' when none is."""
    return next((url for one in (name, *DOORS.get(name, ())) if (url := open_url(request, one))), "")


def open_url(request: HttpRequest, name: str) -> str:
    """The address of a page, or '' when it does not exist or its own rule refuses this person."""
    url, rule = entry(name, get_urlconf() or settings.ROOT_URLCONF)
    actor = getattr(request, "actor", None)
    return url if rule is None or (actor is not None and rule(actor)) else ""


@lru_cache(maxsize=200)
def entry(name: str, urlconf: str) -> tuple[str, Any]:
    """A page's address and rule; ('', None) when there is none. Kept, as every page asks for all of them."""
    try:
        url = reverse(name, urlconf)
    except NoReverseMatch:
        return "", None
    return url, getattr(resolve(url, urlconf).func, "rule", None)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor."""
    return {"shell": Shell(request)}
