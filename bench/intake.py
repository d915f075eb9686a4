"""Intake over REST with all its effects: number, event, timers, messages; worker and beat at work beside it."""

from functools import partial
from pathlib import Path

from bench.companies import Company, companies
from bench.copying import copier
from bench.figures import report, spread
from bench.http import Browser, at_once, free_port
from bench.servers import process, say, web
from servicedesk.timers.now import now

TENANTS = 20
WORDS = ("厨房水槽下面漏水", "客厅灯不亮", "暖气不热", "门锁打不开")


def run(*, quick: bool, data: Path) -> None:
    """1, 4 and 16 clients, each on a connection of its own and a company of its own where there are enough."""
    with copier(checked=quick) as into:
        firms = companies(into, TENANTS, now())
        into.analyse()
    with web(free_port()) as base, process("worker"), process("beat", BEAT_SCHEDULE=str(data / "beat")):
        warm_up(base, firms, 2 if quick else 40)
        for clients in (1, 4, 16):
            each = 2 if quick else 800 // clients
            say(f"{clients} clients, {each} reports each")
            seconds, spent = at_once(clients, partial(client, base, firms, each))
            sizes = {"tenants": TENANTS, "clients": clients, "requests": len(spent), "web_processes": 2}
            report("intake", sizes, {**spread(spent), "throughput_per_s": round(len(spent) / seconds, 1)})


def warm_up(base: str, firms: list[Company], each: int) -> None:
    """Both web processes have imported everything and hold their connections."""
    at_once(8, partial(client, base, firms, each))


def client(base: str, firms: list[Company], each: int, nth: int) -> list[float]:
    """The nth client's work."""
    return reports(base, firms[nth % len(firms)], each)


def reports(base: str, firm: Company, how_many: int) -> list[float]:
    """Register so many tickets, one after another. Raises RuntimeError when one is refused."""
    browser = Browser(base, Authorization=f"Bearer {firm.secret}")
    spent = []
    for nth in range(how_many):
        _unit, code, _resident, name, phone = firm.homes[nth % len(firm.homes)]
        body = {
            "estate": "HJ", "kind": "household_repair", "description": WORDS[nth % len(WORDS)], "unit": code,
            "contact_name": name, "contact_phone": phone, "skill": "plumbing", "urgent": nth % 20 == 0,
        }  # fmt: skip
        seconds, status, answer = browser.post("/api/v1/tickets", body)
        if status != 201:
            raise RuntimeError(f"{status}: {answer.decode()[:300]}")
        spent.append(seconds)
    browser.close()
    return spent
