"""ledger: compute the books anew from their entries and compare (R39)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.ledger.checks import differences
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope


class Command(BaseCommand):
    help = "Compute the ledger anew from its entries and compare it with prices told, receipts and cash-ups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare; a line for each difference, then failure")
        parser.add_argument("--tenant", default="", help="code of one company; without it: all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 1) when anything differs, or for an unknown company."""
        if not options["check"]:
            raise CommandError("Say --check.")
        tenants = Tenant.objects.order_by("code")
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"])
            if not tenants:
                raise CommandError(f"There is no company {options['tenant']}.")
        found = sum(self.check_one(tenant) for tenant in tenants)
        if found:
            raise CommandError(f"{found} differences.")
        self.stdout.write("The books agree.")

    def check_one(self, tenant: Tenant) -> int:
        """The company's differences, one a line; how many."""
        with tenant_scope(tenant.pk):
            lines = list(differences())
        for line in lines:
            self.stdout.write(f"{tenant.code}: {line}")
        return len(lines)
