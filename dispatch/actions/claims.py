"""Holding a ticket out to a group, of whom the first takes it (抢单, R13)."""

from datetime import datetime
from uuid import UUID

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch import rules
from dispatch.actions.placing import begin, live_assignment, name_of, next_climb, nobody_asked, place, refuse_second
from dispatch.actions.taking import take
from dispatch.enums import Mode, Pool
from dispatch.models import Assignment
from dispatch.pools import Group, group_of, jobs_in_hand, members, most_jobs
from servicedesk.people.enums import Skill
from servicedesk.people.models import Department, StaffMember
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers.now import now
from tickets.actions.steps import lock
from tickets.models import Ticket


@atomic
def offer_group(
    *,
    ticket_id: UUID,
    actor: Principal,
    group: str,
    skill: str = "",
    department_id: UUID | None = None,
    reason: str = "",
) -> Assignment:
    """Hold it out to those with a skill (the ticket's by default), of a department, or on shift (R13).

    Unclaimed within the time to accept it climbs (R15). Raises Invalid for a group in which nobody works here.
    """
    ticket = lock(ticket_id, actor, rules.dispatch)
    refuse_second(ticket)
    chosen = chosen_group(ticket, group, skill, department_id)
    if not members(ticket, chosen, now()).exists():
        raise Invalid(_("Nobody of this group works here now."), rule="R13", field="group")
    begin(ticket)
    return place(ticket, actor=actor, mode=Mode.CLAIM, group=chosen, climb=next_climb(ticket), why=reason)


def chosen_group(ticket: Ticket, group: str, skill: str, department_id: UUID | None) -> Group:
    """The group that the words mean. Raises Invalid or NotFound naming the field."""
    if group not in Pool.values:
        raise Invalid(_("“{value}” is not known.").format(value=group), rule="R13", field="group")
    if group == Pool.SKILL:
        skill = skill or ticket.skill
        if skill not in Skill.values:
            raise Invalid(_("Say which kind of work."), rule="R13", field="skill")
        return Group(group, skill=skill)
    if group == Pool.SHIFT:
        return Group(group)
    department = Department.objects.filter(pk=department_id, postings__estate_id=ticket.estate_id).first()
    if department is None:
        raise NotFound(_("There is no such department in this estate."), rule="R13", field="department")
    return Group(group, department=department)


@atomic
def claim(
    *, ticket_id: UUID, actor: Principal, staff_id: UUID | None = None, arrival_at: datetime | None = None
) -> Assignment:
    """The first of the group takes it; whoever comes later reads who was first (R11, R13).

    `staff_id`: for whom the desk or another system speaks. Raises Conflict also for who has his hands full.
    """
    ticket = lock(ticket_id, actor, rules.claim)
    pool = open_pool(ticket)
    person = claimer(ticket, pool, actor, staff_id)
    refuse_full(ticket, person)
    pool.staff = person
    return take(ticket, pool, actor=actor, at=now(), arrival_at=arrival_at, mode=Mode.CLAIM)


def open_pool(ticket: Ticket) -> Assignment:
    """What is held out and not taken. Raises Conflict saying who was first."""
    live = live_assignment(ticket)
    if live is None:
        raise Conflict(nobody_asked(ticket), rule="R13", field="state")
    if live.is_open_pool:
        return live
    at = timezone.localtime(live.answered_at or live.offered_at, ticket.estate.tz)
    words = _("{name} was first, at {time}.") if live.mode == Mode.CLAIM else _("It went to {name} at {time}.")
    raise Conflict(words.format(name=name_of(live), time=f"{at:%H:%M:%S}"), rule="R11", field="state")


def claimer(ticket: Ticket, pool: Assignment, actor: Principal, staff_id: UUID | None) -> StaffMember:
    """Who takes it: himself, or the one whom the desk names; of the group, locked so that he counts once."""
    wanted = staff_id or actor.staff_id
    if wanted is None:
        raise Invalid(_("Say who takes it."), rule="R13", field="staff")
    if wanted != actor.staff_id:
        rules.desk_speaks.demand(actor, ticket)
    if not members(ticket, group_of(pool), now()).filter(pk=wanted).exists():
        raise Invalid(_("It is held out to others."), rule="R13", field="staff")
    return StaffMember.objects.lock(wanted)


def refuse_full(ticket: Ticket, person: StaffMember) -> None:
    """A claim never takes somebody beyond the limit; the desk may still send him."""
    held, most = jobs_in_hand(person.pk, but=ticket), most_jobs(ticket.estate_id)
    if held >= most:
        raise Conflict(
            _("{name} has {n} open jobs: at most {most} may be claimed.").format(name=person.name, n=held, most=most),
            rule="R13",
            field="staff",
        )
