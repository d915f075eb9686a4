"""Modes and states of an assignment (R13, R15)."""

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


class Pool(models.TextChoices):
    """To whom a ticket is held out to be claimed (R13): the first one takes it."""

    SKILL = "skill", _("Everybody with the skill")
    DEPARTMENT = "department", _("A department")
    SHIFT = "shift", _("Everybody on shift")


class Settlement(models.TextChoices):
    """How a conciliation ended (R16)."""

    SETTLED = "settled", _("Settled")
    NOT_SETTLED = "not_settled", _("Not settled")
