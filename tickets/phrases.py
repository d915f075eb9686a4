"""What to say to the caller while the technician is on his way (话术): by kind of work, else by kind of ticket."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Skill
from tickets.enums import Kind

BY_SKILL: dict[str, Any] = {
    Skill.PLUMBING: _(
        "{name}, please turn the valve under the sink clockwise until it is tight. "
        "The technician will ring you at once."
    ),
    Skill.ELECTRICAL: _(
        "{name}, please do not push the breaker up again, and pull out what was plugged in. "
        "The electrician will ring you at once."
    ),
    Skill.HEATING: _(
        "{name}, please leave the valves as they are and put a towel down. The technician will ring you at once."
    ),
    Skill.DOORS: _("{name}, please do not force it, that breaks the lock. The technician will ring you at once."),
    Skill.APPLIANCES: _("{name}, please switch it off and shut the gas valve. The technician will ring you at once."),
    Skill.LIFT: _("{name}, please stay where you are and do not force the doors. The lift mechanic has been called."),
    Skill.LOW_VOLTAGE: _("{name}, I am noting it down. The technician will ring you before he comes."),
}
BY_KIND: dict[str, Any] = {
    Kind.COMPLAINT: _(
        "{name}, I am sorry for this. I write down every word, and the department will answer you by the time I name."
    ),
    Kind.INQUIRY: _("{name}, let me look it up. If I cannot say it for certain, I ring you back by the time I name."),
    Kind.SUGGESTION: _("{name}, thank you for the suggestion. I pass it on and tell you what comes of it."),
    Kind.PRAISE: _("{name}, thank you. I shall tell the colleague myself."),
    Kind.SPECIAL_SERVICE: _("{name}, this is a paid service. The technician tells you the price before he begins."),
}
URGENT = _("{name}, please keep everybody away from it. Our people are called at this moment, stay by your phone.")
PLAIN = _("{name}, it is written down. The technician will ring you before he comes.")


def phrase(*, kind: str, skill: str, urgent: bool, name: str) -> str:
    """The sentence for this report, with how the caller is addressed."""
    words = URGENT if urgent else BY_SKILL.get(skill) or BY_KIND.get(kind) or PLAIN
    if kind in BY_KIND and not urgent:
        words = BY_KIND[kind]
    return str(words).format(name=name or _t("Hello"))
