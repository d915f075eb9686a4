"""Setting up and asking for the second factor."""

from typing import cast

import django_otp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from servicedesk.people import factor, sessions
from servicedesk.people.forms import CodeForm
from servicedesk.people.middleware import factor_required
from servicedesk.people.models import User
from servicedesk.people.rules import OWN_ACCOUNT, requires
from servicedesk.people.views.signing import wanted
from servicedesk.web.forms import sent


@requires(OWN_ACCOUNT)
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """QR code, key and the first code; whoever has a second factor already proves it before changing it."""
    user = cast(User, request.user)
    if factor.app_of(user) is not None:
        return kept(request, user)
    device = factor.pending(user)
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if factor.confirm(user, device, form.cleaned_data["code"]):
            django_otp.login(request, device)
            request.session[sessions.HAS_FACTOR] = True
            return codes_page(request, user)
        form.add_error("code", _("This code is wrong. Is the phone's clock right?"))
    context = {
        "form": form,
        "qr": factor.qr(device),
        "key": factor.key_words(device),
        "required": factor_required(request),
    }
    return render(request, "people/mfa_set_up.html", context, status=422 if form.errors else 200)


def kept(request: HttpRequest, user: User) -> HttpResponse:
    """The page of who has a second factor: new recovery codes, or take it off."""
    if not user.is_verified():  # type: ignore[attr-defined]
        # Set up in another session since this one began: this one now owes it too.
        request.session[sessions.HAS_FACTOR] = True
        return redirect("mfa-verify")
    context = {"left": factor.codes_left(user), "required": factor_required(request)}
    return render(request, "people/mfa_kept.html", context)


@requires(OWN_ACCOUNT)
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the app, or a recovery code."""
    user = cast(User, request.user)
    if factor.app_of(user) is None:
        return redirect("mfa-set-up")
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        device = factor.verify(user, form.cleaned_data["code"])
        if device is not None:
            request.session.cycle_key()
            django_otp.login(request, device)
            return redirect(wanted(request))
        form.add_error("code", wrong(user, form.cleaned_data["code"]))
    context = {"form": form, "next": wanted(request, default="")}
    return render(request, "people/mfa_verify.html", context, status=422 if form.errors else 200)


def wrong(user: User, code: str) -> str:
    """Wrong, and how long the device takes no further code."""
    seconds = factor.wait_seconds(user, code)
    if seconds:
        return _("This code is wrong. Wait {n} s, then try again.").format(n=seconds)
    return _("This code is wrong.")


@requires(OWN_ACCOUNT)
@require_POST
def recovery(request: HttpRequest) -> HttpResponse:
    """New recovery codes for who has proved the second factor in this session."""
    user = cast(User, request.user)
    return codes_page(request, user) if proved(request) else redirect("mfa-verify")


@requires(OWN_ACCOUNT)
@require_POST
def take_off(request: HttpRequest) -> HttpResponse:
    """No second factor any more; not for those of whom it is required."""
    if not proved(request):
        return redirect("mfa-verify")
    if not factor_required(request):
        factor.remove(cast(User, request.user))
        request.session[sessions.HAS_FACTOR] = False
    return redirect("mfa-set-up")


def proved(request: HttpRequest) -> bool:
    """Whether this session has shown the second factor."""
    return bool(request.user.is_verified())  # type: ignore[union-attr]


def codes_page(request: HttpRequest, user: User) -> HttpResponse:
    """Recovery codes, shown once."""
    codes = factor.new_recovery_codes(user)
    return render(
        request, "people/mfa_codes.html", {"codes": codes, "onward": reverse("home") if user.tenant_id else ""}
    )
