"""Fields that take what they say and nothing that merely looks like it: a text is no number, "yes" is no flag."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

# Outside of these years a time is a mistake, and sums with it may leave the calendar.
YEARS = range(2000, 2101)


class Text(serializers.CharField):
    """A JSON string."""

    default_error_messages = {"text": _("A text is needed.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("text")
        return super().to_internal_value(data)


def optional(length: int, **kwargs: Any) -> Text:
    """A text that may be left out or empty."""
    return Text(max_length=length, required=False, allow_blank=True, **kwargs)


class Flag(serializers.BooleanField):
    """true or false."""

    default_error_messages = {"flag": _("true or false is needed.")}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("flag")
        return bool(data)


class Moment(serializers.DateTimeField):
    """A point in time with its offset from UTC; goes out as UTC."""

    default_error_messages = {
        "moment": _("A time with its offset is needed, such as 2026-11-21T21:50:00+08:00."),
        "years": _("The year lies between 2000 and 2100."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        """The time, aware. Raises ValidationError."""
        moment = moment_of(value)
        if moment is None:
            self.fail("moment")
        if moment.year not in YEARS:
            self.fail("years")
        return moment.astimezone(UTC)

    def to_representation(self, value: Any) -> Any:
        return in_utc(value)


def in_utc(moment: datetime | None) -> str | None:
    """How a time goes out: 2026-11-21T02:30:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def moment_of(value: Any) -> datetime | None:
    """The aware time that a text stands for, or None."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) and "T" in value.upper() else None
    except ValueError:
        return None
    return moment if moment is not None and moment.utcoffset() is not None else None


class Money(serializers.DecimalField):
    """An amount as a string such as "45.00": money is never a float (R39)."""

    default_error_messages = {"amount": _('An amount as a text is needed, such as "45.00".')}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 10, "decimal_places": 2, "min_value": Decimal(0), **kwargs})

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            self.fail("amount")
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One of a vocabulary."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)
