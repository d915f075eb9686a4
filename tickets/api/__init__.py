"""REST: tickets, and each of their transitions under an address of its own."""

from django.urls import URLPattern, path

from tickets.api.acting import STEPS
from tickets.api.call_settings import urlpatterns as call_settings
from tickets.api.followed import urlpatterns as followed
from tickets.api.following import STEPS as FOLLOWING
from tickets.api.incidents import Gather, Proposals
from tickets.api.photos import AddPhoto
from tickets.api.reading import TicketDetail, TicketEvents, TicketList, TicketTimers
from tickets.complaints.api import urlpatterns as complaints
from tickets.phrasebook.api import urlpatterns as phrases
from tickets.trust.api import urlpatterns as trust

urlpatterns: list[URLPattern] = [
    path("tickets", TicketList.as_view(), name="api-tickets"),
    path("tickets/<str:number>", TicketDetail.as_view(), name="api-ticket"),
    path("tickets/<str:number>/events", TicketEvents.as_view(), name="api-ticket-events"),
    path("tickets/<str:number>/timers", TicketTimers.as_view(), name="api-ticket-timers"),
    *(step.at() for step in (*STEPS, *FOLLOWING)),
    *followed,
    *call_settings,
    AddPhoto.at(),
    *trust,
    *complaints,
    path("incidents", Gather.as_view(), name="api-incidents"),
    path("incidents/proposals", Proposals.as_view(), name="api-incident-proposals"),
    *phrases,
]
