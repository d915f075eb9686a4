"""The claim pool on a phone: what is held out to him, and the tap that takes it (抢单, R13)."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dispatch import rules
from dispatch.actions import claim
from dispatch.models import Assignment
from dispatch.pools import held_out_to, jobs_in_hand, most_jobs
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.people.rules import requires
from servicedesk.refusals import Invalid
from servicedesk.timers.now import now
from servicedesk.web.context import COUNTS
from servicedesk.web.htmx import go, render_part
from tickets.models import Ticket

# When he will be there, in minutes from now, rounded up to five as people say them.
PROMISES = (15, 30, 60)


def me(request: HttpRequest) -> StaffMember:
    """The signed-in member of staff; the rule has seen that there is one."""
    person: StaffMember | None = getattr(request.user, "staff", None)
    if person is None:
        raise Http404
    return person


@requires(rules.work_phone)
@require_GET
def pools(request: HttpRequest) -> HttpResponse:
    """What he may take, first due on top; refreshed by itself when somebody was quicker."""
    person, at = me(request), now()
    found = list(held_out_to(person, at))
    request._held_out = len(found)  # type: ignore[attr-defined]
    held = jobs_in_hand(person.pk)
    most = most_jobs(found[0].ticket.estate_id) if found else 0
    context: dict[str, Any] = {
        "pools": found, "now": at, "held": held, "most": most, "full": bool(found) and held >= most,
        "promises": [promise(at, minutes) for minutes in PROMISES],
    }  # fmt: skip
    return render_part(request, "dispatch/phone_claims.html", "dispatch/_phone_claims.html", context)


def promise(at: datetime, minutes: int) -> datetime:
    later = (at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return later + timedelta(minutes=-later.minute % 5)


@requires(rules.work_phone)
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """He takes it and promises when he will be there; whoever was quicker is named (R11, R18)."""
    actor: Principal = request.actor  # type: ignore[attr-defined]
    ticket = get_object_or_404(Ticket.objects.seen_by(actor), number=number)
    claim(ticket_id=ticket.pk, actor=actor, arrival_at=promised(request.POST.get("arrival", "")))
    return go(request, "phone-job", number)


def promised(text: str) -> datetime | None:
    """The chosen moment; none is allowed, nonsense is not. Raises Invalid."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise Invalid(_("Choose a time."), rule="R18", field="arrival")
    return moment


def waiting(request: HttpRequest) -> int:
    """The figure at the tab."""
    if not hasattr(request, "_held_out"):
        person = getattr(request.user, "staff", None)
        rows = held_out_to(person, now()) if person is not None else Assignment.objects.none()
        request._held_out = rows.count()  # type: ignore[attr-defined]
    return int(request._held_out)  # type: ignore[attr-defined]


COUNTS["phone-claims"] = waiting
