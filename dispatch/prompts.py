"""What the desk does while a ticket is being given away: whom to call, why him, and what he may say (R13–R18)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import rules
from dispatch.actions.placing import name_of
from dispatch.menu import can_send, conciliation, given_up, live, nobody_left
from dispatch.models import Conciliation
from dispatch.queries import TRADES, Candidate, candidates
from servicedesk.estates.phones import mask
from servicedesk.people.models import StaffMember
from servicedesk.people.principal import Principal
from servicedesk.web.wording import said_time
from tickets.actions_menu import Verb, register
from tickets.enums import REPAIRS, State
from tickets.models import Ticket
from tickets.prompts import dial_reporter, offered, outcome, reporter_line, with_dial
from tickets.turns import Outcome, Turn, register_turn

register(Verb("decline", gettext_lazy("He cannot…"), "x", rules.dispatch, can_send, place=""))


def suggested(ticket: Ticket) -> Candidate | None:
    """Whom to call first: the pre-agreed one (R17), else the best who can do it and has not refused (R19)."""
    if not hasattr(ticket, "_suggested"):
        able = [one for one in candidates(ticket) if not one.refused]
        agreed = [one for one in able if one.staff.pk == ticket.appointee_id]
        skilled = [one for one in able if one.has_skill]
        best = next(iter(agreed or skilled), None)
        ticket._suggested = best  # type: ignore[attr-defined]
    return ticket._suggested  # type: ignore[attr-defined]


def suggestion(ticket: Ticket, actor: Principal) -> SafeString | str:
    """推荐 周建国 · 会水 · 当班 · 139****2204; once everybody was asked: what comes next (R16)."""
    best = suggested(ticket)
    if best is None:
        return _("nobody here has the skill: choose, and say why")
    why = " · ".join([*best.reasons(), mask(best.staff.phone)])
    return format_html("{} <b>{}</b> · {}", _("Recommended"), best.staff.name, why)


def dial(ticket: Ticket, person: StaffMember | None) -> Outcome | None:
    """His number in the place of the button; that it was looked at is an event."""
    if person is None:
        return None
    url = reverse("dial-colleague", args=[ticket.number, person.pk])
    return {"label": _("Call"), "icon": "phone", "post": url, "swap": "outerHTML"}


def comes_next(ticket: Ticket) -> str:
    """What the clock's own words do not say: everybody was asked (R16)."""
    if not nobody_left(ticket):
        return ""
    return _("Agree a new time") if given_up(ticket) else _("Ask the estate manager")


def decide(ticket: Ticket) -> str:
    """Dispatched, and nobody holds it: there is nobody to call (R16)."""
    return _("What next?") if ticket.state == State.DISPATCHED else ""


def after_the_climb(ticket: Ticket, actor: Principal) -> SafeString | str:
    """Whom to call once everybody was asked: the manager, then the resident (R16)."""
    if not nobody_left(ticket):
        return suggestion(ticket, actor)
    if given_up(ticket):
        return reporter_line(ticket)
    manager = ticket.estate.manager
    if manager is None:
        return _("everybody asked, nobody can go")
    return format_html("<b>{}</b> · {}", manager.name, mask(manager.phone))


def settling(ticket: Ticket, actor: Principal) -> list[Outcome]:
    """Nobody can go: the manager's word, then the resident's consent or his complaint (R16)."""
    if not nobody_left(ticket):
        return sending(ticket, actor)
    someone = outcome("dispatch", ticket, actor, key="3", label=_("Someone else…"), icon="user-search")
    if not given_up(ticket):
        agrees = outcome("nobody-can-go", ticket, actor, key="1", label=_("He agrees: nobody can go…"))
        return offered(dial(ticket, ticket.estate.manager), agrees, someone, *by_keys(ticket, actor))
    return offered(
        dial_reporter(ticket, actor),
        outcome("reschedule", ticket, actor, key="1", label=_("A new time is agreed…")),
        outcome("complain", ticket, actor, key="2", label=_("He complains…")),
        someone,
        *by_keys(ticket, actor),
    )


def talking(ticket: Ticket, actor: Principal) -> SafeString | str:
    """Who talks to whom about what (R16)."""
    found = conciliation(ticket)
    if found is None:
        return ""
    return format_html("<b>{}</b> · {} · {}", found.colleague.name, reporter_line(ticket), found.complaint)


def held_by_him(staff_id: UUID | None) -> Q:
    """The conciliations that this person has to bring to an end."""
    return Q(pk__in=Conciliation.objects.filter(colleague_id=staff_id, ended_at=None).values("ticket_id"))


def sending(ticket: Ticket, actor: Principal) -> list[Outcome]:
    """1 he accepts, 2 he cannot…, 3 someone else…"""
    best = suggested(ticket)
    him = best.staff if best else None
    return offered(
        dial(ticket, him),
        outcome("verbal", ticket, actor, key="1", label=_("He accepts"), icon="check", post={"staff": him.pk})
        if him else None,
        outcome("decline", ticket, actor, key="2", query=f"?staff={him.pk}") if him else None,
        outcome("dispatch", ticket, actor, key="3", label=_("Someone else…"), icon="user-search"),
        *by_keys(ticket, actor),
    )  # fmt: skip


# What the ticket's own page has in its bar; in the desk's card they stand small behind the outcomes.
BY_KEYS = (("verbal", "v"), ("offer-group", "o"), ("reschedule", "t"))


def by_keys(ticket: Ticket, actor: Principal) -> list[Outcome]:
    # Work that a department has for itself goes there (R13).
    theirs = (("dispatch-department", ""),) if ticket.skill in TRADES or ticket.kind not in REPAIRS else ()
    found = (outcome(name, ticket, actor, key=key) for name, key in (*theirs, *BY_KEYS))
    return [{**one, "quiet": True, "aside": True} for one in found if one is not None]


def held_by(ticket: Ticket, actor: Principal) -> SafeString | str:
    """Who has it, and how he is reached."""
    found = live(ticket)
    if found is None:
        return suggestion(ticket, actor)
    if found.staff is None:
        return name_of(found)
    return format_html("<b>{}</b> · {}", found.staff.name, mask(found.staff.phone))


def asked(ticket: Ticket, actor: Principal) -> list[Outcome]:
    """An offer is out; the clerk may still call him and record what he says."""
    found = live(ticket)
    if found is None:
        return sending(ticket, actor)
    if found.staff is None:
        accepts = outcome("accept", ticket, actor, key="1", label=_("Somebody takes it…"))
    else:
        accepts = outcome(
            "verbal", ticket, actor, key="1", label=_("He accepts"), icon="check", post={"staff": found.staff_id}
        )
    last = found.staff_id is not None and found.staff_id == ticket.estate.manager_id
    says_no = _("He cannot…") if found.staff else _("Nobody can go…")
    nobody = outcome("nobody-can-go", ticket, actor, key="2", label=_("Nobody can go…")) if last else None
    return offered(
        dial(ticket, found.staff),
        accepts,
        nobody or outcome("refuse", ticket, actor, key="2", label=says_no),
        outcome("reassign", ticket, actor, key="3", label=_("Someone else…"), icon="user-search"),
    )


def has_he_come(ticket: Ticket, actor: Principal) -> SafeString | str:
    """R18: the reporter is asked whether he came on time."""
    found = live(ticket)
    name = found.staff.name if found and found.staff else "–"
    return format_html("{} · {}", reporter_line(ticket), _("ask whether {name} has come").format(name=name))


def coming(ticket: Ticket, actor: Principal) -> list[Outcome]:
    return offered(
        dial_reporter(ticket, actor),
        outcome("arrive", ticket, actor, key="1", label=_("Arrived, record time"), icon="map-pin-check", post={}),
        outcome("check-arrival", ticket, actor, key="2", label=_("Not yet…")),
        outcome("reassign", ticket, actor, key="3", label=_("Someone else…"), icon="user-search"),
    )


def arrival_waits(ticket: Ticket, at: datetime) -> str:
    return _("check at {time}").format(time=said_time(ticket.due_at, at)) if ticket.due_at else ""


def answer_waits(ticket: Ticket, at: datetime | None = None) -> str:
    return _("Waiting for acceptance")


def claim_waits(ticket: Ticket, at: datetime) -> str:
    return _("Waiting for a claim")


def redispatch_waits(ticket: Ticket, at: datetime) -> str:
    return _("sent out {time}").format(time=said_time(ticket.due_at, at)) if ticket.due_at else ""


register_turn(
    Turn("dispatch", "always", line=after_the_climb, outcomes=settling, verb=comes_next, on_row=decide),
    Turn("conciliation", "always", line=talking, outcomes=with_dial, holders=held_by_him),
    Turn("redispatch", "due", line=held_by, outcomes=asked, waits=redispatch_waits),
    Turn("accept", "never", line=held_by, outcomes=asked, waits=answer_waits, verb=answer_waits),
    Turn("claim", "due", line=held_by, outcomes=asked, waits=claim_waits),
    Turn("arrival", "due", line=has_he_come, outcomes=coming, waits=arrival_waits),
)
