"""URLs of incidents."""

from django.urls import URLPattern, URLResolver, path

from tickets.incidents import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/incident", views.incident, name="incident"),
    path("desk/incident/not-one", views.not_one, name="incident-not-one"),
]
