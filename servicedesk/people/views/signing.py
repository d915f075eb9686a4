"""Signing in and out, and where a person lands."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from servicedesk.people import sessions
from servicedesk.people.forms import SignInForm
from servicedesk.people.models import User
from servicedesk.people.rules import OWN_ACCOUNT, public, requires
from servicedesk.web.forms import sent
from servicedesk.web.htmx import is_part

YEAR = 365 * 24 * 3600


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page where a session begins. A part of a page that asks here (its session ended) sends the whole page."""
    if is_part(request):
        return HttpResponseClientRedirect(reverse("sign-in"))
    if request.user.is_authenticated:
        return redirect(wanted(request))
    form = SignInForm(request, sent(request), initial={"shared": not on_a_phone(request)})
    if request.method == "POST" and form.is_valid() and form.user is not None:
        return open_session(request, form.user, shared=form.cleaned_data["shared"])
    context = {"form": form, "next": wanted(request, default="")}
    return render(request, "people/sign_in.html", context, status=422 if request.method == "POST" else 200)


def open_session(request: HttpRequest, user: User, *, shared: bool) -> HttpResponse:
    """A new session (its key is a new one) that leads to the page wanted, in the account's language."""
    login(request, user)
    if shared:
        sessions.share(request, user)
    response = redirect(wanted(request))
    remember_language(response, user.language)
    return response


def wanted(request: HttpRequest, default: str | None = None) -> str:
    """The page asked for, if it is one of ours; else the person's first page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    if default is not None:
        return default
    tenant_id = getattr(request.user, "tenant_id", None)
    return resolve_url(settings.LOGIN_REDIRECT_URL if tenant_id else "operator")


def on_a_phone(request: HttpRequest) -> bool:
    """A phone is nobody else's: the box for shared computers is not ticked beforehand."""
    return "Mobi" in request.headers.get("User-Agent", "")


@requires(OWN_ACCOUNT)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and everything in it."""
    logout(request)
    return redirect("sign-in")


@requires(OWN_ACCOUNT)
def operator(request: HttpRequest) -> HttpResponse:
    """The page of an account without a company: it says what a platform operator sees (nothing of any tenant)."""
    if getattr(request.user, "tenant_id", None):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/operator.html")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, for this browser and, when signed in, for the account."""
    chosen = request.POST.get("language", "")
    response = redirect(wanted(request, default=reverse("sign-in")))
    if chosen not in dict(settings.LANGUAGES) or not check_for_language(chosen):
        return response
    user: Any = request.user
    if user.is_authenticated:
        User.objects.filter(pk=user.pk).update(language=chosen)
    remember_language(response, chosen)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """The language cookie, which LocaleMiddleware reads where nobody is signed in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
