"""What the clerk says while a technician is on the line, and to the resident afterwards (口头派工, R13, R42)."""

from django.utils.translation import gettext as _

from servicedesk.timers.now import now
from servicedesk.web.wording import said_time
from tickets.models import Ticket
from tickets.phrasebook.queries import beside
from tickets.phrases import phrase


def script(ticket: Ticket) -> list[tuple[str, str]]:
    """(to whom, the sentence) in the order of speaking."""
    unit = ticket.unit
    caution = unit.caution if unit else ""
    what = ticket.description or str(ticket.get_kind_display())
    job = _("Urgent, please go at once: {place}, {what}.") if ticket.urgent else _("A job for you: {place}, {what}.")
    wished = _("They asked for {time}.").format(time=said_time(ticket.wished_at, now())) if ticket.wished_at else ""
    technician = " ".join(filter(None, (job.format(place=ticket.place, what=what), wished, caution)))
    spoken_to = getattr(ticket.reporter, "salutation", "") or ticket.contact_name
    resident = phrase(kind=ticket.kind, skill=ticket.skill, urgent=ticket.urgent, name=spoken_to)
    own = beside(ticket.estate_id, ticket.skill).instructions
    return [
        (_("To him"), technician),
        (_("Ask"), _("Can you go, and when will you be there? Call me when you have arrived.")),
        (_("To the resident"), " ".join([resident, *(one.words for one in own)])),
    ]
