"""Above the desk's worklist: these may be one fault (R7)."""

from typing import Any

from django.http import HttpRequest

from servicedesk.web.estate import current_estate, moment
from tickets import rules
from tickets.incidents.queries import proposals
from tickets.panels import NOTICES, Notice

SHOWN = 2
# What this person has said is not one fault, by the numbers of its tickets: a further report asks again.
HIDDEN = "incidents_hidden"


def on_the_desk(request: HttpRequest) -> dict[str, Any] | None:
    estate = current_estate(request)
    if estate is None or not rules.merge(request.actor, estate):  # type: ignore[attr-defined]
        return None
    hidden = request.session.get(HIDDEN, [])
    found = [one for one in proposals(estate, moment(request)) if one.key not in hidden]
    return {"proposals": found[:SHOWN]} if found else None


NOTICES.append(Notice("tickets/incidents/_notice.html", on_the_desk))
