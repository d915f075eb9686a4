"""The dispatch board of 300 open tickets and 80 technicians: the server's time, and how many queries."""

from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import connection

from bench.companies import Company, Founder, companies
from bench.copying import copier
from bench.figures import report, spread
from bench.http import Browser, free_port
from bench.lists import session
from bench.servers import web
from bench.tickets import Tickets
from servicedesk.people.enums import Role, Skill
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now

GOAL_P95_MS = 120
SKILLS = (Skill.PLUMBING, Skill.ELECTRICAL, Skill.HEATING, Skill.DOORS)
# Every fourth offer waits for its answer, the rest are accepted; each is another technician's.
SPREAD = """
UPDATE dispatch_assignment a SET state = CASE WHEN x.n %% 4 = 0 THEN 'offered' ELSE 'accepted' END,
    staff_id = (%s::uuid[])[1 + x.n %% %s] FROM (SELECT id, row_number() OVER (ORDER BY id) AS n
    FROM dispatch_assignment) x WHERE x.id = a.id
"""
FOLLOW = """
UPDATE tickets_ticket t SET assignee_id = a.staff_id, state = CASE t.state WHEN 'on_site' THEN 'on_site'
    ELSE 'dispatched' END, arrived_at = CASE t.state WHEN 'on_site' THEN a.answered_at END
FROM dispatch_assignment a WHERE a.ticket_id = t.id
"""


def run(*, quick: bool, data: Path) -> None:
    """Load one estate, look at its board again and again, by one client."""
    people, tickets, requests = (8, 30, 3) if quick else (80, 300, 100)
    firm = load(people, tickets, checked=quick)
    with web(free_port()) as base:
        page = Browser(base, Cookie=f"{settings.SESSION_COOKIE_NAME}={session(firm)}")
        times, size = [], 0
        for nth in range(requests + 5):
            seconds, status, body = page.get("/board")
            if status != 200:
                raise RuntimeError(f"/board: {status} {body.decode()[:300]}")
            # The first looks of the two workers are the warming up.
            times += [seconds] if nth >= 5 else []
            size = len(body)
    sizes = {"technicians": people, "tickets": tickets, "requests": requests, "bytes": size}
    report("board", sizes, spread(times), goal_p95_ms=GOAL_P95_MS)


def load(people: int, tickets: int, *, checked: bool) -> Company:
    """One company with so many technicians on shift, its open tickets spread over them."""
    with copier(checked=checked) as into:
        (firm,) = companies(into, 1, now())
        crew = hire(firm, people)
        crew.copy(into)
        Tickets(into, now()).open(firm, tickets)
        into.analyse()
    names = [firm.staff[f"crew{nth}"] for nth in range(people)]
    with tenant_scope(UUID(firm.tenant)), connection.cursor() as cursor:
        cursor.execute(SPREAD, [names, people])
        cursor.execute(FOLLOW)
    return firm


def hire(firm: Company, people: int) -> Founder:
    """More technicians, each with one of the skills."""
    founder = Founder(Random(11), now())
    for nth in range(people):
        founder.hire(firm, 100 + nth, f"crew{nth}", Role.TECHNICIAN, "foreman", (SKILLS[nth % len(SKILLS)],))
    return founder
