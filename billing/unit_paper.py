"""Papers about a unit's money, which belong to no ticket: head, foot, and the count of their prints (R35, R37)."""

from typing import Any
from uuid import UUID

from django.db.transaction import atomic
from django.http import HttpRequest

from billing.events import MoneyPrinted
from servicedesk.estates.models import Estate
from servicedesk.journal.record import About, history, record
from servicedesk.people.principal import Principal
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now
from tickets.views.papers import qr


def unit_paper(request: HttpRequest, estate: Estate, unit_id: UUID, number: str, path: str) -> dict[str, Any]:
    """What such a paper shows at head and foot; POST prints it. `path`: what its code opens, none without one."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    nth = printed(About("unit", unit_id, estate.pk), number, actor) if request.method == "POST" else 0
    return {
        "counted": True, "nth": nth, "company": estate.tenant.name, "estate": estate.name, "now": now(),
        "printer": actor.name, "qr": qr(request.build_absolute_uri(path)) if path else "",
    }  # fmt: skip


@atomic
def printed(unit: About, number: str, actor: Principal) -> int:
    """Which print of the paper with this number it is."""
    one_at_a_time(f"print:{number}")
    nth = history(unit).filter(type="billing.printed", payload__paper=number).count() + 1
    record(unit, MoneyPrinted(number, nth), actor=actor)
    return nth
