"""What lists can be narrowed by. Unknown values are ignored: an address typed by hand still shows something."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Skill
from tickets.enums import Kind


class WorklistFilter:
    """The worklist's: kind, skill, urgent. False when nothing is chosen."""

    fields: tuple[tuple[str, Any, Any], ...] = (
        ("kind", _("Kind"), Kind.choices),
        ("skill", _("Kind of work"), Skill.choices),
        ("urgent", _("Urgency"), [("1", _("Urgent only"))]),
    )

    def __init__(self, query: QueryDict) -> None:
        self.values = {
            name: query[name]
            for name, _label, choices in self.fields
            if query.get(name) in {str(one) for one, _w in choices}
        }

    def __bool__(self) -> bool:
        return bool(self.values)

    def q(self) -> Q:
        """The condition; empty when nothing is chosen."""
        return Q(**{name: True if name == "urgent" else value for name, value in self.values.items()})

    def choices(self) -> Iterator[tuple[str, Any, list[tuple[str, Any, bool]]]]:
        """For the menu: (name, label, [(value, words, chosen)])."""
        for name, label, choices in self.fields:
            yield name, label, [(value, words, self.values.get(name) == value) for value, words in choices]
