"""The one search of the top bar: last four of a phone, unit, name in pinyin, public area, number of a ticket (R2)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.estates.models import Resident, Unit
from servicedesk.estates.phones import mask
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import NotFound
from servicedesk.timers.now import now
from servicedesk.web.estate import current_estate
from servicedesk.web.htmx import render_part
from tickets import rules
from tickets.models import Ticket
from tickets.panels import home_links
from tickets.queries.lookup import Found, Within, find
from tickets.rows import line, subject

MOST_TYPED = 60
FEW_HOMES = 3


@requires(rules.work_desk)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """A page of results; to htmx the lines of the listbox. A person or place leads into the intake."""
    estate = current_estate(request)
    if estate is None:
        raise NotFound(_("There is no such estate."), rule="R2")
    actor: Principal = request.actor  # type: ignore[attr-defined]
    at = timezone.localtime(now())
    words = request.GET.get("q", "")[:MOST_TYPED]
    found = find(words, Within(estate, actor.estate_ids, at))
    context = {
        "q": words,
        "found": found,
        "lines": lines(found, at, actor),
        "register_url": intake(typed=words.strip()),
    }
    return render_part(request, "tickets/search.html", "tickets/_search.html", context)


def intake(**query: Any) -> str:
    """The desk with an intake that knows this much already."""
    return f"{reverse('desk')}?{urlencode({'new': 1} | query)}"


def lines(found: Found, at: Any, actor: Principal) -> list[dict[str, Any]]:
    """What was found as lines: {icon, url, title, note}; tickets first, for a number is the surest."""
    return [
        *(ticket_line(ticket, at) for ticket in found.tickets),
        *(person_line(person, found.text) for person in found.people),
        *(unit_line(unit) for unit in found.units),
        *(
            {"icon": "map-pin", "url": intake(area=area.pk), "title": area.name, "note": area.code}
            for area in found.areas
        ),
        *home_lines(found, actor),
    ]


def home_lines(found: Found, actor: Principal) -> Iterator[dict[str, Any]]:
    """What else may be done about the homes, where few enough were found that one of them is meant."""
    homes = [unit for person in found.people for unit in (home.unit for home in person.homes)]  # type: ignore[attr-defined]
    units = {unit.pk: unit for unit in [*found.units, *homes]}
    for unit in units.values() if len(units) <= FEW_HOMES else ():
        for link in home_links(actor, unit):
            yield {"icon": link.icon, "url": link.url, "title": f"{unit.code} {link.label}", "note": str(unit.estate)}


def ticket_line(ticket: Ticket, at: Any) -> dict[str, Any]:
    url = reverse("ticket", args=[ticket.number])
    title = f"{ticket.place} {subject(ticket)[:30]}"
    return {"icon": "ticket", "url": url, "title": title, "note": f"{ticket.number} · {line(ticket, at)}"}


def person_line(person: Resident, typed: str) -> dict[str, Any]:
    """A resident with his units; his numbers masked (R2)."""
    homes = _(", ").join(home.unit.code for home in person.homes)  # type: ignore[attr-defined]
    phones = _(", ").join(mask(phone.number) for phone in person.phones.all())
    last4 = typed[-4:] if typed[-4:].isdecimal() else ""
    url = intake(person=person.pk, last4=last4)
    return {"icon": "user", "url": url, "title": person.name, "note": f"{homes} · {phones}"}


def unit_line(unit: Unit) -> dict[str, Any]:
    return {"icon": "home", "url": intake(unit=unit.pk), "title": unit.code, "note": str(unit.estate)}
