"""docker-compose.yml cannot be started everywhere, so what can be read is checked."""

from pathlib import Path
from typing import Any

import yaml
from honcho.environ import parse_procfile

ROOT = Path(__file__).resolve().parents[2]
PROCFILE = parse_procfile((ROOT / "Procfile").read_text()).processes


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_each_process_of_the_procfile_is_a_service_run_from_it() -> None:
    for name in PROCFILE:
        assert services()[name]["command"] == [name]


def test_each_lasting_service_has_a_health_check() -> None:
    lasting = {"postgres", "redis", *PROCFILE}
    assert {name for name, service in services().items() if "test" in service.get("healthcheck", {})} == lasting


def test_the_owners_password_reaches_the_migration_alone() -> None:
    holders = {name for name, service in services().items() if "DATABASE_OWNER_URL" in service.get("environment", {})}
    assert holders == {"migrate"}


def test_every_command_replaces_its_shell_so_that_signals_reach_it() -> None:
    assert all(command.startswith("exec ") for command in PROCFILE.values())
