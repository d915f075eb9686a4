"""Every URL of the product. Each view names its rule; tests/codebase checks it."""

from django.urls import include, path

from servicedesk.web import health

urlpatterns = [
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    path("api/v1/", include("servicedesk.api_urls")),
    path("", include("servicedesk.people.urls")),
    path("", include("servicedesk.timers.urls")),
    path("", include("servicedesk.web.urls")),
    path("", include("tickets.urls")),
    path("", include("dispatch.urls")),
    path("", include("visits.urls")),
    path("", include("billing.urls")),
]
handler400 = "servicedesk.web.errors.bad_request"
handler403 = "servicedesk.web.errors.forbidden"
handler404 = "servicedesk.web.errors.not_found"
handler500 = "servicedesk.web.errors.server_error"
