"""How long a session lives: until the shift ends and while somebody is there (shared computers), else a day's work.

These limits follow the machine's clock, as Django's own expiry of sessions does: no deadline of the business hangs on
them, and a test that moves the business's clock must not sign anybody out.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import user_has_device

from servicedesk.people import duty
from servicedesk.people.models import User
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now

SEEN, UNTIL, SHARED, HAS_FACTOR = "seen", "until", "shared", "has_factor"
# A session is written at most once a minute for being used.
STAMP_EVERY = 60
# Requests that a page makes by itself carry this header (static/js/unattended.js): nobody sits there because of them.
UNATTENDED = "X-Unattended"


def opened(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of user_logged_in: whether the person has a second factor is kept, so that no request asks for it."""
    request.session[SEEN] = int(time.time())
    request.session[HAS_FACTOR] = user_has_device(user)


def share(request: HttpRequest, user: User) -> None:
    """Mark the session as one on a shared computer: it ends with the person's shift, and when nobody touches it."""
    request.session[SHARED] = True
    left = seconds_of_shift(user)
    if left is not None:
        request.session[UNTIL] = int(time.time()) + left


def seconds_of_shift(user: User) -> int | None:
    """What is left of the shift this person is on now, or None."""
    if user.tenant_id is None:
        return None
    with tenant_scope(user.tenant_id):
        at = now()
        on = duty.shift_of(user.staff.pk, at) if user.staff else None
        return int((on.ends_at - at).total_seconds()) if on else None


def over(request: HttpRequest) -> str:
    """Why this session has ended, in words; '' while it goes on. Stamps it as used, at most once a minute."""
    session, present = request.session, int(time.time())
    if session.get(UNTIL, present) < present:
        return _("Your shift is over: this shared computer was signed out.")
    if session.get(SHARED) and present - session.get(SEEN, present) > settings.IDLE_SECONDS:
        return _("Signed out: nobody used this computer for a while.")
    if UNATTENDED not in request.headers and present - session.get(SEEN, 0) >= STAMP_EVERY:
        session[SEEN] = present
    return ""


def connect() -> None:
    """Called when the apps are ready."""
    user_logged_in.connect(opened, dispatch_uid="people.sessions")
