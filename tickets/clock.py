"""The timers that tickets arm (domain §7), and how the engine reaches a ticket."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Role, Trade
from servicedesk.people.models import StaffMember
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers import targets as targeting
from servicedesk.timers.enums import BREACH, LIVE
from servicedesk.timers.kinds import Kind, LadderStep, SubjectType, Terms, register_kind, register_subject
from servicedesk.timers.models import Timer
from servicedesk.timers.plan import Arm, Drop
from servicedesk.timers.policies import Scope
from tickets.enums import REPAIRS, SuspendReason
from tickets.enums import Kind as TicketKind
from tickets.models import Handoff, Ticket

DISPATCH, FIRST_REPLY, HANDOFF, CALLBACK, RESUME = "dispatch", "first_reply", "handoff", "callback", "resume"
NO_ACCESS_CALL = "no_access_call"
# The deadline that head office or the hotline set: theirs, so that it outlives the ticket's own end (R1).
OFFICIAL = "official"
# What a ticket that waits for somebody or something waits by; a dispatch or a new time ends it.
WAITING = (RESUME, NO_ACCESS_CALL)
# Clocks that run on when a ticket is closed; whoever arms them adds them here.
OUTLIVES: set[str] = {OFFICIAL}


def runs(ticket: Ticket, kind: str) -> bool:
    """Whether this clock of the ticket is armed and not met, overdue or not."""
    open_ones = Timer.objects.filter(clock_id=ticket.pk, kind=kind, level=BREACH, met_at=None, state__in=LIVE)
    return open_ones.exists()


def once(ticket: Ticket, kind: str, at: datetime) -> list[Arm]:
    """Armed from `at` on, unless it runs: what is begun again does not start anew (domain §1)."""
    return [] if runs(ticket, kind) else [Arm(kind, at)]


def all_others() -> Drop:
    """What ends with the ticket."""
    return Drop(but=tuple(sorted(OUTLIVES)))


def ladder(*steps: tuple[str, str]) -> tuple[LadderStep, ...]:
    """('PT0S', 'owner'), ('PT5M', 'supervisor estate_manager') as ladder steps."""
    return tuple(LadderStep(after, tuple(to.split())) for after, to in steps)


register_kind(
    Kind(
        DISPATCH, _("Dispatch"),
        Terms("PT10M", ladder(("PT0S", "owner"), ("PT5M", "supervisor"))),
        Terms("PT3M", ladder(("PT0S", "owner"), ("PT2M", "supervisor"))),
        prompt=_("Call to dispatch"), icon="phone-outgoing",
    )
)  # fmt: skip
register_kind(
    Kind(
        FIRST_REPLY, _("First reply"), Terms("PT2H", ladder(("PT0S", "owner"), ("PT1H", "supervisor"))),
        prompt=_("Reply"), icon="message-reply",
    )
)  # fmt: skip
register_kind(
    Kind(
        HANDOFF, _("Handoff"), Terms("PT1H", ladder(("PT0S", "owner department_head"), ("PT30M", "estate_manager"))),
        prompt=_("Get it signed"), icon="writing-sign",
    )
)  # fmt: skip
register_kind(
    Kind(
        CALLBACK, _("Call back"),
        Terms("PT24H", ladder(("PT0S", "owner"), ("PT2H", "supervisor"))),
        Terms("PT4H", ladder(("PT0S", "owner"), ("PT1H", "supervisor"))),
        prompt=_("Call back"), icon="phone-outgoing",
    )
)  # fmt: skip
register_kind(
    Kind(
        RESUME, _("Resume"), Terms("P1D", ladder(("PT0S", "owner"), ("PT1H", "supervisor"))),
        prompt=_("Resume"), icon="player-play", stops=False,
    )
)  # fmt: skip
register_kind(
    Kind(
        NO_ACCESS_CALL, _("Call after no access"),
        Terms("PT30M", ladder(("PT0S", "owner"), ("PT2H", "supervisor"))),
        Terms("PT10M", ladder(("PT0S", "owner"), ("PT20M", "supervisor"))),
        prompt=_("Call the resident"), icon="phone-outgoing", stops=False,
    )
)  # fmt: skip


def scope_of(ticket: Ticket) -> Scope:
    """What decides a ticket's policies."""
    return Scope(ticket.estate_id, ticket.kind, ticket.urgent)


TOLD = ("number", "estate_id", "kind", "urgent", "owner_id", "assignee_id", "department_id")


def load(ticket_ids: Sequence[UUID]) -> dict[UUID, Ticket]:
    """The tickets, fresh, with what it takes to tell people. The clocks' locks are held by whoever fires."""
    return Ticket.objects.select_related("estate").only(*TOLD, "estate__zone").in_bulk(ticket_ids)


SCOPED = (*TOLD, "appointment_at", "estate__zone", "estate__desk_hours")


def scoped(ticket_ids: Sequence[UUID]) -> dict[UUID, tuple[Ticket, Scope]]:
    """The tickets with what it takes to compute their timers, and what decides their policies."""
    rows = Ticket.objects.filter(pk__in=ticket_ids).select_related("estate").only(*SCOPED)
    return {ticket.pk: (ticket, scope_of(ticket)) for ticket in rows}


def people(
    ticket: Ticket, targets: Iterable[str], known: dict[Any, list[StaffMember]] | None = None
) -> list[StaffMember]:
    """The members of staff behind a ladder's target names, each once. `known` keeps what was found for others."""
    known = {} if known is None else known
    found: dict[Any, StaffMember] = {}
    for target in targets:
        certain = targeting.is_certain(target)
        key = (target, ticket.estate_id) if certain else (target, *SAME_FOR[target](ticket))
        if key not in known:
            known[key] = targeting.people_of(target, ticket.estate_id) if certain else RESOLVERS[target](ticket)
        found.update({person.pk: person for person in known[key] if person.pk not in found})
    return list(found.values())


def owner(ticket: Ticket) -> list[StaffMember]:
    """The owner (R3); a ticket that came over REST or the web has none yet, and then the estate's desk is meant."""
    if ticket.owner_id:
        return list(StaffMember.objects.filter(pk=ticket.owner_id))
    return posted(ticket, (Role.CLERK, Role.NIGHT_OPERATOR))


def supervisors(ticket: Ticket) -> list[StaffMember]:
    """The estate's supervisors of the trade concerned: engineering for repairs, customer service for the rest."""
    trade = Trade.ENGINEERING if ticket.kind in REPAIRS else Trade.CUSTOMER_SERVICE
    everyone = posted(ticket, (Role.SUPERVISOR,))
    return [person for person in everyone if person.trade == trade] or everyone  # type: ignore[attr-defined]


def posted(ticket: Ticket, roles: tuple[Role, ...]) -> list[StaffMember]:
    """Active staff of these roles in the ticket's estate, with the trade of their department there."""
    return list(
        StaffMember.objects.filter(active=True, role__in=roles, postings__estate_id=ticket.estate_id)
        .annotate(trade=F("postings__department__trade"))
        .order_by("employee_no")
    )


def estate_manager(ticket: Ticket) -> list[StaffMember]:
    return list(StaffMember.objects.filter(manages=ticket.estate_id))


def department_head(ticket: Ticket) -> list[StaffMember]:
    """The head of the department responsible; before one is named, of customer service (R26).

    Of a complaint the heads of all departments that have not signed for its form yet.
    """
    if ticket.kind == TicketKind.COMPLAINT:
        waiting = Handoff.objects.filter(ticket_id=ticket.pk, signed_at=None, returned_at=None)
        if heads := list(StaffMember.objects.filter(heads__in=waiting.values("department_id")).distinct()):
            return heads
    if ticket.department_id:
        return list(StaffMember.objects.filter(heads=ticket.department_id))
    return list(StaffMember.objects.filter(heads__trade=Trade.CUSTOMER_SERVICE, active=True).distinct())


def assignee(ticket: Ticket) -> list[StaffMember]:
    return list(StaffMember.objects.filter(pk=ticket.assignee_id)) if ticket.assignee_id else []


def company_managers(ticket: Ticket) -> list[StaffMember]:
    return list(StaffMember.objects.filter(active=True, role=Role.COMPANY_MANAGER))


def cashiers(ticket: Ticket) -> list[StaffMember]:
    return posted(ticket, (Role.CASHIER,))


RESOLVERS: dict[str, Callable[[Ticket], list[StaffMember]]] = {
    "owner": owner,
    "supervisor": supervisors,
    "estate_manager": estate_manager,
    "department_head": department_head,
    "assignee": assignee,
    "company_manager": company_managers,
    "cashier": cashiers,
}


TARGET_LABELS = {
    "owner": _("Owner"),
    "supervisor": _("Supervisor"),
    "estate_manager": _("Estate manager"),
    "department_head": _("Head of department"),
    "assignee": _("Who is sent"),
    "company_manager": _("Company manager"),
    "cashier": _("Cashier"),
}


# Tickets that agree in this have the same people behind a target's name.
SAME_FOR: dict[str, Callable[[Ticket], tuple[Any, ...]]] = {
    "owner": lambda ticket: (ticket.owner_id, ticket.owner_id or ticket.estate_id),
    "supervisor": lambda ticket: (ticket.estate_id, ticket.kind in REPAIRS),
    "estate_manager": lambda ticket: (ticket.estate_id,),
    "department_head": lambda ticket: (ticket.department_id, ticket.kind == TicketKind.COMPLAINT and ticket.pk),
    "assignee": lambda ticket: (ticket.assignee_id,),
    "company_manager": lambda ticket: (),
    "cashier": lambda ticket: (ticket.estate_id,),
}

# The worklist's columns follow the heads of the clocks; a row that is right already is not written again.
FOLLOW = """
UPDATE tickets_ticket t SET due_kind = coalesce(h.kind, ''), due_since = h.starts_at, due_at = h.due_at,
    due_paused = coalesce(h.state = 'paused', false)
FROM unnest(%(ids)s::uuid[]) AS c(id) LEFT JOIN LATERAL (
    SELECT kind, starts_at, due_at, state FROM timers_timer
    WHERE tenant_id = %(tenant)s AND clock_id = c.id AND level = %(breach)s AND met_at IS NULL
        AND state IN ('pending', 'paused', 'fired')
    ORDER BY due_at, id LIMIT 1) h ON true
WHERE t.tenant_id = %(tenant)s AND t.id = c.id AND (t.due_kind, t.due_since, t.due_at, t.due_paused)
    IS DISTINCT FROM (coalesce(h.kind, ''), h.starts_at, h.due_at, coalesce(h.state = 'paused', false))
"""


def follow_heads(ticket_ids: Sequence[UUID]) -> None:
    """After a firing."""
    with connection.cursor() as cursor:
        ids = [str(ticket_id) for ticket_id in ticket_ids]
        cursor.execute(FOLLOW, {"ids": ids, "tenant": require_tenant_id(), "breach": BREACH})


HEAD_FIELDS = ("due_kind", "due_since", "due_at", "due_paused")


def head_fields(head: Any) -> dict[str, Any]:
    """The ticket's columns for a head of its clock (None: nothing is running)."""
    if head is None:
        return dict(zip(HEAD_FIELDS, ("", None, None, False), strict=True))
    return dict(zip(HEAD_FIELDS, (head.kind, head.starts_at, head.due_at, head.paused), strict=True))


def register_ticket() -> None:
    """The ticket as the engine sees it, with everybody who may be told by now."""
    register_subject(
        SubjectType(
            "ticket", load, people, follow_heads, scoped, kinds=tuple(TicketKind.values), targets=tuple(RESOLVERS),
            reasons=tuple(SuspendReason.choices), labels=TARGET_LABELS | dict(TicketKind.choices),
        )
    )  # fmt: skip


def add_target(name: str, label: Any, resolve: Callable[[Ticket], list[StaffMember]]) -> None:
    """A name for somebody who may be told, known to an app downstream; found anew for each ticket."""
    RESOLVERS[name], TARGET_LABELS[name] = resolve, label
    SAME_FOR[name] = lambda ticket: (ticket.pk,)
    register_ticket()


register_ticket()
