"""Whom the code on a wall leads to his jobs: who carries a phone for this estate (R18)."""

from django.urls import reverse

from dispatch.rules import work_phone
from servicedesk.people.principal import Principal
from tickets.places import LEADS, Place


def to_his_jobs(actor: Principal, place: Place, token: str) -> str | None:
    """The page at the door; None for everybody else, who comes to report something."""
    if actor.kind != "staff" or not work_phone(actor) or not actor.sees_estate(place.estate.pk):
        return None
    return reverse("phone-door", args=[token])


LEADS.append(to_his_jobs)
