"""Operations for migrations."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, ClassVar

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Operations that do not build on each other, whose models Django renders once instead of once for each.

    In: operations each of which may see the state after all of them (tables created whole; fields, indexes and
    constraints of tables that stood before). With a hundred models, rendering was nine tenths of a first migration.
    """

    serialization_expand_args: ClassVar[list[str]] = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Models that are rendered already would be rendered anew at each step; without them it is done when asked for.
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations at once"


def sql_of(migration: str) -> RunSQL:
    """The functions and triggers that a squashed migration ("billing.migrations.0003_ledger") made: they stand in its
    last RunSQL, after what it moved of old rows. Goes with the old files (docs/decisions.md, 31).
    """
    found = import_module(migration).Migration.operations
    return [one for one in found if isinstance(one, RunSQL)][-1]
