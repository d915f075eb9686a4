"""What the journal keeps of the price list: each version begun, its items with before and after, published (R33)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.journal.payloads import event_type
from servicedesk.people.events import SettingsPayload
from servicedesk.people.said import LABELS

LABELS.update(
    {
        "labour": gettext_lazy("Labour"), "parts": gettext_lazy("Parts"), "note": gettext_lazy("Remark"),
        "included": gettext_lazy("Parts that are in it"), "photo": gettext_lazy("Photo"),
        "valid_from": gettext_lazy("Valid from"), "valid_to": gettext_lazy("Valid to"),
    }
)  # fmt: skip


@event_type("prices.begun")
@dataclass(frozen=True)
class VersionBegun(SettingsPayload):
    icon = "plus"

    def title(self) -> str:
        return _("began price list {name}").format(name=self.name)


@event_type("prices.item_added")
@dataclass(frozen=True)
class ItemAdded(SettingsPayload):
    icon = "plus"

    def title(self) -> str:
        return _("added {name}").format(name=self.name)


@event_type("prices.item_changed")
@dataclass(frozen=True)
class ItemChanged(SettingsPayload):
    icon = "pencil"

    def title(self) -> str:
        return _("changed {name}").format(name=self.name)


@event_type("prices.item_dropped")
@dataclass(frozen=True)
class ItemDropped(SettingsPayload):
    icon = "minus"

    def title(self) -> str:
        return _("took {name} off the draft").format(name=self.name)


@event_type("prices.published")
@dataclass(frozen=True)
class VersionPublished(SettingsPayload):
    icon = "checks"

    def title(self) -> str:
        return _("published price list {name}").format(name=self.name)


@event_type("prices.discarded")
@dataclass(frozen=True)
class VersionDiscarded(SettingsPayload):
    icon = "trash"

    def title(self) -> str:
        return _("discarded the draft of price list {name}").format(name=self.name)
