"""The desk: the worklist with its clocks, the prompt of what to do now, and beside it the chosen ticket."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from servicedesk.journal.record import history
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import NotFound
from servicedesk.web.context import COUNTS
from servicedesk.web.estate import current_estate, current_shift, moment
from servicedesk.web.htmx import render_part
from tickets import rules
from tickets.filters import WorklistFilter
from tickets.models import Ticket
from tickets.panels import notices
from tickets.prompts import card
from tickets.queries import worklist
from tickets.queries.worklist import GROUPS, PAGE, TABS, Cursor, Desk
from tickets.rows import row, subject
from tickets.timeline import dated, entry_of, steps
from tickets.turns import turn_of

LATEST = 6


@requires(rules.work_desk)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The whole page; to htmx its live parts, or with `after` the next rows alone."""
    mine = desk_of(request)
    wanted = tab_of(request.GET)
    if after := Cursor.read(request.GET.get("after", "")):
        return render(request, "tickets/_rows.html", rows(request, mine, wanted, after))
    numbers = worklist.counts(mine)
    context = rows(request, mine, wanted, unclocked=numbers["unclocked"] > 0)
    context |= figures(request, mine, context, numbers) | {
        "intake": "new" in request.GET,
        "chosen": request.GET.get("chosen", ""),
        "notices": notices(request),
    }
    return render_part(request, "tickets/desk.html", "tickets/_desk_live.html", context)


@requires(rules.work_desk)
@require_GET
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """A row was chosen: its prompt and its summary take their places."""
    mine = desk_of(request)
    ticket = get_object_or_404(shown(request, mine), number=number)
    return render(request, "tickets/_chosen.html", beside(request, mine, ticket) | {"chosen": number})


def desk_of(request: HttpRequest) -> Desk:
    """This person's desk in the estate the session works in. Raises NotFound without an estate."""
    estate = current_estate(request)
    if estate is None:
        raise NotFound("", rule="R2")
    actor: Principal = request.actor  # type: ignore[attr-defined]
    at = timezone.localtime(moment(request))
    midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
    shift = current_shift(request)
    return Desk(estate.pk, actor.staff_id, at, shift.ends_at if shift else midnight, midnight)


def tab_of(query: QueryDict) -> str:
    return next((name for name in TABS if name == query.get("tab")), "shift")


def shown(request: HttpRequest, mine: Desk) -> Any:
    seen = Ticket.objects.seen_by(request.actor)  # type: ignore[attr-defined]
    return seen.select_related("estate", *worklist.SHOWN_WITH)


def rows(
    request: HttpRequest, mine: Desk, tab: str, after: Cursor | None = None, *, unclocked: bool = True
) -> dict[str, Any]:
    """A stretch of the list in its groups, and where the next one begins. `unclocked`: whether there may be such."""
    narrow = WorklistFilter(request.GET)
    found, more = worklist.page(mine, tab, after=after, size=size(request.GET), narrow=narrow.q(), unclocked=unclocked)
    lead = None if after else first(request, mine, found)
    chosen = lead.number if lead else ""
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for ticket in found:
        groups[mine.group_of(ticket)].append(row(ticket, mine.now, chosen=chosen))
    return {
        "now": mine.now,
        "desk": mine,
        "found": found,
        "lead": lead,
        "groups": [(name, GROUPS[name], lines) for name, lines in groups.items() if lines],
        "last_group": request.GET.get("group", ""),
        "shown": len(found) + (shown_already(request.GET) if after else 0),
        "more_url": f"{reverse('desk')}?{again(request.GET, after=str(more), group=list(groups)[-1])}" if more else "",
        "here": f"{reverse('desk')}?{again(request.GET)}",
        "tab": tab,
        "narrow": narrow,
    }


def size(query: QueryDict) -> int:
    """As many rows as the page shows already, when it is a refresh."""
    return PAGE if query.get("after") else max(PAGE, shown_already(query))


def shown_already(query: QueryDict) -> int:
    return max((int(text) for text in query.getlist("shown") if text.isdecimal() and len(text) < 5), default=0)


def again(query: QueryDict, **more: str) -> str:
    """The query string of the same list."""
    kept = {name: query[name] for name in ("tab", "kind", "skill", "urgent") if query.get(name)}
    made = QueryDict(mutable=True)
    for name, value in {**kept, **more}.items():
        if value:
            made[name] = str(value)
    return made.urlencode()


def figures(request: HttpRequest, mine: Desk, context: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    """Tabs and groups with their counts; the ticket that comes first, with its prompt and summary."""
    request._waiting = numbers["mine"]  # type: ignore[attr-defined]
    address = reverse("desk")
    return {
        "tabs": [(name, label, f"{address}?tab={name}", numbers[name]) for name, label in TABS.items()],
        "counts": group_figures(mine, context),
        "next_due": None if context["found"] else worklist.next_due(mine),
        **beside(request, mine, context["lead"]),
    }


def group_figures(mine: Desk, context: dict[str, Any]) -> dict[str, int]:
    """How many tickets each group has; a page that holds the whole tab has counted them itself."""
    if context["more_url"]:
        return worklist.group_counts(mine, context["tab"], context["narrow"].q())
    return {name: len(lines) for name, _title, lines in context["groups"]}


def first(request: HttpRequest, mine: Desk, found: list[Ticket]) -> Ticket | None:
    """The row that was chosen by hand; else the first one in which it is the desk's turn; else the first one."""
    number = request.GET.get("chosen")
    if number:
        kept = next((ticket for ticket in found if ticket.number == number), None)
        kept = kept or shown(request, mine).filter(number=number).first()
        if kept is not None and kept.is_open:
            return kept
    return next((ticket for ticket in found if turn_of(ticket).is_on(ticket, mine.now)), next(iter(found), None))


def beside(request: HttpRequest, mine: Desk, ticket: Ticket | None) -> dict[str, Any]:
    """Prompt and summary of one ticket; without one there is nothing to do."""
    context = {"now": mine.now, "ticket": ticket}
    if ticket is None:
        return context
    actor: Principal = request.actor  # type: ignore[attr-defined]
    events = list(history(ticket).order_by("-id")[:LATEST])
    return context | {
        "prompt": card(ticket, actor, mine.now),
        "summary": {"row": row(ticket, mine.now), "subject": subject(ticket), "steps": steps(ticket, mine.now)},
        "latest": dated([entry_of(event) for event in events], mine.now),
        "can_reveal": rules.reveal_phone(actor, ticket) and ticket.contact_phone,
    }


def prompts_waiting(request: HttpRequest) -> int:
    """The figure beside the desk in the rail; on the desk's own page its tab has counted already."""
    if not hasattr(request, "_waiting"):
        request._waiting = worklist.waiting(desk_of(request)) if current_estate(request) else 0  # type: ignore[attr-defined]
    return int(request._waiting)  # type: ignore[attr-defined]


COUNTS["desk"] = prompts_waiting
