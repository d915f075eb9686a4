"""What a recurring fee is counted by, what a reading is, and why a unit is not billed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What the rate is multiplied with."""

    AREA = "area", _("by area, each month")
    SEASON = "season", _("by area, once a season")
    METER = "meter", _("by meter")
    FIXED = "fixed", _("a fixed sum each month")


class ReadingKind(models.TextChoices):
    """How a reading follows from the one before."""

    FIRST = "first", _("first reading")
    NORMAL = "normal", _("read")
    ROLLOVER = "rollover", _("the meter went round")
    CHANGED = "changed", _("meter changed")
    ESTIMATED = "estimated", _("estimated")


class Skip(models.TextChoices):
    """Why a unit gets no bill in a run."""

    BILLED = "billed", _("billed already")
    EXEMPT = "exempt", _("exempt")
    NO_AREA = "no_area", _("area not known")
    NO_RATE = "no_rate", _("no rate on this day")
    NO_METER = "no_meter", _("no meter")
    NO_READING = "no_reading", _("no reading")
    NOTHING_USED = "nothing_used", _("nothing used")
    NOT_SEASON = "not_season", _("not billed in this month")
    NOTHING_DUE = "nothing_due", _("comes to nothing")


class BillState(models.TextChoices):
    """How a bill stands, as the ledger says it (R38)."""

    OPEN = "open", _("Not paid")
    PART = "part", _("Part paid")
    PAID = "paid", _("Paid in full")
    WAIVED = "waived", _("Waived")
    REVERSED = "reversed", _("Reversed")
