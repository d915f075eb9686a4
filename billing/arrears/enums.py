"""The words of arrears: ages, ways of reminding, how a promise stands, why a reminder may not go (R38)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Bucket(models.TextChoices):
    """账龄: for how many days something is overdue."""

    TO_30 = "0-30", _("up to 30 days")
    TO_60 = "31-60", _("31–60 days")
    TO_90 = "61-90", _("61–90 days")
    TO_180 = "91-180", _("91–180 days")
    TO_365 = "181-365", _("181–365 days")
    OLDER = "365+", _("over 365 days")


# The last day of each but the oldest.
EDGES = (30, 60, 90, 180, 365)


class Channel(models.TextChoices):
    """How one is reminded. There is no gateway for messages: their words and link are copied by hand."""

    MESSAGE = "message", _("Message with a link")
    LETTER = "letter", _("Printed letter")
    PHONE = "phone", _("Phone call")
    VISIT = "visit", _("Visit")


# Where somebody speaks to somebody: it has a result, and is done at permitted hours only.
IN_PERSON = frozenset({Channel.PHONE, Channel.VISIT})


class Result(models.TextChoices):
    """What came of a call or a visit."""

    TOLD = "told", _("Told")
    PROMISED = "promised", _("Promised to pay")
    REFUSED = "refused", _("Will not pay")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG = "wrong", _("Not the right person")


# Nobody was reminded: it stands in the log, and the next may go at once.
MISSED = frozenset({Result.NO_ANSWER, Result.WRONG})


class Means(models.TextChoices):
    """How a promise was given."""

    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    MESSAGE = "message", _("Message")
    LETTER = "letter", _("Letter")


class PromiseState(models.TextChoices):
    """Computed from the ledger and the day, never kept."""

    RUNNING = "running", _("Runs")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class StopKind(models.TextChoices):
    """Why somebody said that a unit is not to be reminded."""

    DISPUTED = "disputed", _("Disputed")
    NO_CONTACT = "no_contact", _("Does not wish to be contacted")
    LEGAL = "legal", _("In legal hands")


class Language(models.TextChoices):
    """What a reminder is written in."""

    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


def bucket_of(days: int) -> Bucket:
    """The age of what is overdue for so many days."""
    return next((one for edge, one in zip(EDGES, Bucket, strict=False) if days <= edge), Bucket.OLDER)


def label(choices: Any, value: str) -> str:
    """A stored value in words; '' for none."""
    return str(dict(choices.choices).get(value, value))
