"""What a message says, in the reader's language: rendered when read or sent, never when queued."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from servicedesk.timers.kinds import KINDS

# The product's apps add their own texts with `add`.
TEXTS: dict[str, Any] = {
    "timer.warning": _("{timer} is due soon"),
    "timer.breach": _("{timer} overdue"),
    "digest.timer.warning": _("While the system was away: {count} warnings"),
    "digest.timer.breach": _("While the system was away: {count} deadlines passed"),
}


def add(texts: dict[str, Any]) -> None:
    """Register the texts of an app. Raises ValueError when one of them stands already."""
    if taken := TEXTS.keys() & texts.keys():
        raise ValueError(f"Texts stand twice: {sorted(taken)}")
    TEXTS.update(texts)


def render(what: str, params: dict[str, Any], count: int = 1) -> str:
    """The message's words. An unknown text is shown by its name."""
    kind = KINDS.get(str(params.get("kind", "")))
    values = {**params, "timer": str(kind.label) if kind else "", "count": count}
    return gettext(str(TEXTS.get(what, what))).format_map(Forgiving(values))


class Forgiving(dict[str, Any]):
    """A missing value shows as nothing: an old message with a new text is still readable."""

    def __missing__(self, key: str) -> str:
        return ""
