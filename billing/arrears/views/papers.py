"""The printed letter, alone or many at once, and the page behind a reminder's link (R38)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from billing.arrears import rules
from billing.arrears.links import link_of, opened
from billing.arrears.reminding import print_letter
from billing.arrears.standing import standings
from billing.arrears.views.unit import seen_rows
from billing.arrears.words import facts, lines_of
from billing.capitals import in_capitals
from billing.models import Reminder
from servicedesk.people.principal import actor_of
from servicedesk.people.rules import public, requires
from servicedesk.timers.now import now
from tickets.views.papers import qr


@dataclass(frozen=True)
class Letter:
    """One letter as it is drawn; `nth`: which print, 0 while it is only looked at."""

    reminder: Reminder
    lines: list[dict[str, Any]]
    capitals: str
    qr: SafeString
    nth: int


def letter_of(request: HttpRequest, one: Reminder) -> Letter:
    nth = print_letter(reminder_id=one.pk, actor=actor_of(request)) if request.method == "POST" else 0
    lines = [{**line, "amount": Decimal(line["amount"])} for line in one.lines]
    return Letter(one, lines, in_capitals(one.amount), qr(request.build_absolute_uri(link_of(one))), nth)


def drawn(request: HttpRequest, found: list[Reminder]) -> HttpResponse:
    """The letters, each in its own language: that of the first says the page's words."""
    if not found:
        raise Http404
    estate = found[0].unit.estate
    with override(found[0].language):
        letters = [letter_of(request, one) for one in found]
        context = {
            "letters": letters, "counted": True, "nth": max(one.nth for one in letters), "now": now(),
            "company": estate.tenant.name, "estate": estate.name, "printer": actor_of(request).name,
            "phone": estate.desk_phone,
        }  # fmt: skip
        return render(request, "print/arrears.html", context)


def letters(request: HttpRequest) -> Any:
    return seen_rows(request, Reminder).select_related("unit__estate__tenant", "resident")


@requires(rules.remind)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, reminder_id: UUID) -> HttpResponse:
    """催缴函, A4: POST prints and is counted."""
    return drawn(request, [get_object_or_404(letters(request), pk=reminder_id)])


@requires(rules.remind)
@require_http_methods(["GET", "POST"])
def batch_letters(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """All letters of those reminded together, one a page."""
    rows = letters(request).filter(batch=batch_id, channel="letter").order_by("unit__code")
    return drawn(request, list(rows))


@public
@never_cache
@require_GET
def public_arrears(request: HttpRequest, token: str) -> HttpResponse:
    """What is owed now, how one pays and whom one calls: no name, no phone, nothing of anybody else (R38)."""
    found = opened(token)
    if found is None:
        raise Http404
    standing = standings([found.unit_id])[found.unit_id]
    context: dict[str, Any] = {"unit": found.unit, "estate": found.unit.estate, "owed": standing.owed, "today": now()}
    if standing.overdue:
        language = "en" if request.LANGUAGE_CODE == "en" else "zh-hans"
        said = facts(standing, language)
        context |= {
            "lines": lines_of(standing.overdue), "pay": said["pay"], "phone": said["phone"],
            "capitals": in_capitals(standing.owed), "promise": standing.promise,
        }  # fmt: skip
    return render(request, "public/arrears.html", context)
