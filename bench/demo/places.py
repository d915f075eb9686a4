"""Buildings, units, public areas, and the people who live there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from uuid import UUID

from bench.demo.catalogue import CAUTIONS
from bench.demo.company import EstatePlan
from bench.demo.ids import Ids
from bench.demo.names import Names, salutation
from bench.demo.store import Store
from bench.demo.world import Site, Spot, Tenantry
from servicedesk.estates.enums import Occupancy, Relation, Use
from servicedesk.estates.models import Building, Occupant, PublicArea, Resident, ResidentPhone, Unit
from servicedesk.people.pinyin import spell

SHARED = ("水泵房", "配电房", "地库 B1-A", "地库 B1-B", "地库 B1-C", "地库 B1-D", "东门岗亭", "西门岗亭", "中心花园",
          "儿童乐园", "垃圾房")  # fmt: skip


@dataclass
class Builder:
    """Builds one estate into the store and onto the site."""

    site: Site
    plan: EstatePlan
    store: Store
    random: Random
    ids: Ids
    names: Names
    founded: datetime
    # An owner of an earlier unit, who may own a second one.
    last_owner: Tenantry | None = None

    def build(self) -> None:
        """All buildings, then what belongs to nobody."""
        for building in range(1, self.plan.buildings + 1):
            for entrance in range(1, self.plan.entrances + 1):
                self.entrance(building, entrance)
        if self.plan.shops:
            row = self.building("S", "商铺")
            for n in range(1, self.plan.shops + 1):
                self.unit(row, f"S{n:02d}", 1, Use.COMMERCIAL)
        for n, name in enumerate(SHARED, start=1):
            self.area(None, f"P{n:02d}", name)

    def entrance(self, building: int, entrance: int) -> None:
        """One entrance (单元) with its flats, or one tower with its offices."""
        code = chr(64 + building) if self.plan.offices else f"{building}-{entrance}"
        name = f"{code} 座" if self.plan.offices else f"{building} 栋 {entrance} 单元"
        building_id = self.building(code, name)
        use = Use.OFFICE if self.plan.offices else Use.RESIDENTIAL
        for floor in range(1, self.plan.floors + 1):
            for room in range(1, self.plan.rooms + 1):
                self.unit(building_id, f"{code}-{floor}{room:02d}", floor, use)
        self.area(building_id, f"LIFT-{code}", f"{code} 电梯厅")
        self.area(building_id, f"HALL-{code}", f"{code} 楼道")

    def building(self, code: str, name: str) -> UUID:
        building_id = self.ids.at(self.founded)
        self.store.add(Building, id=building_id, estate_id=self.site.id, code=code, name=name)
        return building_id

    def area(self, building_id: UUID | None, code: str, name: str) -> None:
        area_id = self.ids.at(self.founded)
        self.store.add(PublicArea, id=area_id, estate_id=self.site.id, building_id=building_id, code=code, name=name)
        self.site.areas.append(Spot(name, building_id, area_id=area_id))

    def unit(self, building_id: UUID, code: str, floor: int, use: Use) -> None:
        """A unit with those who own it and live there."""
        dice = self.random.random()
        occupancy = Occupancy.VACANT if dice < 0.07 else Occupancy.LET if dice < 0.3 else Occupancy.OWNER
        unit_id = self.ids.at(self.founded)
        area = Decimal(self.random.randrange(4800, 16500)) / 100
        caution = self.random.choice(CAUTIONS) if self.random.random() < 0.02 else ""
        self.store.add(
            Unit, id=unit_id, estate_id=self.site.id, building_id=building_id, code=code, floor=floor, area=area,
            use=use, occupancy=occupancy, caution=caution,
        )  # fmt: skip
        people = tuple(self.people(unit_id, occupancy))
        if occupancy != Occupancy.VACANT:
            self.site.homes.append(Spot(code, building_id, unit_id=unit_id, people=people))

    def people(self, unit_id: UUID, occupancy: Occupancy) -> Iterator[Tenantry]:
        """Those who report from here: lessees and family before the owner who lives elsewhere."""
        second = self.last_owner is not None and self.random.random() < 0.03
        owner = self.last_owner if second and self.last_owner else self.resident()
        self.last_owner = owner
        if occupancy == Occupancy.LET:
            yield self.occupant(unit_id, self.resident(), Relation.LESSEE)
        elif self.random.random() < 0.35:
            yield self.occupant(unit_id, self.resident(), Relation.FAMILY)
        yield self.occupant(unit_id, owner, Relation.OWNER)

    def occupant(self, unit_id: UUID, person: Tenantry, relation: Relation) -> Tenantry:
        row_id = self.ids.at(self.founded)
        self.store.add(Occupant, id=row_id, resident_id=person.id, unit_id=unit_id, relation=relation)
        return person

    def resident(self) -> Tenantry:
        """A new person with one phone, some with two."""
        name, woman = self.names.person()
        called = salutation(name, woman, old=self.random.random() < 0.35)
        resident_id = self.ids.at(self.founded)
        self.store.add(Resident, id=resident_id, name=name, pinyin=spell(name), salutation=called)
        phones = [self.names.phone() for _n in range(2 if self.random.random() < 0.08 else 1)]
        for number in phones:
            self.store.add(
                ResidentPhone, id=self.ids.at(self.founded), resident_id=resident_id, number=number, last4=number[-4:]
            )
        return Tenantry(resident_id, name, called, phones[0])
