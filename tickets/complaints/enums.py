"""Vocabularies of complaints (R5, R37)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What is complained about: of a valid complaint, then of a communicative one (R5)."""

    MANAGEMENT = "management", _("Management")
    CHARGES = "charges", _("Charges")
    MAINTENANCE = "maintenance", _("Maintenance")
    STAFF_LOSS = "staff_loss", _("Loss caused by staff")
    HELP = "help", _("Asks for help")
    CONSULTATION = "consultation", _("Asks for advice")
    VENTING = "venting", _("Vents his anger")


# By validity: what may be chosen.
CATEGORIES: dict[str, tuple[Category, ...]] = {
    "valid": (Category.MANAGEMENT, Category.CHARGES, Category.MAINTENANCE, Category.STAFF_LOSS),
    "communicative": (Category.HELP, Category.CONSULTATION, Category.VENTING),
}


def choices_of(validity: str) -> list[tuple[str, str]]:
    """(value, words) of the categories of this validity."""
    return [(one.value, str(one.label)) for one in CATEGORIES.get(validity, ())]


class ToldBy(models.TextChoices):
    """How the complainant was told."""

    PHONE = "phone", _("By phone")
    VISIT = "visit", _("By visit")
    IN_PERSON = "in_person", _("Face to face")
    LETTER = "letter", _("By letter")
    MESSAGE = "message", _("By message")


class AmendsKind(models.TextChoices):
    """赔偿 / 赔礼 (R37)."""

    COMPENSATION = "compensation", _("Compensation")
    APOLOGY = "apology", _("Apology")
