"""Which days the figures are of: free, but no day to come, and a year at most."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from servicedesk.refusals import Invalid

LONGEST = 366
USUAL = 7


def days_of(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """From day to day; what is not said: until today, and from six days before. Raises Invalid naming the field."""
    last = last or today
    first = first or last - timedelta(days=USUAL - 1)
    for field, day in (("since", first), ("until", last)):
        if day > today:
            raise Invalid(_("This day is still to come."), rule="R41", field=field)
    if last < first:
        raise Invalid(_("The last day comes after the first."), rule="R41", field="until")
    if (last - first).days >= LONGEST:
        raise Invalid(_("At most {n} days.").format(n=LONGEST), rule="R41", field="since")
    return first, last


def read_day(text: str, field: str) -> date | None:
    """2026-11-21, or nothing. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Invalid(_("A date is needed, such as 2027-02-06."), rule="R41", field=field) from wrong
