"""One's own password and look."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from servicedesk.people import actions
from servicedesk.people.forms import PasswordForm
from servicedesk.people.models import User
from servicedesk.people.rules import OWN_ACCOUNT, requires
from servicedesk.web.forms import sent


@requires(OWN_ACCOUNT)
@never_cache
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; owed by who signed in with a one-time one. Other sessions of the account end with the old one."""
    user = cast(User, request.user)
    form = PasswordForm(user, sent(request))
    if request.method == "POST" and form.is_valid():
        actions.set_own_password(user=user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed."))
        return redirect("home" if user.tenant_id else "operator")
    return render(request, "people/change_password.html", {"form": form}, status=422 if form.errors else 200)
