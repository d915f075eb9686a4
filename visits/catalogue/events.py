"""What the journal keeps of the catalogue: before and after of each entry, each new version of a checklist (R10)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import event_type
from servicedesk.people.events import SettingsPayload


@event_type("catalogue.added")
@dataclass(frozen=True)
class EntryAdded(SettingsPayload):
    icon = "plus"

    def title(self) -> str:
        return _("added {name}").format(name=self.name)


@event_type("catalogue.changed")
@dataclass(frozen=True)
class EntryChanged(SettingsPayload):
    icon = "pencil"

    def title(self) -> str:
        return _("changed {name}").format(name=self.name)


@event_type("catalogue.checklist")
@dataclass(frozen=True)
class ListLaidDown(SettingsPayload):
    icon = "checklist"

    def title(self) -> str:
        return _("laid down the checklist {name}").format(name=self.name)
