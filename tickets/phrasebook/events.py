"""What the journal keeps of the phrases: before and after (R10)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicedesk.journal.payloads import event_type
from servicedesk.people.events import SettingsPayload
from tickets.models import PhraseKind


@event_type("phrase.kept")
@dataclass(frozen=True)
class PhraseKept(SettingsPayload):
    icon = "message"
    choices = {"kind": dict(PhraseKind.choices)}

    def title(self) -> str:
        return _("wrote the phrase {name}").format(name=self.name)
