"""The REST API of every app, under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from servicedesk.api.documents import DocsView, SchemaView
from servicedesk.api.views import Unknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
    path("", include("servicedesk.estates.api")),
    path("", include("servicedesk.people.api")),
    path("", include("servicedesk.timers.api")),
    path("", include("servicedesk.timers.company_api")),
    path("", include("servicedesk.timers.own_quiet_api")),
    path("", include("tickets.api")),
    path("", include("dispatch.api")),
    path("", include("visits.api")),
    path("", include("billing.api")),
    path("<path:rest>", Unknown.as_view(), name="api-unknown"),
]
