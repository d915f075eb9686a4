"""Uses and relations of units and residents (domain §1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    RESIDENTIAL = "residential", _("Residential")
    COMMERCIAL = "commercial", _("Commercial")
    OFFICE = "office", _("Office")
    PUBLIC = "public", _("Public use")


class Occupancy(models.TextChoices):
    OWNER = "owner", _("Owner-occupied")
    LET = "let", _("Let")
    VACANT = "vacant", _("Vacant")


class Relation(models.TextChoices):
    OWNER = "owner", _("Owner of the unit")
    LESSEE = "lessee", _("Lessee")
    FAMILY = "family", _("Family member")
