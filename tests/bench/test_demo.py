"""The demo group: large enough, believable, consistent, the same from the same seed (issue: tenancy)."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client

from bench.demo.catalogue import PRICES
from bench.demo.company import COMPANIES, Hiring
from bench.demo.dice import arrivals
from bench.demo.group import past
from bench.demo.ids import Ids
from bench.demo.past import Stories
from bench.demo.places import Builder
from bench.demo.store import Store
from bench.demo.work import Working
from bench.demo.world import World
from billing.clock import SETTLEMENT
from billing.ledger.checks import differences
from billing.models import Bill, Entry, Receipt
from dispatch.models import Assignment
from servicedesk.estates.models import Estate, Unit
from servicedesk.journal.models import Event
from servicedesk.people.enums import Role, Skill, Trade
from servicedesk.people.models import Shift, StaffMember, User
from servicedesk.people.pinyin import spell
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.models import Timer
from servicedesk.timers.now import now
from tickets.enums import Kind, State
from tickets.models import Phrase, Ticket
from tickets.phrasebook.queries import beside

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
EVERY_STATE = set(State)


def load(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", "demo", "--days", "4", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def demo(transactional_db: None, process_env: dict[str, str], tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The group with four days of past, loaded by the command; what it wrote for people and programs."""
    env = process_env | {"DATA_DIR": str(tmp_path)}
    out = tmp_path / "demo.json"
    load(env, "--if-empty", "--out", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert load(env, "--if-empty") == ""
    yield json.loads(out.read_text())


def test_the_group_is_as_large_as_promised_and_its_day_is_running(demo: dict[str, Any]) -> None:
    """3,000 units and 60 staff, every state, shifts around now; the clock runs with the real time afterwards."""
    units = staff = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant.pk):
            units, staff = units + Unit.objects.count(), staff + StaffMember.objects.count()
            assert Shift.objects.filter(starts_at__lte=now(), ends_at__gt=now()).exists()
            check_tickets()
            check_phrases()
            check_books()
    assert units >= 3000 and staff >= 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT abs(extract(epoch FROM app_now() - clock_timestamp())) < 1")
        assert cursor.fetchone()[0]
    check_accounts(demo)


def check_books() -> None:
    """R39: what was told, paid and billed stands in the ledger, and every sum agrees."""
    assert Bill.objects.filter(fee__basis="area").exists() and Bill.objects.filter(fee__basis="meter").exists()
    assert list(differences()) == []
    assert Entry.objects.filter(source__startswith="receipt:").count() == Receipt.objects.count() > 0


def check_tickets() -> None:
    """Each ticket begins with its registration, no number repeats, none lies in the future, about 95 % is on time."""
    tickets = list(Ticket.objects.all())
    assert {ticket.state for ticket in tickets} >= EVERY_STATE - {State.SIGNED_OFF, State.CALLBACK, State.ON_SITE}
    assert all(re.fullmatch(r"[A-Z]{2}-\d{8}-\d{4}", ticket.number) for ticket in tickets)
    assert all(ticket.registered_at <= now() for ticket in tickets)
    of_tickets = Event.objects.filter(subject_type="ticket")
    first = of_tickets.order_by("subject_id", "id").distinct("subject_id").values_list("type", flat=True)
    assert set(first) == {"ticket.registered"}
    met = Timer.objects.filter(level=1, kind__in=("dispatch", "arrival", "review"), met_at__isnull=False)
    late = sum(timer.met_at > timer.due_at for timer in met if timer.met_at)
    assert met.count() > 100 and 0 < late / met.count() < 0.2
    assert not Ticket.objects.filter(state=State.CLOSED, due_at__isnull=False).exclude(due_kind=SETTLEMENT).exists()


def check_phrases() -> None:
    """R42: the estate's own first, of every kind something, and nothing left to be filled in."""
    for estate in Estate.objects.all():
        found = beside(estate.pk, Skill.PLUMBING)
        assert estate.name in found.greetings[0].words and len(found.greetings) == 2
        assert found.instructions and found.fees and found.articles and found.own_numbers
    assert not Phrase.objects.filter(words__contains="{").exists()


def check_accounts(demo: dict[str, Any]) -> None:
    """One account a role; it signs in; the keys work."""
    for tenant in demo["tenants"]:
        assert {user["role"] for user in tenant["users"]} == set(Role)
        assert all(user["estate"] in (*tenant["estates"], None) for user in tenant["users"])
        client = Client()
        account = User.objects.get(username=tenant["users"][0]["username"])
        # The tests' own hasher is not that of the command.
        assert PBKDF2PasswordHasher().verify(tenant["users"][0]["password"], account.password)
        for name in ("api_key", "admin_api_key"):
            answer = client.get("/api/v1/estates", headers={"Authorization": f"Bearer {tenant[name]}"})
            assert answer.status_code == 200
            assert {one["code"] for one in answer.json()["results"]} == set(tenant["estates"])


def world_of(seed: str) -> World:
    """People and places of the second company, in memory."""
    random, plan = Random(seed), COMPANIES[1]
    ids = Ids(random)
    world = World(ids.at(NOON), plan.code, plan.name)
    hiring = Hiring(world, random, ids, NOON)
    for estate in plan.estates:
        site = hiring.site(estate, ids.at(NOON))
        world.sites.append(site)
        Builder(site, estate, Store(world.tenant_id), random, ids, hiring.names, NOON).build()
    hiring.head_office()
    for trade in Trade:
        world.departments[trade], world.department_names[trade] = ids.at(NOON), trade
    world.prices.update({code: ids.at(NOON) for code in PRICES})
    return world


def test_the_same_seed_tells_the_same_stories() -> None:
    def told(seed: str) -> list[dict[str, Any]]:
        world = world_of(seed)
        return [life.ticket for life in past(world, Random(seed), NOON, 3, ["x.png"])]

    assert told("7") == told("7") != told("8")


class Unlucky(Stories):
    """What seldom happens, a refusal and then silence, happens always."""

    def chance(self, share: float) -> bool:
        return share < 0.1


@pytest.mark.parametrize("skill", Skill)
def test_nobody_is_offered_the_same_ticket_twice_in_one_climb(skill: Skill) -> None:
    """R15: also where the first one's superior is the manager already, above whom there is nobody."""
    world, random = world_of("7"), Random("7")
    for site in world.sites:
        life, desk = Working(world, site, random, Ids(random), signatures=["x.png"]), site.at_desk(NOON)
        life.register(NOON, desk, site.areas[0], kind=Kind.PUBLIC_REPAIR, channel="phone", said="x", skill=skill)
        Unlucky(random, NOON).dispatch(life, NOON, desk, urgent=False)
        asked = [row["staff_id"] for model, row in life.rows if model is Assignment]
        assert len(asked) > 1 and len(asked) == len(set(asked))


def test_calls_come_by_day_more_than_by_night() -> None:
    site = world_of("7").sites[0]
    calls = list(arrivals(site, datetime(2026, 8, 1, tzinfo=UTC), NOON, Random(1)))
    night = sum(0 <= (call.hour + 8) % 24 < 6 for call in calls)
    assert calls == sorted(calls) and 0.005 < night / len(calls) < 0.1


@pytest.mark.parametrize(
    ("name", "typed"), [("刘淑芬", "liushufen lsf"), ("曾敏", "zengmin cengmin zm cm"), ("欧阳静", "ouyangjing oj")]
)
def test_a_name_is_found_by_every_reading_of_its_surname(name: str, typed: str) -> None:
    assert spell(name) == typed


def test_a_surname_with_three_readings_has_them_all() -> None:
    assert {"danlei", "shanlei"} <= set(spell("单磊").split())
