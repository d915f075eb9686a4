"""recount: when a year's holidays become known, count the running deadlines again and show what moves."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from servicedesk.estates.models import Estate
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.business import calendar_for
from servicedesk.timers.enums import BREACH, CalendarName
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Timer
from servicedesk.timers.rollouts import BATCH, WAITING, Move, recount_running


class Command(BaseCommand):
    help = (
        "Count running deadlines on working days again by the calendar of today (new holidays, the company's own days) "
        "and show what moves. Writes only with --apply; each ticket's history then says so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="write what was shown")
        parser.add_argument("--tenant", default="", help="code of one company; without it: all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each deadline that moves. Raises CommandError for an unknown company."""
        tenants = Tenant.objects.order_by("code")
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"])
            if not tenants:
                raise CommandError(f"There is no company {options['tenant']}.")
        moves = sum(self.one(tenant, options["apply"]) for tenant in tenants)
        done = "moved" if options["apply"] else "would move; --apply writes it"
        self.stdout.write(f"{moves} deadlines {done}")

    def one(self, tenant: Tenant, write: bool) -> int:
        """One company, batch by batch, each in a transaction of its own."""
        with tenant_scope(tenant.pk):
            clock_ids = outdated()
        found = 0
        for n in range(0, len(clock_ids), BATCH):
            with tenant_scope(tenant.pk), transaction.atomic():
                moves = recount_running(clock_ids[n : n + BATCH])
                for line in lines(tenant, moves):
                    self.stdout.write(line)
                found += len(moves)
                if not write:
                    transaction.set_rollback(True)
        return found


def outdated() -> list[UUID]:
    """Clocks with a running deadline that an older calendar computed, in the order of their keys."""
    current = {estate.pk: calendar_for(CalendarName.WORKING_DAYS, estate).version for estate in Estate.objects.all()}
    rows = Timer.objects.filter(level=BREACH, state__in=WAITING, met_at=None, calendar=CalendarName.WORKING_DAYS)
    pairs = rows.values_list("clock_id", "clock__estate_id", "calendar_version")
    return sorted({clock_id for clock_id, estate_id, version in pairs if current.get(estate_id) != version})


def lines(tenant: Tenant, moves: list[Move]) -> Iterator[str]:
    for subject, move in moves:
        number = getattr(subject, "number", subject.pk)
        label = KINDS[move.kind].label if move.kind in KINDS else move.kind
        yield f"{tenant.code} {number} {label}: {move.before[:16]} -> {move.after[:16]}"
