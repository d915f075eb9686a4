"""Which estate a session works in. Staff with several switch in the top bar; lists and forms then follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest

from servicedesk.estates.models import Estate
from servicedesk.people import duty
from servicedesk.people.models import Posting, Shift
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.now import now

SESSION_KEY = "estate"


def worked_in(*staff_ids: UUID) -> QuerySet[Estate]:
    """By code; without a person: all of the company's."""
    found = Estate.objects.order_by("code")
    posted = Posting.objects.filter(staff_id__in=staff_ids, estate=OuterRef("pk"))
    return found.filter(Exists(posted)) if staff_ids else found


# Every page asks one of them.
ALL, OF_STAFF = Prepared(worked_in), Prepared(worked_in, UUID)


def estates_of(request: HttpRequest) -> list[Estate]:
    """The estates this person sees, by code; none without a signed-in member of staff (domain §1). One query a page."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "staff":
        return []
    if not hasattr(request, "_estates"):
        found = ALL() if actor.estate_ids is None else OF_STAFF(actor.staff_id)
        request._estates = found  # type: ignore[attr-defined]
    return list(request._estates)  # type: ignore[attr-defined]


def current_estate(request: HttpRequest) -> Estate | None:
    """The chosen estate if it is still one of theirs, else the first one. Kept on the request: one query a page."""
    if not hasattr(request, "_estate"):
        request._estate = _pick(request)  # type: ignore[attr-defined]
    estate: Estate | None = request._estate  # type: ignore[attr-defined]
    return estate


def estate_here(request: HttpRequest) -> Estate:
    """The same for a page that needs one. Raises Http404 for who has none."""
    estate = current_estate(request)
    if estate is None:
        raise Http404
    return estate


def moment(request: HttpRequest) -> datetime:
    """The database's now, once per request: every clock of a page starts from the same moment. Not for actions, which
    ask after they have taken their lock.
    """
    if not hasattr(request, "_moment"):
        request._moment = now()  # type: ignore[attr-defined]
    return request._moment  # type: ignore[attr-defined]


def current_shift(request: HttpRequest) -> Shift | None:
    """The shift on which this member of staff is now, for that estate (R43). Kept on the request: one query a page."""
    if not hasattr(request, "_shift"):
        estate = current_estate(request)
        staff_id = request.actor.staff_id if estate else None  # type: ignore[attr-defined]
        request._shift = duty.shift_of(staff_id, moment(request), estate.pk) if estate and staff_id else None  # type: ignore[attr-defined]
    shift: Shift | None = request._shift  # type: ignore[attr-defined]
    return shift


def _pick(request: HttpRequest) -> Estate | None:
    estates = estates_of(request)
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    return next((estate for estate in estates if str(estate.pk) == chosen), estates[0] if estates else None)


def choose_estate(request: HttpRequest, estate_id: Any) -> Estate | None:
    """Switch the session to one of their estates; None (and no change) when it is not one of theirs."""
    estate = next((estate for estate in estates_of(request) if str(estate.pk) == str(estate_id)), None)
    if estate is not None:
        request.session[SESSION_KEY] = str(estate.pk)
        request._estate = estate  # type: ignore[attr-defined]
        vars(request).pop("_shift", None)
    return estate
