"""What lies beside the form for one report: the trade's words and the company's own (R42)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import Phrase, PhraseKind

# Of the whole country; water, gas and power are the company's to write.
EMERGENCY: tuple[tuple[Any, str], ...] = ((_("Fire"), "119"), (_("Police"), "110"), (_("Ambulance"), "120"))


@dataclass(frozen=True)
class Beside:
    """By kind, what fits; of several the estate's own first."""

    greetings: list[Phrase] = field(default_factory=list)
    instructions: list[Phrase] = field(default_factory=list)
    fees: list[Phrase] = field(default_factory=list)
    articles: list[Phrase] = field(default_factory=list)
    own_numbers: list[Phrase] = field(default_factory=list)

    @property
    def numbers(self) -> Sequence[tuple[Any, str]]:
        """(whose, number): emergencies first."""
        return [*EMERGENCY, *((one.name, one.words) for one in self.own_numbers)]


def beside(estate_id: UUID | None, skill: str) -> Beside:
    """One query. Without a kind of work only what is said of every kind."""
    fits = Q(estate=None) | Q(estate_id=estate_id) if estate_id else Q(estate=None)
    rows = Phrase.objects.filter(fits, Q(skill="") | Q(skill=skill), active=True)
    found = sorted(rows, key=lambda one: (one.estate_id is None, not one.skill, one.name))
    of = {kind: [one for one in found if one.kind == kind] for kind in PhraseKind}
    return Beside(
        of[PhraseKind.GREETING], of[PhraseKind.INSTRUCTION], of[PhraseKind.FEE], of[PhraseKind.ARTICLE],
        of[PhraseKind.NUMBER],
    )  # fmt: skip
