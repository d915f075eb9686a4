"""States and levels of timers, and the calendars they count on (R29, R30)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimerState(models.TextChoices):
    PENDING = "pending", _("Running")
    PAUSED = "paused", _("Paused")
    FIRED = "fired", _("Overdue")
    MET = "met", _("Met")
    SUPERSEDED = "superseded", _("Gone")
    DEAD = "dead", _("Failed")


class CalendarName(models.TextChoices):
    ROUND_THE_CLOCK = "round_the_clock", _("Round the clock")
    DESK_HOURS = "desk_hours", _("Desk hours")
    WORKING_DAYS = "working_days", _("Working days")


LIVE = (TimerState.PENDING, TimerState.PAUSED, TimerState.FIRED)
WARNING, BREACH = 0, 1
