"""The desk's verbs about the time of a visit."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import rules
from servicedesk.messaging import texts
from tickets.actions_menu import Verb, register
from tickets.models import Ticket
from tickets.panels import BY_LINK
from visits.windows.queries import can_agree, may_choose


def can_ask(ticket: Ticket) -> bool:
    return can_agree(ticket) and bool(ticket.contact_phone)


def by_link(ticket: Ticket, at: datetime) -> tuple[str, str] | None:
    """On the page where the resident follows his report."""
    if not may_choose(ticket, at):
        return None
    return "public-time", gettext("Confirm or move the time") if ticket.appointment_at else gettext(
        "Choose when we may come"
    )


BY_LINK.append(by_link)
register(
    Verb("agree-window", _("Agree a window…"), "calendar-time", rules.reschedule, can_agree,
         prompts={"no_access_call": 1}),
    Verb("ask-time", _("Text him the link to choose"), "message", rules.reschedule, can_ask, form=False,
         prompts={"no_access_call": 2}),
)  # fmt: skip
texts.add(
    {
        "reporter.choose_time": _("Please choose when we may come for {number}: {link}"),
        "reporter.no_access": _("We came for {number} at {time} and met nobody. Choose another time: {link}"),
    }
)
