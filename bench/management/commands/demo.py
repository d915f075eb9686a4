"""manage.py demo: load the demo company group."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bench.demo.company import COMPANIES
from bench.demo.group import PAST_DAYS, make, write_out
from servicedesk.tenancy.models import Tenant


class Command(BaseCommand):
    help = "Load two demo companies with ninety days of tickets and a running day. Needs the owner's role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any company already")
        parser.add_argument("--out", type=Path, help="where to write accounts and API keys, as JSON")
        parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same group")
        parser.add_argument("--days", type=int, default=PAST_DAYS, help="how many days of past tickets")

    def handle(self, *args: Any, if_empty: bool, out: Path | None, **options: Any) -> None:
        if if_empty and Tenant.objects.exists():
            return
        codes = [plan.code for plan in COMPANIES]
        if Tenant.objects.filter(code__in=codes).exists():
            raise CommandError("The demo companies are there already.")
        began = time.monotonic()
        content = make(options["seed"], options["days"], self.tell if options["verbosity"] > 1 else lambda line: None)
        if out is not None:
            write_out(content, out)
        self.tell(f"Demo data loaded in {time.monotonic() - began:.0f} s.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
