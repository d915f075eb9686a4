"""The account somebody signs in with."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from servicedesk.tenancy.fields import UuidV7
from servicedesk.tenancy.models import Tenant


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        """With the tenant: each request asks whether it is active, and that must not cost a query of its own."""
        return super().get_queryset().select_related("tenant")

    def create_user(self, username: str, password: str | None, **fields: Any) -> "User":
        """A saved account; `password=None` makes one that cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Credentials and the tenant they open. Global, because sign-in comes before the tenant is known; the person's
    business data stands in StaffMember. Without a tenant: a platform operator, who sees no tenant's data (domain §1).
    """

    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)
    username = models.CharField(
        _("User name"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,63}$", _("Lower-case letters, digits, dot, dash."))],
    )
    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    # A one-time password was given by an administrator: it opens only the page that replaces it.
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=5, choices=[("light", _("Light")), ("dark", _("Dark"))], default="light")

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    @cached_property
    def staff(self) -> Any:
        """The StaffMember behind this account, or None. Needs the tenant's scope."""
        from servicedesk.people.models.staff import BEHIND

        return BEHIND.first(self.pk) if self.tenant_id else None
