"""The two demo companies: their estates, and who works there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from bench.demo.ids import Ids
from bench.demo.names import Names
from bench.demo.world import Person, Site, World
from servicedesk.people.enums import Role, ShiftKind, Skill, Trade

S = Skill


@dataclass(frozen=True)
class EstatePlan:
    """How an estate is built. Office towers have `rooms` a floor and no entrances."""

    code: str
    name: str
    address: str
    phone: str
    buildings: int
    entrances: int
    floors: int
    rooms: int
    shops: int = 0
    offices: bool = False
    pace: float = 9.0
    # Names that the pictures of the design use; the others are drawn.
    named: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CompanyPlan:
    code: str
    name: str
    estates: tuple[EstatePlan, ...]


HEJING = {
    "manager": "梁敏", "supervisor": "郑国栋", "service_head": "韩梅", "clerk1": "林晓雯", "clerk2": "陈静",
    "foreman": "马志远",
    "tech1": "孙海涛", "tech2": "周建国", "tech3": "何鹏", "tech4": "丁晓东", "tech5": "吴大勇", "tech6": "沈立成",
}  # fmt: skip
COMPANIES = (
    CompanyPlan(
        "hexin",
        "和信物业服务有限公司",
        (
            EstatePlan(
                "HJ", "和景雅苑", "北京市朝阳区和景路 6 号", "010-88886666", 10, 2, 17, 2, 20, pace=18, named=HEJING
            ),
            EstatePlan("YQ", "云栖苑", "北京市海淀区云栖街 18 号", "010-88887701", 8, 2, 18, 2, 8, pace=9),
            EstatePlan("JX", "锦绣花园", "北京市丰台区锦绣路 2 号", "010-88887702", 6, 3, 11, 2, 6, pace=6),
            EstatePlan(
                "XH", "星河国际中心", "北京市朝阳区星河大街 1 号", "010-88887703", 3, 1, 20, 8, 12, True, pace=5
            ),
        ),
    ),
    CompanyPlan(
        "longtai",
        "隆泰物业管理集团",
        (
            EstatePlan("TY", "棠悦府", "杭州市滨江区棠悦路 9 号", "0571-87651101", 7, 2, 18, 2, 10, pace=7),
            EstatePlan("BH", "滨湖一号", "杭州市西湖区滨湖路 1 号", "0571-87651102", 6, 1, 24, 4, 6, pace=6),
            EstatePlan(
                "ZK", "中科创意园", "杭州市余杭区文一西路 88 号", "0571-87651103", 2, 1, 12, 10, 8, True, pace=4
            ),
        ),
    ),
)
DEPARTMENTS = {
    Trade.ENGINEERING: "工程维修部", Trade.CUSTOMER_SERVICE: "客服部", Trade.SECURITY: "秩序维护部",
    Trade.CLEANING: "保洁部",    Trade.GREENING: "绿化部", Trade.FINANCE: "财务部",
}  # fmt: skip
# (key, title, skills) of the engineers below the foreman.
ENGINEERS = (
    ("tech1", "水暖工", (S.PLUMBING, S.HEATING)),
    ("tech2", "水暖工", (S.PLUMBING, S.HEATING, S.MASONRY)),
    ("tech3", "电工", (S.ELECTRICAL, S.APPLIANCES)),
    ("tech4", "弱电工", (S.LOW_VOLTAGE, S.ELECTRICAL, S.LIFT)),
    ("tech5", "综合维修", (S.HEATING, S.DOORS, S.MASONRY)),
    ("tech6", "综合维修", (S.PLUMBING, S.APPLIANCES, S.DOORS)),
)


class Hiring:
    """Hires the staff of one company."""

    def __init__(self, world: World, random: Random, ids: Ids, founded: datetime) -> None:
        self.world, self.ids, self.founded, self.names = world, ids, founded, Names(random)
        self.accounts: dict[str, int] = {}

    def hire(
        self, role: Role, title: str, trade: Trade, account: str, *, name: str = "", skills: tuple[Skill, ...] = (),
        superior: Person | None = None, kind: ShiftKind = ShiftKind.FIELD, turn: int = 0, of: int = 1,
    ) -> Person:  # fmt: skip
        """A new member of staff with a number, a phone and an account such as hexin-clerk2."""
        self.accounts[account] = nth = self.accounts.get(account, 0) + 1
        person = Person(
            self.ids.at(self.founded), self.names.taken(name) if name else self.names.staff(), role, title,
            f"{len(self.world.staff) + 1:04d}", self.names.phone(), trade,
            f"{self.world.code}-{account}{nth if nth > 1 else ''}", skills, superior, [], turn, of, kind,
        )  # fmt: skip
        self.world.staff.append(person)
        return person

    def site(self, plan: EstatePlan, estate_id: UUID) -> Site:
        """Everybody of one estate, posted there."""
        before = len(self.world.staff)
        named = plan.named.get
        leaders = self.leaders(plan)
        manager, supervisor, service_head = leaders
        for n in (1, 2):
            self.hire(Role.CLERK, "前台接待", Trade.CUSTOMER_SERVICE, "clerk", name=named(f"clerk{n}", ""),
                      superior=service_head, kind=ShiftKind.DAY_DESK, turn=n - 1, of=2)  # fmt: skip
        self.engineers(plan, supervisor)
        self.others(manager, service_head)
        people = self.world.staff[before:]
        for person in people:
            person.estates.append(estate_id)
        return Site(estate_id, plan.code, plan.name, *leaders, staff=people, pace=plan.pace)

    def leaders(self, plan: EstatePlan) -> tuple[Person, Person, Person]:
        """Estate manager, engineering supervisor, head of customer service."""
        named = plan.named.get
        manager = self.hire(
            Role.ESTATE_MANAGER, "项目经理", Trade.CUSTOMER_SERVICE, "manager", name=named("manager", "")
        )
        supervisor = self.hire(
            Role.SUPERVISOR, "工程主管", Trade.ENGINEERING, "supervisor", name=named("supervisor", ""),
            skills=(S.ELECTRICAL, S.PLUMBING, S.HEATING), superior=manager, turn=3,
        )  # fmt: skip
        head = self.hire(
            Role.SUPERVISOR, "客服主管", Trade.CUSTOMER_SERVICE, "service", name=named("service_head", ""),
            superior=manager, turn=1,
        )  # fmt: skip
        return manager, supervisor, head

    def engineers(self, plan: EstatePlan, supervisor: Person) -> None:
        """The foreman and his people; the smaller the estate, the fewer."""
        foreman = self.hire(
            Role.TECHNICIAN, "维修班长", Trade.ENGINEERING, "foreman", name=plan.named.get("foreman", ""),
            skills=(S.ELECTRICAL, S.LIFT, S.PLUMBING), superior=supervisor, turn=0, of=7,
        )  # fmt: skip
        crew = ENGINEERS if plan.pace >= 8 else ENGINEERS[:5]
        for n, (key, title, skills) in enumerate(crew, start=1):
            self.hire(Role.TECHNICIAN, title, Trade.ENGINEERING, "tech", name=plan.named.get(key, ""), skills=skills,
                      superior=foreman, turn=n, of=7)  # fmt: skip

    def others(self, manager: Person, service_head: Person) -> None:
        """Guards, cleaners, a gardener: they too are implementers (domain §1)."""
        guard, cleaner, gardener = (S.SECURITY,), (S.CLEANING,), (S.GREENING,)
        hire, field = self.hire, Role.TECHNICIAN
        captain = hire(field, "秩序维护队长", Trade.SECURITY, "guard", skills=guard, superior=manager, of=4)
        hire(field, "秩序维护员", Trade.SECURITY, "guard", skills=guard, superior=captain, turn=2, of=4)
        for n in range(2):
            hire(field, "保洁员", Trade.CLEANING, "cleaner", skills=cleaner, superior=service_head, turn=n, of=4)
        hire(field, "绿化工", Trade.GREENING, "gardener", skills=gardener, superior=service_head, turn=2, of=4)

    def head_office(self) -> None:
        """Night centre, finance, director, admin: for all estates."""
        sites = self.world.sites
        everywhere = [site.id for site in sites]
        first = sites[0].service_head
        nights = [
            self.hire(Role.NIGHT_OPERATOR, "夜间指挥中心值班员", Trade.CUSTOMER_SERVICE, "night", superior=first,
                      kind=ShiftKind.NIGHT_CENTRE, turn=n, of=2)
            for n in range(2)
        ]  # fmt: skip
        cashier = self.hire(Role.CASHIER, "出纳", Trade.FINANCE, "cashier", superior=sites[0].manager)
        self.hire(Role.COMPANY_MANAGER, "总经理", Trade.CUSTOMER_SERVICE, "director")
        self.hire(Role.TENANT_ADMIN, "系统管理员", Trade.CUSTOMER_SERVICE, "admin")
        for person in (*nights, cashier):
            person.estates.extend(everywhere)
        for site in sites:
            site.staff.extend(nights)
        self.world.heads = dict(self.heads(sites[0], cashier))

    def heads(self, site: Site, cashier: Person) -> Iterator[tuple[Trade, Person]]:
        """The heads of the departments: the first estate's leaders."""
        by_trade = {person.trade: person for person in reversed(site.field_force())}
        yield Trade.ENGINEERING, site.supervisor
        yield Trade.CUSTOMER_SERVICE, site.service_head
        yield Trade.FINANCE, cashier
        for trade in (Trade.SECURITY, Trade.CLEANING, Trade.GREENING):
            yield trade, by_trade[trade]
