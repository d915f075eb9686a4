"""Visits: how a trip to the place goes and ends (R20–R24)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitState(models.TextChoices):
    ARRIVED = "arrived", _("Arrived")
    WORKING = "working", _("Working")
    NO_ACCESS = "no_access", _("No access")
    SUSPENDED = "suspended", _("Suspended")
    FINISHED = "finished", _("Finished")
    LEFT = "left", _("Left")


OPEN_VISIT = (VisitState.ARRIVED, VisitState.WORKING)


class Result(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    NOT_NEEDED = "not_needed", _("Nothing to be done")


class Means(models.TextChoices):
    """How a window was agreed with the resident (R16)."""

    PHONE = "phone", _("By phone")
    LINK = "link", _("By link")


class Told(models.TextChoices):
    """How somebody's arrival was told (R18)."""

    PAGE = "page", _("On the phone page")
    DOOR = "door", _("QR code at the door")
    DESK = "desk", _("Through the desk")
    PAPER = "paper", _("By the paper order")
    SYSTEM = "system", _("By another system")


class Check(models.TextChoices):
    """What is done on entering, and at the end (R21)."""

    PERMISSION = "permission", _("The resident lets me in")
    COVERS = "covers", _("Shoe covers on, floor protected")
    EXPLAINED = "explained", _("Said what will be done")
    PRICE_TOLD = "price_told", _("Price told before work, and agreed")
    CLEANED = "cleaned", _("Cleaned up, rubbish taken along")
