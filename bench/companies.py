"""Many small companies, all alike: an estate, its people on duty around the clock, its homes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import models

from bench.copying import Copier
from bench.demo.ids import Ids
from bench.demo.store import column
from servicedesk.api.models import ApiKey
from servicedesk.estates.models import Building, Estate, Occupant, Resident, ResidentPhone, Unit
from servicedesk.people.enums import Role, ShiftKind, Skill, Trade
from servicedesk.people.models import Department, Posting, Shift, StaffMember, User
from servicedesk.tenancy.models import Tenant

HOMES = 40
_number = count(1)
# (key, role, superior, skills)
STAFF: tuple[tuple[str, Role, str, tuple[Skill, ...]], ...] = (
    ("manager", Role.ESTATE_MANAGER, "", ()),
    ("supervisor", Role.SUPERVISOR, "manager", (Skill.PLUMBING, Skill.ELECTRICAL)),
    ("foreman", Role.TECHNICIAN, "supervisor", (Skill.PLUMBING, Skill.ELECTRICAL)),
    ("tech1", Role.TECHNICIAN, "foreman", (Skill.PLUMBING,)),
    ("tech2", Role.TECHNICIAN, "foreman", (Skill.PLUMBING, Skill.HEATING)),
    ("tech3", Role.TECHNICIAN, "foreman", (Skill.ELECTRICAL,)),
    ("tech4", Role.TECHNICIAN, "foreman", (Skill.ELECTRICAL, Skill.DOORS)),
    ("clerk", Role.CLERK, "manager", ()),
    ("clerk2", Role.CLERK, "manager", ()),
)


@dataclass
class Company:
    """The keys that tickets need."""

    tenant: str
    code: str
    estate: str
    department: str
    building: str
    secret: str
    staff: dict[str, str] = field(default_factory=dict)
    # (unit, code, resident, name, phone)
    homes: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    @property
    def clerk_account(self) -> str:
        return f"{self.code}-clerk"


class Founder:
    """Collects rows by table and copies them table by table."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.ids, self.random, self.now = Ids(random), random, now
        self.rows: dict[type[models.Model], list[dict[str, Any]]] = {}

    def add(self, model: type[models.Model], **values: Any) -> str:
        """Keep a row; returns its key."""
        key = self.ids.text(self.now)
        self.rows.setdefault(model, []).append({"id": key, **values})
        return key

    def found(self, code: str) -> Company:
        """One company."""
        tenant = self.add(Tenant, code=code, name=f"{code} 物业", mfa_required=False)
        estate = self.add(Estate, tenant_id=tenant, code="HJ", name="和景雅苑")
        department = self.add(Department, tenant_id=tenant, name="工程维修部", trade=Trade.ENGINEERING)
        building = self.add(Building, tenant_id=tenant, estate_id=estate, code="3-2")
        company = Company(tenant, code, estate, department, building, f"sdk_bench_{code}")
        for nth, person in enumerate(STAFF, start=1):
            self.hire(company, nth, *person)
        self.rows[Estate][-1]["manager_id"] = company.staff["manager"]
        self.rows[Department][-1]["head_id"] = company.staff["supervisor"]
        for nth in range(HOMES):
            self.home(company, nth)
        digest = hashlib.sha256(company.secret.encode()).hexdigest()
        self.add(
            ApiKey, tenant_id=tenant, name="bench", prefix=company.secret[:12], digest=digest,
            scopes=["read", "tickets", "admin"], created_at=self.now,
        )  # fmt: skip
        return company

    def hire(self, company: Company, nth: int, key: str, role: Role, superior: str, skills: tuple[Skill, ...]) -> None:
        user = self.add(User, username=f"{company.code}-{key}", password="!", tenant_id=company.tenant)
        staff = self.add(
            StaffMember, tenant_id=company.tenant, user_id=user, name=f"{company.code}{key}", pinyin=key,
            employee_no=f"{nth:03d}", phone=f"+8613900{nth:06d}", role=role, skills=list(skills),
            reports_to_id=company.staff.get(superior),
        )  # fmt: skip
        company.staff[key] = staff
        where: dict[str, Any] = {"tenant_id": company.tenant, "staff_id": staff, "estate_id": company.estate}
        self.add(Posting, department_id=company.department, **where)
        kind = ShiftKind.DAY_DESK if role == Role.CLERK else ShiftKind.FIELD
        day = timedelta(days=1)
        self.add(Shift, kind=kind, starts_at=self.now - day, ends_at=self.now + day, **where)

    def home(self, company: Company, nth: int) -> None:
        code, phone = f"3-2-{nth // 2 + 1}{nth % 2 + 1:02d}", f"+86138{self.random.randrange(10**8):08d}"
        mine: dict[str, Any] = {"tenant_id": company.tenant}
        unit = self.add(Unit, estate_id=company.estate, building_id=company.building, code=code, **mine)
        resident = self.add(Resident, name="刘淑芬", pinyin="liushufen lsf", salutation="刘阿姨", **mine)
        self.add(ResidentPhone, resident_id=resident, number=phone, last4=phone[-4:], **mine)
        self.add(Occupant, resident_id=resident, unit_id=unit, **mine)
        company.homes.append((unit, code, resident, "刘阿姨", phone))

    def copy(self, copier: Copier) -> None:
        """Referred-to tables first, as they were added: an estate's manager and the like are set beforehand."""
        order = (
            Tenant, User, StaffMember, Estate, Department, Building, Posting, Shift, Unit, Resident, ResidentPhone,
            Occupant, ApiKey,
        )  # fmt: skip
        for model in order:
            rows = self.rows.pop(model, [])
            if rows:
                copier.rows(model, list(rows[0]), ([column(value) for value in row.values()] for row in rows))


def companies(copier: Copier, how_many: int, now: datetime) -> list[Company]:
    """Found and copy them; each call goes on with the numbers."""
    first = next(_number)
    founder = Founder(Random(first), now)
    made = [founder.found(f"t{nth:03d}") for nth in (first, *(next(_number) for _ in range(how_many - 1)))]
    founder.copy(copier)
    return made
