"""What the journal keeps of settings: staff, accounts, estates, keys. Never a password or a key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import Payload, event_type
from servicedesk.people.said import CHOICES, change


@dataclass(frozen=True)
class SettingsPayload(Payload):
    """Something named was done to somebody or something called `name`; values before and after, where they changed."""

    name: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    icon: ClassVar[str] = "settings"
    # Vocabularies of its values, by field; besides the ones that all know.
    choices: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def detail(self) -> str:
        vocabularies = {**CHOICES, **self.choices}
        return " · ".join(change(key, self.before, self.after, vocabularies.get(key, {})) for key in self.after)


@event_type("staff.added")
@dataclass(frozen=True)
class StaffAdded(SettingsPayload):
    icon = "user-plus"

    def title(self) -> str:
        return _("added {name}").format(name=self.name)


@event_type("staff.changed")
@dataclass(frozen=True)
class StaffChanged(SettingsPayload):
    icon = "user-cog"

    def title(self) -> str:
        return _("changed {name}").format(name=self.name)


@event_type("staff.deactivated")
@dataclass(frozen=True)
class StaffDeactivated(SettingsPayload):
    icon = "user-off"

    def title(self) -> str:
        return _("deactivated {name}").format(name=self.name)


@event_type("staff.reactivated")
@dataclass(frozen=True)
class StaffReactivated(SettingsPayload):
    icon = "user-check"

    def title(self) -> str:
        return _("reactivated {name}").format(name=self.name)


@event_type("account.password_reset")
@dataclass(frozen=True)
class PasswordReset(SettingsPayload):
    icon = "key"

    def title(self) -> str:
        return _("gave {name} a one-time password").format(name=self.name)


@event_type("account.factor_removed")
@dataclass(frozen=True)
class FactorRemoved(SettingsPayload):
    icon = "shield"

    def title(self) -> str:
        return _("took the second factor off {name}").format(name=self.name)


@event_type("estate.added")
@dataclass(frozen=True)
class EstateAdded(SettingsPayload):
    icon = "building-community"

    def title(self) -> str:
        return _("added the estate {name}").format(name=self.name)


@event_type("estate.changed")
@dataclass(frozen=True)
class EstateChanged(SettingsPayload):
    icon = "building-community"

    def title(self) -> str:
        return _("changed the estate {name}").format(name=self.name)


@event_type("key.created")
@dataclass(frozen=True)
class KeyCreated(SettingsPayload):
    icon = "key"

    def title(self) -> str:
        return _("created the key {name}").format(name=self.name)


@event_type("key.revoked")
@dataclass(frozen=True)
class KeyRevoked(SettingsPayload):
    icon = "key"

    def title(self) -> str:
        return _("revoked the key {name}").format(name=self.name)


@event_type("company.changed")
@dataclass(frozen=True)
class CompanyChanged(SettingsPayload):
    icon = "shield-lock"

    def title(self) -> str:
        return _("changed the security settings")
