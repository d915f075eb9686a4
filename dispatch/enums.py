"""Modes and states of an assignment (R13, R15); rhythms of a roster; what a handover holds (R43)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """R13. `redispatch` is the second dispatch, 30 minutes before a rescheduled appointment (R17)."""

    SYSTEM = "system", _("In the system")
    VERBAL = "verbal", _("Verbal")
    DIRECT = "direct", _("Told directly")
    CLAIM = "claim", _("Claim pool")
    DEPARTMENT = "department", _("Department")
    REDISPATCH = "redispatch", _("Re-dispatch")


class AssignmentState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("No answer")
    RECALLED = "recalled", _("Recalled")
    DONE = "done", _("Done")


LIVE = (AssignmentState.OFFERED, AssignmentState.ACCEPTED)


class Rhythm(models.TextChoices):
    """On which days a pattern puts somebody on the roster."""

    CYCLE = "cycle", _("Days on, days off")
    WEEKDAYS = "weekdays", _("Days of the week")
    WORKING_DAYS = "working_days", _("Working days, make-up days too")
    REST_DAYS = "rest_days", _("Weekends and public holidays")
    HOLIDAYS = "holidays", _("Public holidays only")


class HandoverState(models.TextChoices):
    """A sheet is filled in, signed by who goes, signed by who comes (R43)."""

    DRAFT = "draft", _("Being filled in")
    WAITING = "waiting", _("Waiting for the incoming")
    TAKEN = "taken", _("Taken over")


class ItemKind(models.TextChoices):
    """What passes from one shift to the next (R43)."""

    TICKET = "ticket", _("Open ticket")
    APPOINTMENT = "appointment", _("Appointment after the shift")
    CASH = "cash", _("Cash held")
    THING = "thing", _("Keys and items")
    MATTER = "matter", _("To pass on")

    @property
    def heading(self) -> Any:
        """Over many lines."""
        return {"ticket": _("Open tickets"), "appointment": _("Appointments after the shift")}.get(self, self.label)


class Signed(models.TextChoices):
    """How a handover was signed."""

    PEN = "pen", _("by pen")
    ACCOUNT = "account", _("by account")


class Pool(models.TextChoices):
    """To whom a ticket is held out to be claimed (R13): the first one takes it."""

    SKILL = "skill", _("Everybody with the skill")
    DEPARTMENT = "department", _("A department")
    SHIFT = "shift", _("Everybody on shift")


class Settlement(models.TextChoices):
    """How a conciliation ended (R16)."""

    SETTLED = "settled", _("Settled")
    NOT_SETTLED = "not_settled", _("Not settled")

    @property
    def words(self) -> Any:
        """Its label says of money that it is paid."""
        return _("Reconciled") if self == Settlement.SETTLED else self.label
