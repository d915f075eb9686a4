"""The standing cast: two tenants, two estates of the first, and the people whom the tests send, call and lock out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp import user_has_device

from servicedesk.api.keys import create_key
from servicedesk.estates.models import Building, Estate, Occupant, PublicArea, Resident, ResidentPhone, Unit
from servicedesk.people.enums import Role, ShiftKind, Skill, Trade
from servicedesk.people.models import Department, Posting, Shift, StaffMember, User
from servicedesk.people.principal import Principal
from servicedesk.people.sessions import HAS_FACTOR, SEEN
from servicedesk.tenancy.managers import give_keys
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.prepared import Prepared
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now
from tickets.actions import Report, register
from tickets.models import CallTerms, Ticket

PASSWORD = "correct horse battery"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Cast:
    """One company: `clerk`, `second_clerk`, `night`, `technician`, `second_technician`, `foreman`, `supervisor`,
    `manager` (of the estate), `cashier`, `director`, `admin`, and `outsider`, a clerk of the other estate.
    """

    tenant: Tenant
    estate: Estate
    other_estate: Estate
    unit: Unit
    area: PublicArea
    resident: Resident
    engineering: Department
    service: Department
    api_key: str
    admin_key: str
    people: dict[str, StaffMember] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError as unknown:
            raise AttributeError(name) from unknown

    def act(self, name: str) -> Principal:
        """The principal of one of the cast."""
        return Principal.of_staff(self.people[name])

    def report(self, **changes: Any) -> Report:
        """A plain kitchen leak, by phone."""
        values: dict[str, Any] = {
            "estate_id": self.estate.pk, "kind": "household_repair", "channel": "phone",
            "description": "厨房水槽下面漏水", "unit_id": self.unit.pk, "contact_name": "刘阿姨",
            "contact_phone": "13800005678",
            "skill": Skill.PLUMBING, "reporter_id": self.resident.pk,
        }  # fmt: skip
        return Report(**(values | changes))

    def ticket(self, by: str = "clerk", **changes: Any) -> Ticket:
        """A registered ticket."""
        return register(actor=self.act(by), report=self.report(**changes))

    def scope(self) -> Any:
        return tenant_scope(self.tenant.pk)

    def client(self, name: str) -> Client:
        """A browser session of one of the cast."""
        user = User.objects.get(username=f"{self.tenant.code}-{name}")
        client = Client()
        session = client.session
        # As `force_login` does it, but for the note of when this account was last signed in to.
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[SEEN], session[HAS_FACTOR] = int(time.time()), user_has_device(user)
        session.save()
        return client


# name: (role, skills, superior, department, title)
PEOPLE: dict[str, tuple[Role, list[Skill], str, str, str]] = {
    "manager": (Role.ESTATE_MANAGER, [], "", "service", "项目经理"),
    "supervisor": (Role.SUPERVISOR, [Skill.PLUMBING, Skill.ELECTRICAL], "manager", "engineering", "主管"),
    "foreman": (Role.TECHNICIAN, [Skill.PLUMBING, Skill.ELECTRICAL], "supervisor", "engineering", "班长"),
    "technician": (Role.TECHNICIAN, [Skill.PLUMBING], "foreman", "engineering", "水工"),
    "second_technician": (Role.TECHNICIAN, [Skill.ELECTRICAL], "foreman", "engineering", "电工"),
    "clerk": (Role.CLERK, [], "service_supervisor", "service", "前台"),
    "second_clerk": (Role.CLERK, [], "service_supervisor", "service", "前台"),
    "night": (Role.NIGHT_OPERATOR, [], "service_supervisor", "service", "值班员"),
    "service_supervisor": (Role.SUPERVISOR, [], "manager", "service", "客服主管"),
    "cashier": (Role.CASHIER, [], "manager", "service", "出纳"),
    "director": (Role.COMPANY_MANAGER, [], "", "service", "总经理"),
    "admin": (Role.TENANT_ADMIN, [], "", "service", "管理员"),
    "outsider": (Role.CLERK, [], "", "service", "前台"),
}
NAMES = {
    "manager": "梁敏", "supervisor": "郑国栋", "foreman": "马志远", "technician": "孙海涛", "second_technician": "何鹏",
    "clerk": "林晓雯", "second_clerk": "陈静", "night": "赵夜明", "service_supervisor": "韩梅", "cashier": "钱芳",
    "director": "周总", "admin": "方管理", "outsider": "吴外",
}  # fmt: skip


def build(code: str = "hexin", estate_code: str = "HJ") -> Cast:
    """Create a company with its cast and return it. Needs no scope; leaves none."""
    tenant = Tenant.objects.create(code=code, name=f"{code} 物业", mfa_required=False)
    with tenant_scope(tenant.pk):
        cast = places(tenant, estate_code)
        hire(cast)
        heads(cast)
        on_duty(cast)
        # A test says at what hour it plays only where the hour matters.
        CallTerms.objects.create(hours=["00:00-24:00"])
    return cast


def places(tenant: Tenant, estate_code: str) -> Cast:
    estate = Estate.objects.create(code=estate_code, name="和景雅苑", desk_phone="010-88886666")
    other = Estate.objects.create(code=estate_code + "2", name="云栖苑")
    building = Building.objects.create(estate=estate, code="3-2")
    unit = Unit.objects.create(estate=estate, building=building, code="3-2-1201", area="128.60")
    area = PublicArea.objects.create(estate=estate, building=building, code="LIFT1", name="3-2 电梯厅")
    resident = Resident.objects.create(name="刘淑芬", pinyin="liushufen", salutation="刘阿姨")
    ResidentPhone.objects.create(resident=resident, number="+8613800005678", last4="5678")
    Occupant.objects.create(resident=resident, unit=unit)
    departments = [
        Department.objects.create(name=name, trade=trade)
        for name, trade in (("工程维修部", Trade.ENGINEERING), ("客服部", Trade.CUSTOMER_SERVICE))
    ]
    keys = [
        create_key(tenant.pk, f"{estate_code} {scope}", ["read", "tickets", *scope])[1] for scope in ((), ("admin",))
    ]
    return Cast(tenant, estate, other, unit, area, resident, *departments, *keys)


def hire(cast: Cast) -> None:
    """Everybody with account, posting and superior; all of a kind in one statement, as each test begins with this."""
    password = make_password(PASSWORD)
    code = cast.tenant.code
    users = [User(username=f"{code}-{name}", tenant=cast.tenant, password=password) for name in PEOPLE]
    give_keys(users)
    User.objects.bulk_create(users)
    members = [member(name, number, user) for number, (name, user) in enumerate(zip(PEOPLE, users, strict=True), 1)]
    cast.people |= dict(zip(PEOPLE, StaffMember.objects.bulk_create(members), strict=True))
    Posting.objects.bulk_create(posting(cast, name) for name in PEOPLE)
    for name, (_role, _skills, superior, _department, _title) in PEOPLE.items():
        cast.people[name].reports_to = cast.people.get(superior)
    StaffMember.objects.save_all(members, "reports_to")


def member(name: str, number: int, user: User) -> StaffMember:
    role, skills, _superior, _department, title = PEOPLE[name]
    return StaffMember(
        user=user, name=NAMES[name], employee_no=f"{number:03d}", phone=f"+86139000{number:05d}", role=role,
        skills=skills, title=title,
    )  # fmt: skip


def posting(cast: Cast, name: str) -> Posting:
    department = cast.engineering if PEOPLE[name][3] == "engineering" else cast.service
    estate = cast.other_estate if name == "outsider" else cast.estate
    return Posting(staff=cast.people[name], estate=estate, department=department)


def heads(cast: Cast) -> None:
    """The heads of departments, the estate's manager."""
    cast.estate.manager = cast.people["manager"]
    cast.estate.save()
    for department, head in ((cast.engineering, "supervisor"), (cast.service, "service_supervisor")):
        department.head = cast.people[head]
        department.save()


def on_duty(cast: Cast) -> None:
    """The field staff are on shift around now, for a day either way."""
    # A test may have moved the clock already, and the company stands for the next ones too.
    first, last = sorted((now(), datetime.now(UTC)))
    # The tests' own days are on the shift too, whenever they run.
    begun = min(first - timedelta(days=1), at("2026-11-20 00:00"))
    Shift.objects.bulk_create(
        Shift(
            staff=cast.people[name], estate=cast.estate, kind=ShiftKind.FIELD,
            starts_at=begun, ends_at=last + timedelta(days=1),
        )
        for name in ("technician", "second_technician", "foreman", "supervisor")
    )  # fmt: skip


@contextmanager
def scoped(cast: Cast) -> Iterator[Cast]:
    """The cast, with its tenant in scope."""
    with tenant_scope(cast.tenant.pk):
        yield cast


def fresh(ticket: Ticket | UUID) -> Ticket:
    """The ticket as the database has it. Raises Ticket.DoesNotExist for one that is not in scope."""
    found: Ticket | None = FRESH.first(ticket.pk if isinstance(ticket, Ticket) else ticket)
    if found is None:
        raise Ticket.DoesNotExist
    return found


FRESH = Prepared(lambda key: Ticket.objects.select_related("estate").filter(pk=key), UUID)


def at(text: str) -> datetime:
    """'2026-11-21 21:50' in the estate's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.ESTATE_TIME_ZONE))
