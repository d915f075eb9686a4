"""Typed payloads: a frozen dataclass per kind of event, registered under its name, stored as JSON."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext

P = TypeVar("P")
TYPES: dict[str, type] = {}
NAMES: dict[type, str] = {}


def event_type(name: str) -> Callable[[type[P]], type[P]]:
    """Class decorator: register a payload dataclass under its event name, e.g. 'ticket.registered'."""

    def register(cls: type[P]) -> type[P]:
        if not is_dataclass(cls) or name in TYPES:
            raise TypeError(f"{name}: a payload is a dataclass and has a name of its own.")
        TYPES[name], NAMES[cls] = cls, name
        return cls

    return register


@dataclass(frozen=True)
class Payload:
    """Base of payloads. `icon` is a name of the sprite, `group` the filter of the timeline it belongs to."""

    def title(self) -> str:
        """One line in the reader's language, without the actor's name."""
        raise NotImplementedError

    def detail(self) -> str:
        """A second, smaller line; may be empty. By itself the `reason`, of events that have one."""
        return quote(getattr(self, "reason", ""))


@dataclass(frozen=True)
class Unknown(Payload):
    """An event of a type this version does not know: shown by its name, never lost."""

    type: str

    def title(self) -> str:
        return self.type


def dump(payload: Any) -> dict[str, Any]:
    """A payload as JSON-ready values; None fields are left out."""
    values = {field.name: getattr(payload, field.name) for field in fields(payload)}
    return {key: plain(value) for key, value in values.items() if value not in (None, "", (), [])}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def load(name: str, values: dict[str, Any]) -> Any:
    """The typed payload of a stored event; fields this version does not know are dropped."""
    cls = TYPES.get(name)
    if cls is None:
        return Unknown(name)
    known = {field.name for field in fields(cls)}
    return cls(**{key: value for key, value in values.items() if key in known})


def quote(reason: str) -> str:
    """'Reason: …' or nothing."""
    return gettext("Reason: {reason}").format(reason=reason) if reason else ""
