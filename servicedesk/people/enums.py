"""Roles, departments' trades and skills (domain §1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each with the rights it needs and no more (domain §1); the rights stand in the rules.py files."""

    CLERK = "clerk", _("Clerk")
    NIGHT_OPERATOR = "night_operator", _("Night operator")
    TECHNICIAN = "technician", _("Technician")
    SUPERVISOR = "supervisor", _("Supervisor")
    ESTATE_MANAGER = "estate_manager", _("Estate manager")
    CASHIER = "cashier", _("Cashier")
    COMPANY_MANAGER = "company_manager", _("Company manager")
    TENANT_ADMIN = "tenant_admin", _("Tenant admin")


DESK = frozenset({Role.CLERK, Role.NIGHT_OPERATOR})
# Roles that see every estate of their company.
ALL_ESTATES = frozenset({Role.COMPANY_MANAGER, Role.TENANT_ADMIN})


class Trade(models.TextChoices):
    """What a department does."""

    ENGINEERING = "engineering", _("Engineering")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    SECURITY = "security", _("Security")
    CLEANING = "cleaning", _("Cleaning")
    GREENING = "greening", _("Greening")
    FINANCE = "finance", _("Finance")


class Skill(models.TextChoices):
    """Kinds of work (工种)."""

    PLUMBING = "plumbing", _("Plumbing")
    ELECTRICAL = "electrical", _("Electrical")
    HEATING = "heating", _("Heating")
    DOORS = "doors", _("Doors and windows")
    APPLIANCES = "appliances", _("Appliances")
    MASONRY = "masonry", _("Masonry")
    LOW_VOLTAGE = "low_voltage", _("Low voltage")
    LIFT = "lift", _("Lifts")
    CLEANING = "cleaning", _("Cleaning work")
    GREENING = "greening", _("Greening work")
    SECURITY = "security", _("Guarding")


class ShiftKind(models.TextChoices):
    DAY_DESK = "day_desk", _("Day desk")
    NIGHT_CENTRE = "night_centre", _("Night centre")
    FIELD = "field", _("Field")
    STANDBY = "standby", _("Stand-by")


class LeaveKind(models.TextChoices):
    """休假."""

    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")
    COMPENSATORY = "compensatory", _("Time off in lieu")
    OTHER = "other", _("Other leave")
