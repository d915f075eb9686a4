"""The whole demo group: two companies, their past, their today, and the file that says how to get in."""

import json
import os
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password

from bench.demo import signatures
from bench.demo.books import cash_up_the_past, post_the_past
from bench.demo.chronicle import Chronicle, ticket_series
from bench.demo.company import COMPANIES, CompanyPlan
from bench.demo.dice import arrivals
from bench.demo.fees import bill_the_past
from bench.demo.founding import found
from bench.demo.ids import Ids
from bench.demo.past import Stories
from bench.demo.scene import Places, Scene
from bench.demo.stage import Story, as_owner, moved_clock, play, stand_at
from bench.demo.store import Store
from bench.demo.today import EVERYWHERE, FIRST_ESTATE, SECOND_ESTATE
from bench.demo.work import Working
from bench.demo.world import Person, World
from servicedesk.api.keys import create_key
from servicedesk.journal.models import Counter
from servicedesk.people.enums import ALL_ESTATES, Role
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now

PAST_DAYS = 90
Tell = Callable[[str], None]


def make(seed: int, days: int, tell: Tell) -> dict[str, Any]:
    """Write the group in one transaction. Returns the content of demo.json.

    Rows follow from the seed and the present hour; the password and the API keys are new each time.
    """
    password = f"demo-{secrets.token_hex(3)}"
    hashed = make_password(password)
    with as_owner(), moved_clock():
        present = now()
        stand_at(present)
        making = Making(present, days, hashed, password, tell)
        tenants = [making.company(plan, Random(f"{seed}:{plan.code}")) for plan in COMPANIES]
    return {"base_url": settings.BASE_URL, "tenants": tenants}


@dataclass(frozen=True)
class Making:
    """What all companies of one run share."""

    present: datetime
    days: int
    hashed: str
    password: str
    tell: Tell

    def company(self, plan: CompanyPlan, random: Random) -> dict[str, Any]:
        """One company from its founding to the present. Returns its part of demo.json."""
        tenant = Tenant.objects.create(code=plan.code, name=plan.name, mfa_required=False)
        with tenant_scope(tenant.pk):
            store = Store(tenant.pk)
            world = found(plan, tenant.pk, store, random, self.present, self.hashed)
            lived_in = sum(len(site.homes) for site in world.sites)
            self.tell(f"{plan.name}: {len(world.staff)} staff, {lived_in} units lived in")
            self.tickets(world, store, random)
        return way_in(tenant.pk, world, self.password)

    def tickets(self, world: World, store: Store, random: Random) -> None:
        """The past by COPY, then today by the real actions, with the numbers of both in one order."""
        pictures = signatures.keep(world.tenant_id, random)
        lives = list(past(world, random, self.present, self.days, pictures))
        places: Places = defaultdict(deque)
        live = list(today(world, random, self.present, places))
        chronicle = Chronicle(store)
        number(lives, [(starts_at, scene) for starts_at, scene, _story in live], chronicle, places)
        chronicle.write(lives)
        post_the_past()
        cash_up_the_past(self.present)
        bill_the_past(world, Random(f"fees {world.code}"), self.present)
        self.tell(f"{world.name}: {len(lives)} tickets of the past")
        play([(starts_at, story) for starts_at, _scene, story in live], self.present)
        settle_counters(chronicle)
        self.tell(f"{world.name}: {len(live)} tickets of today")


def past(world: World, random: Random, present: datetime, days: int, pictures: list[str]) -> Iterator[Working]:
    """Whatever came in those days and is over by now."""
    ids = Ids(random)
    stories = Stories(random, present)
    for site in world.sites:
        for at in arrivals(site, present - timedelta(days=days), present, random):
            life = Working(world, site, random, ids, signatures=pictures)
            stories.tell(life, at)
            if life.ticket["closed_at"] <= present:
                yield life


def today(world: World, random: Random, present: datetime, places: Places) -> Iterator[tuple[datetime, Scene, Story]]:
    """The open tickets' stories, each with the moment of its call."""
    first = world.code == COMPANIES[0].code
    for nth, site in enumerate(world.sites):
        scene = Scene(world, site, random, present, places)
        if first and nth == 0:
            # Its stories are told to the second: a second knock counts after five minutes.
            scene.stretch = 1.0
        busiest = (FIRST_ESTATE, SECOND_ESTATE) if first else (SECOND_ESTATE,)
        tellers = EVERYWHERE + (busiest[nth] if nth < len(busiest) else ())
        for teller in tellers:
            story = teller(scene)
            yield next(story), scene, story


def number(lives: list[Working], live: list[tuple[datetime, Scene]], chronicle: Chronicle, places: Places) -> None:
    """Numbers in the order of the calls (R9): the past gets its own, the open ones a place kept free."""
    calls: list[tuple[datetime, str, Working | None]] = []
    calls += [(life.ticket["registered_at"], life.site.code, life) for life in lives]
    calls += [(starts_at, scene.site.code, None) for starts_at, scene in live]
    for at, code, life in sorted(calls, key=lambda call: call[0]):
        series = ticket_series(code, at)
        ordinal = chronicle.number(series)
        if life is None:
            places[series].append(ordinal)
        else:
            life.ticket["number"] = f"{series}-{ordinal:04d}"


def settle_counters(chronicle: Chronicle) -> None:
    """The next call of a day gets a number after all of that day's."""
    for series, last in chronicle.numbers.items():
        Counter.objects.filter(series=f"ticket:{series}", value__lt=last).update(value=last)


def way_in(tenant_id: UUID, world: World, password: str) -> dict[str, Any]:
    """What demo.json says of one company."""
    _key, secret = create_key(tenant_id, "demo", ["read", "tickets"])
    _key, admin_secret = create_key(tenant_id, "demo admin", ["read", "tickets", "admin"])
    codes = {site.id: site.code for site in world.sites}
    return {
        "code": world.code,
        "name": world.name,
        "api_key": secret,
        "admin_api_key": admin_secret,
        "estates": list(codes.values()),
        "users": [
            {
                "username": person.username,
                "password": password,
                "role": person.role.value,
                "estate": codes[person.estates[0]] if person.estates else None,
            }
            for person in shown(world)
        ],
    }


def shown(world: World) -> Iterator[Person]:
    """Desk and engineers of the first estate, head office, and one clerk and one technician of another estate."""
    first = world.sites[0]
    for person in (*first.staff, *(person for person in world.staff if person.role in ALL_ESTATES)):
        if person.role != Role.TECHNICIAN or "工" in person.title:
            yield person
    yield from (person for person in world.staff if person.role == Role.CASHIER)
    if len(world.sites) > 1:
        second = world.sites[1].staff
        yield next(person for person in second if person.role == Role.CLERK)
        yield next(person for person in second if person.role == Role.TECHNICIAN)


def write_out(content: dict[str, Any], path: Path) -> None:
    """Passwords and keys: for the owner of the folder alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
