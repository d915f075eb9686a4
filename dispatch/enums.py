"""Modes and states of an assignment (R13, R15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """R13. `redispatch` is the second dispatch, 30 minutes before a rescheduled appointment (R17)."""

    SYSTEM = "system", _("In the system")
    VERBAL = "verbal", _("Verbal")
    DIRECT = "direct", _("Told directly")
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
