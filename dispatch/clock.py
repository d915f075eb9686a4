"""The timers that dispatching arms (domain §7): accept, claim, arrival, re-dispatch."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dispatch.models import Conciliation
from servicedesk.messaging import texts
from servicedesk.people.models import StaffMember
from servicedesk.timers.calendars.durations import parse
from servicedesk.timers.engine import Firing
from servicedesk.timers.kinds import Kind, Terms, register_kind
from tickets.clock import add_target, ladder
from tickets.models import Ticket

ACCEPT, ARRIVAL, REDISPATCH, CONCILIATION = "accept", "arrival", "redispatch", "conciliation"
# How long a group may let it lie. Once due it stays the ticket's head until somebody goes: the desk sees it (R13).
CLAIM = "claim"
# The last step of the second dispatch: the appointment itself, T (R17).
AT_THE_TIME = 3


def offers_expired(firings: Sequence[Firing]) -> None:
    """Unanswered: the offers climb (R15)."""
    from dispatch import actions

    actions.expire([actions.Unanswered(firing.subject.pk, firing.timer.pk, firing.at) for firing in firings])


def appointments_near(firings: Sequence[Firing]) -> None:
    """T−30 offer, T−15 supervisor, T estate manager (R17)."""
    from dispatch import actions

    for firing in firings:
        actions.redispatch(ticket_id=firing.subject.pk, level=firing.timer.level)


def before_the_appointment(ticket: Ticket, terms: Terms) -> datetime | None:
    """When the second dispatch is due by these terms (R17)."""
    return ticket.appointment_at - parse(terms.duration).delta if ticket.appointment_at else None


register_kind(
    Kind(
        ACCEPT, _("Accept"), Terms("PT5M", ladder(("PT0S", "")), warn_percent=0),
        Terms("PT2M", ladder(("PT0S", "")), warn_percent=0),
        act=offers_expired, announce=False, stops=False, prompt=_("Waiting for acceptance"), icon="hourglass",
    )
)  # fmt: skip
register_kind(
    Kind(
        CLAIM, _("Claim"), Terms("PT5M", ladder(("PT0S", "")), warn_percent=0),
        Terms("PT2M", ladder(("PT0S", "")), warn_percent=0),
        act=offers_expired, announce=False, stops=False, prompt=_("Unclaimed"), icon="hand-grab",
    )
)  # fmt: skip
register_kind(
    Kind(
        ARRIVAL, _("Arrival"),
        Terms("PT30M", ladder(("PT0S", "owner assignee"), ("PT10M", "supervisor"))),
        Terms("PT15M", ladder(("PT0S", "owner assignee"), ("PT10M", "supervisor"))),
        prompt=_("Check arrival"), icon="map-pin-check",
    )
)  # fmt: skip
# The duration is the lead: how long before the appointment (R17).
register_kind(
    Kind(
        REDISPATCH, _("Re-dispatch"),
        Terms(
            "PT30M", ladder(("PT0S", "owner"), ("PT15M", "owner supervisor"), ("PT30M", "owner estate_manager")),
            warn_percent=0,
        ),
        act=appointments_near, act_levels=(1, 2, 3), announce=False, lead=True, ends=before_the_appointment,
        prompt=_("Re-dispatch now"), icon="calendar-repeat",
    )
)  # fmt: skip


def conciliator(ticket: Ticket) -> list[StaffMember]:
    """Who talks to the resident now (R16)."""
    running = Conciliation.objects.filter(ticket_id=ticket.pk, ended_at=None)
    return list(StaffMember.objects.filter(pk__in=running.values("colleague_id")))


add_target("conciliator", _("Who conciliates"), conciliator)
register_kind(
    Kind(
        CONCILIATION, _("Conciliation"),
        Terms("PT2H", ladder(("PT0S", "conciliator supervisor"), ("PT1H", "estate_manager"))),
        Terms("PT1H", ladder(("PT0S", "conciliator supervisor"), ("PT30M", "estate_manager"))),
        prompt=_("Conciliate"), icon="message-exclamation",
    )
)  # fmt: skip
texts.add(
    {
        "ticket.urgent": _("Urgent: {place} {text}"),
        "complaint.major": _("Major complaint: {place} {text}"),
        "complaint.handed_off": _("A complaint for your department: {place}"),
        "complaint.returned": _("A department returned the complaint: {text}"),
        "dispatch.offer": _("New job: {place} {text}"),
        "dispatch.pool": _("To be claimed: {place} {text}"),
        "dispatch.unclaimed": _("Nobody claimed it: {place}"),
        "dispatch.recalled": _("Taken back: {place}"),
        "dispatch.exhausted": _("Nobody can go: {place}"),
        "dispatch.nobody_can_go": _("Agree a new time, nobody can be sent: {place} {text}"),
        "dispatch.appointed": _("Noted for you at {time}: {place}"),
        "conciliation.opened": _("Please talk to the resident: {place} {text}"),
        "conciliation.unsettled": _("Conciliation not settled: {place} {text}"),
        "reporter.dispatched": _("Your report {number} is with a technician, who will call before coming."),
        "reporter.rescheduled": _("Your appointment for {number} is now {time}."),
        "visit.no_access": _("Nobody at home: {place}"),
        "visit.reviewed": _("To be reviewed: {place}"),
    }
)
