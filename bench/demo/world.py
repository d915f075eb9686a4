"""What the stories are told with: one company's people and places, as plain values."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from servicedesk.people.enums import ALL_ESTATES, Role, ShiftKind, Skill, Trade
from servicedesk.people.principal import Principal

ZONE = ZoneInfo("Asia/Shanghai")
DAY, NIGHT = (8, 20), (20, 8)


@dataclass
class Person:
    """A member of staff. `turn` is his place in the rota of his kind."""

    id: UUID
    name: str
    role: Role
    title: str
    employee_no: str
    phone: str
    trade: Trade
    username: str = ""
    skills: tuple[Skill, ...] = ()
    superior: "Person | None" = None
    estates: list[UUID] = field(default_factory=list)
    turn: int = 0
    # Of how many the rota has, and how many days in that cycle he works.
    of: int = 1
    kind: ShiftKind = ShiftKind.FIELD

    @property
    def principal(self) -> Principal:
        estates = None if self.role in ALL_ESTATES else frozenset(self.estates)
        return Principal("staff", self.name, self.id, self.role, estate_ids=estates)

    def works(self, day: date) -> bool:
        """The rota: desks and the night centre take turns day by day; the field rests every fourth day."""
        if self.kind in (ShiftKind.DAY_DESK, ShiftKind.NIGHT_CENTRE):
            return day.toordinal() % self.of == self.turn
        return (day.toordinal() + self.turn) % 4 != 3

    def stands_by(self, day: date) -> bool:
        """One of the field has the night after this day at home, within reach."""
        return self.kind == ShiftKind.FIELD and day.toordinal() % self.of == self.turn


@dataclass(frozen=True)
class Tenantry:
    """A resident of a unit, as the ticket copies him."""

    id: UUID
    name: str
    salutation: str
    phone: str


@dataclass(frozen=True)
class Spot:
    """Where something can break."""

    words: str
    building_id: UUID | None = None
    unit_id: UUID | None = None
    area_id: UUID | None = None
    people: tuple[Tenantry, ...] = ()


@dataclass
class Site:
    """One estate with its people and places."""

    id: UUID
    code: str
    name: str
    manager: Person
    supervisor: Person
    service_head: Person
    homes: list[Spot] = field(default_factory=list)
    areas: list[Spot] = field(default_factory=list)
    staff: list[Person] = field(default_factory=list)
    # How busy it is, in tickets a day.
    pace: float = 10.0

    def field_force(self) -> list[Person]:
        return [person for person in self.staff if person.role == Role.TECHNICIAN]

    def at_desk(self, moment: datetime) -> Person:
        """Who holds the desk: a clerk by day, the night centre otherwise (R43)."""
        local = moment.astimezone(ZONE)
        by_day = DAY[0] <= local.hour < DAY[1]
        day = local.date() if by_day or local.hour >= NIGHT[0] else local.date() - timedelta(days=1)
        kind = ShiftKind.DAY_DESK if by_day else ShiftKind.NIGHT_CENTRE
        return next(person for person in self.staff if person.kind == kind and person.works(day))

    def able(self, skill: str, moment: datetime) -> list[Person]:
        """Who has the skill and is on shift, else who stands by, else whoever has it."""
        skilled = [person for person in self.field_force() if not skill or skill in person.skills] or [self.supervisor]
        local = moment.astimezone(ZONE)
        if DAY[0] <= local.hour < DAY[1]:
            return [person for person in skilled if person.works(local.date())] or skilled
        evening = local.date() if local.hour >= NIGHT[0] else local.date() - timedelta(days=1)
        return [person for person in skilled if person.stands_by(evening)] or skilled


@dataclass
class World:
    """One company."""

    tenant_id: UUID
    code: str
    name: str
    sites: list[Site] = field(default_factory=list)
    staff: list[Person] = field(default_factory=list)
    departments: dict[Trade, UUID] = field(default_factory=dict)
    heads: dict[Trade, Person] = field(default_factory=dict)
    department_names: dict[Trade, str] = field(default_factory=dict)
    prices: dict[str, UUID] = field(default_factory=dict)
    price_version: UUID | None = None
