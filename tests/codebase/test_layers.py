"""Imports go one way: servicedesk ← tickets ← dispatch ← visits ← billing, and inside an app never upwards
(architecture.md, "Layout").
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ["servicedesk", "tickets", "dispatch", "visits", "billing"]
# Files of the same name in every app, lowest layer first. `events` are the typed payloads of actions.
LAYERS = {
    "enums": 0, "rules": 0, "events": 1, "models": 1, "photos": 1, "states": 2, "clock": 2, "actions": 2, "queries": 2,
    "forms": 3, "filters": 3, "tasks": 3, "views": 4, "urls": 4, "api": 4,
}  # fmt: skip
# Wiring that by its nature knows everybody: the root of URLs, and the settings' list of apps.
WIRING = {"servicedesk/urls.py", "servicedesk/api_urls.py", "servicedesk/settings.py"}


def sources(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def layer(parts: list[str]) -> int | None:
    """The layer of a module of an app, by the first of its names that has one."""
    return next((LAYERS[part] for part in parts if part in LAYERS), None)


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_nothing_from_the_apps_downstream_of_it(app: str) -> None:
    downstream = set(APPS[APPS.index(app) + 1 :]) | {"bench", "tests"}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(app)
        if str(path.relative_to(ROOT)) not in WIRING
        for module in imported(path)
        if module.split(".")[0] in downstream
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", APPS[1:])
def test_inside_an_app_no_layer_imports_a_higher_one(app: str) -> None:
    wrong = []
    for path in sources(app):
        own = layer([*path.relative_to(ROOT / app).parts[:-1], path.stem])
        for module in imported(path):
            parts = module.split(".")
            other = layer(parts[1:]) if parts[0] == app else None
            if own is not None and other is not None and other > own:
                wrong.append(f"{path.relative_to(ROOT)} (layer {own}) imports {module} (layer {other})")
    assert not wrong, "\n".join(wrong)
