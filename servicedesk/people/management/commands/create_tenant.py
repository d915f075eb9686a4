"""manage.py create_tenant: a new company, its departments, and the administrator who sets up the rest."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.transaction import atomic
from django.utils import translation

from servicedesk.people.actions import one_time
from servicedesk.people.enums import Role, Trade
from servicedesk.people.models import Department, StaffMember, User
from servicedesk.people.pinyin import spell
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope


class Command(BaseCommand):
    help = "Create a company with its departments and its first administrator; prints his one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="short name: lower-case letters, digits, dash")
        parser.add_argument("--name", required=True, help="the company's name")
        parser.add_argument("--admin", required=True, help="the administrator's user name")
        parser.add_argument("--admin-name", default="", help="the administrator's own name (default: the user name)")

    def handle(self, *args: Any, code: str, name: str, admin: str, admin_name: str, **options: Any) -> None:
        password = one_time()
        try:
            create(code.strip(), name.strip(), admin.strip().lower(), admin_name.strip() or admin, password)
        except ValidationError as wrong:
            raise CommandError("; ".join(wrong.messages)) from wrong
        self.stdout.write(f"Company {code} is ready.\nUser name: {admin}\nOne-time password: {password}")
        self.stdout.write("It opens only the page for a password of his own; then a second factor is set up.")


@atomic
def create(code: str, name: str, admin: str, admin_name: str, password: str) -> Tenant:
    """The company, all or nothing. Raises ValidationError for a code or user name that is taken or malformed."""
    tenant = Tenant(code=code, name=name)
    tenant.full_clean()
    tenant.save()
    user = User(username=admin, tenant=tenant, must_change_password=True)
    user.full_clean(exclude=["password"])
    user.set_password(password)
    user.save()
    with tenant_scope(tenant.pk):
        StaffMember.objects.create(
            user=user, name=admin_name[:60], pinyin=spell(admin_name), employee_no="0001", role=Role.TENANT_ADMIN
        )
        departments()
    return tenant


def departments() -> None:
    """One of each trade, named in the language of the first users; the admin may rename them."""
    with translation.override("zh-hans"):
        for trade in Trade:
            Department.objects.create(name=str(trade.label), trade=trade)
