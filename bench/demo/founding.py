"""A company before its first call: rows of people, accounts, places, prices, shifts."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from bench.demo import phrasebook, stockroom
from bench.demo.catalogue import PRICES
from bench.demo.company import DEPARTMENTS, CompanyPlan, Hiring
from bench.demo.ids import Ids
from bench.demo.places import Builder
from bench.demo.store import Store
from bench.demo.world import DAY, NIGHT, ZONE, Person, Site, World
from billing.enums import ListState
from billing.models import PriceItem, PriceVersion
from servicedesk.estates.models import Building, Estate, Occupant, PublicArea, Resident, ResidentPhone, Unit
from servicedesk.people.enums import Role, ShiftKind
from servicedesk.people.models import Department, Posting, Shift, StaffMember, User
from servicedesk.people.pinyin import spell
from tickets.models import Phrase

ORDER = (
    StaffMember, Department, Estate, Posting, Shift, Building, Unit, PublicArea, Resident, ResidentPhone, Occupant,
    Phrase, *stockroom.MODELS,
)  # fmt: skip
# Shifts are planned two weeks ahead and kept as long behind us.
PLANNED_DAYS = 14
FOUNDED_DAYS_AGO = 900


def found(plan: CompanyPlan, tenant_id: UUID, store: Store, random: Random, now: datetime, password: str) -> World:
    """Everything but tickets, written. Needs the tenant's scope. `password` is a hash."""
    ids = Ids(random)
    founded = now - timedelta(days=FOUNDED_DAYS_AGO)
    world = World(tenant_id, plan.code, plan.name)
    hiring = Hiring(world, random, ids, founded)
    for estate in plan.estates:
        site = hiring.site(estate, ids.at(founded))
        world.sites.append(site)
        Builder(site, estate, store, random, ids, hiring.names, founded).build()
        store.add(
            Estate, id=site.id, code=estate.code, name=estate.name, address=estate.address, desk_phone=estate.phone,
            manager_id=site.manager.id,
        )  # fmt: skip
    hiring.head_office()
    departments(world, store, ids, founded)
    prices(world, ids, founded)
    stockroom.fill(store, ids, founded)
    phrasebook.fill(world, store, founded, {estate.code: estate.phone for estate in plan.estates})
    staff(world, store, password)
    for site in world.sites:
        shifts(site, store, now.astimezone(ZONE).date())
    store.write(*ORDER)
    return world


def departments(world: World, store: Store, ids: Ids, founded: datetime) -> None:
    for trade, name in DEPARTMENTS.items():
        world.departments[trade], world.department_names[trade] = ids.at(founded), name
        store.add(Department, id=world.departments[trade], name=name, trade=trade, head_id=world.heads[trade].id)


def prices(world: World, ids: Ids, founded: datetime) -> None:
    """The price list, valid since the company was founded (R33); published after its items."""
    begun = founded.astimezone(ZONE).date()
    admin = next(person.name for person in world.staff if person.role == Role.TENANT_ADMIN)
    version = PriceVersion.objects.create(number=1, made_at=founded, made_by=admin)
    for code, (name, unit, labour, parts) in PRICES.items():
        world.prices[code] = ids.at(founded)
        PriceItem.objects.create(
            id=world.prices[code], version=version, code=code, name=name, unit=unit, labour=Decimal(labour),
            parts=Decimal(parts), warranty_days=90,
        )  # fmt: skip
    version.state, version.valid_from = ListState.PUBLISHED, begun
    version.published_at, version.published_by = founded, admin
    version.save()
    world.price_version = version.pk


def staff(world: World, store: Store, password: str) -> None:
    """People, their accounts (all with one password, hashed once: it is slow on purpose), their postings."""
    users = [
        User(id=Ids(Random(person.username)).at(datetime.fromtimestamp(0, ZONE)), username=person.username,
             tenant_id=world.tenant_id, password=password)
        for person in world.staff
    ]  # fmt: skip
    User.objects.bulk_create(users)
    for person, user in zip(world.staff, users, strict=True):
        store.add(
            StaffMember, id=person.id, user_id=user.pk, name=person.name, pinyin=spell(person.name),
            employee_no=person.employee_no, phone=person.phone, role=person.role, title=person.title,
            skills=list(person.skills), reports_to_id=person.superior.id if person.superior else None,
        )  # fmt: skip
        for estate_id in person.estates:
            store.add(Posting, staff_id=person.id, estate_id=estate_id, department_id=world.departments[person.trade])


def shifts(site: Site, store: Store, today: date) -> None:
    """Two weeks back and ahead, by the rota."""
    for offset in range(-PLANNED_DAYS, PLANNED_DAYS + 1):
        day = today + timedelta(days=offset)
        # A night centre serves all its operator's estates: he is on the roster of one.
        for person in (one for one in site.staff if one.estates[0] == site.id):
            for kind, starts_at, ends_at in person_shifts(person, day):
                store.add(Shift, staff_id=person.id, estate_id=site.id, kind=kind, starts_at=starts_at, ends_at=ends_at)


def person_shifts(person: Person, day: date) -> Iterator[tuple[ShiftKind, datetime, datetime]]:
    """What one person does on one day: desk or field by day, centre or stand-by by night."""
    if person.role in (Role.ESTATE_MANAGER, Role.CASHIER):
        return
    night = at(day, NIGHT[0]), at(day + timedelta(days=1), NIGHT[1])
    if person.works(day):
        hours = night if person.kind == ShiftKind.NIGHT_CENTRE else (at(day, DAY[0]), at(day, DAY[1]))
        yield person.kind, *hours
    if person.role == Role.TECHNICIAN and person.stands_by(day):
        yield ShiftKind.STANDBY, *night


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)
