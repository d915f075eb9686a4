"""Forms of one's own account: signing in, one's password, the second factor."""

from typing import Any

from axes.helpers import get_failure_limit
from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicedesk.people.models import User


class SignInForm(forms.Form):
    """`user` after `is_valid()`. An unknown name, a wrong password and a closed account are answered alike."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    shared = forms.BooleanField(label=gettext_lazy("Shared computer: sign out when my shift ends"), required=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None
        first = "password" if self.is_bound and self.data.get("username") else "username"
        self.fields[first].widget.attrs["autofocus"] = True

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip().lower()
        return name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name, password = values.get("username"), values.get("password")
        if name and password:
            user = authenticate(self.request, username=name, password=password)
            if not isinstance(user, User) or (user.tenant is not None and not user.tenant.active):
                self.add_error("password", ValidationError(self.wrong(), code="wrong"))
            else:
                self.user = user
        return values

    def wrong(self) -> str:
        """What is wrong, and how often it may still be tried."""
        failures = getattr(self.request, "axes_failures_since_start", None)
        if not failures:
            return _("User name or password is wrong.")
        left = max(0, get_failure_limit(self.request, {}) - failures)
        return _("User name or password is wrong; {n} more tries.").format(n=left)


class PasswordForm(forms.Form):
    """A new password of one's own."""

    old = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your present password."), code="wrong")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if new == self.data.get("old"):
            raise ValidationError(_("The new password is the old one."), code="same")
        password_validation.validate_password(new, self.user)
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise ValidationError(_("The two new passwords differ."), code="differ")
        return again


class CodeForm(forms.Form):
    """A code of the second factor: six digits, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").replace("-", "").lower()
