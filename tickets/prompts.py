"""What the desk is asked to do now, as a card: parts/_prompt.html (design: "say what to do now")."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from servicedesk.estates.phones import mask
from servicedesk.people.principal import Principal
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.now import now
from servicedesk.web.wording import said_time
from tickets import rows
from tickets.actions_menu import VERBS, possible, prompted
from tickets.callbacks.terms.actions import terms_of
from tickets.callbacks.terms.hours import permitted
from tickets.models import Ticket
from tickets.turns import Outcome, Turn, register_turn, turn_of

# Where the forms of outcomes open, inside the card.
STEP = "#prompt-step"


def card(ticket: Ticket, actor: Principal, now: datetime) -> dict[str, Any]:
    """The prompt of a ticket's head clock; one that waits for somebody else says for whom, and what may be done."""
    turn = turn_of(ticket)
    kind = KINDS.get(ticket.due_kind)
    due = turn.is_on(ticket, now)
    return {
        "id": f"p-{ticket.number}-{ticket.due_kind}-{ticket.due_at.timestamp() if ticket.due_at else 0:.0f}",
        "number": ticket.number,
        "icon": kind.icon if kind and due else "hourglass",
        "verb": (turn.verb(ticket) or kind.prompt) if kind and due else rows.row(ticket, now)["waits"],
        "urgent": ticket.urgent,
        "place": ticket.place,
        "subject": rows.subject(ticket),
        "line": turn.line(ticket, actor) or rows.line(ticket, now),
        "timer": rows.timer(ticket),
        "outcomes": turn.outcomes(ticket, actor) or by_verbs(ticket, actor),
    }


def by_verbs(ticket: Ticket, actor: Principal) -> list[Outcome]:
    """The outcomes that the ticket page offers too, numbered."""
    found = prompted(possible(actor, ticket), ticket)
    return [outcome(verb.name, ticket, actor, key=str(n)) for n, verb in enumerate(found, start=1)]  # type: ignore[misc]


def outcome(
    name: str, ticket: Ticket, actor: Principal, *, key: str = "", label: Any = "", icon: str = "", query: str = "",
    post: dict[str, Any] | None = None,
) -> Outcome | None:  # fmt: skip
    """One verb as a button: a form opens inside the card, or with `post` its one value goes at once. None: not now."""
    verb = VERBS.get(name)
    if verb is None or not verb.possible(actor, ticket) or not verb.url(ticket):
        return None
    made: Outcome = {"label": label or verb.label, "icon": icon or verb.icon, "key": key}
    if post is not None or not verb.form:
        made |= {"post": verb.url(ticket), "swap": "none"}
        for field, value in (post or {}).items():
            made |= {"name": field, "value": value}
    else:
        made |= {"get": verb.url(ticket) + query, "target": STEP}
    return made


def offered(*outcomes: Outcome | None) -> list[Outcome]:
    """Those that are possible."""
    return [one for one in outcomes if one is not None]


def reporter_line(ticket: Ticket) -> SafeString | str:
    """Whom to call: the reporter, masked."""
    if not ticket.contact_phone:
        return ticket.contact_name
    return format_html(
        "{} <b>{}</b> {}", _("Call"), ticket.contact_name or _("the reporter"), mask(ticket.contact_phone)
    )


def dial_reporter(ticket: Ticket, actor: Principal) -> Outcome | None:
    """The reporter's number in the place of the button; that it was looked at is an event."""
    found = outcome("reveal-phone", ticket, actor, label=_("Call"), icon="phone")
    return {**found, "swap": "outerHTML"} if found and ticket.contact_phone else None


def with_dial(ticket: Ticket, actor: Principal) -> list[Outcome]:
    return offered(dial_reporter(ticket, actor), *by_verbs(ticket, actor))


def callback_line(ticket: Ticket, actor: Principal) -> SafeString | str:
    tries = ticket.call_attempts.count()
    who = reporter_line(ticket)
    return format_html("{} · {}", who, _("{n} tries so far").format(n=tries)) if tries else who


def no_answer(ticket: Ticket, actor: Principal) -> Outcome | None:
    """Nobody answered: recorded with one key; at an hour when nobody is called, with a reason (R27)."""
    about: dict[str, Any] = {"key": "2", "label": _("No answer"), "icon": "phone-off"}
    if permitted(terms_of(ticket.estate).hours, ticket.estate.tz, now()):
        return outcome("attempt", ticket, actor, post={"outcome": "no_answer"}, **about)
    return outcome("attempt", ticket, actor, query="?outcome=no_answer", **about)


def callback_outcomes(ticket: Ticket, actor: Principal) -> list[Outcome]:
    """One reporter is dialled from here; several are called one by one on the callback's own page (R7)."""
    if ticket.further_reporters().exists():
        url = reverse("callback", args=[ticket.number])
        return [{"key": "1", "label": _("Call each of them…"), "icon": "phone-outgoing", "href": url}]
    return offered(
        dial_reporter(ticket, actor),
        outcome("attempt", ticket, actor, key="1", label=_("Reached…"), icon="phone-check", query="?outcome=reached"),
        no_answer(ticket, actor),
        outcome("settle", ticket, actor, key="3"),
    )


def resume_waits(ticket: Ticket, at: datetime) -> str:
    return _("goes on {time}").format(time=said_time(ticket.due_at, at)) if ticket.due_at else ""


register_turn(
    Turn("first_reply", "always", line=lambda ticket, actor: reporter_line(ticket), outcomes=with_dial),
    Turn("callback", "always", line=callback_line, outcomes=callback_outcomes),
    Turn("no_access_call", "always", line=lambda ticket, actor: reporter_line(ticket), outcomes=with_dial),
    Turn("resume", "due", line=lambda ticket, actor: reporter_line(ticket), outcomes=with_dial, waits=resume_waits),
)
