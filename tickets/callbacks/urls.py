"""URLs of the callback list."""

from django.urls import URLPattern, URLResolver, path

from tickets.callbacks import views
from tickets.callbacks.terms import views as settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("callbacks", views.callbacks, name="callbacks"),
    path("callbacks/<str:number>", views.callback, name="callback"),
    path("residents/<uuid:pk>/call-wish", settings.call_wish, name="resident-call-wish"),
    path("settings/callbacks", settings.call_settings, name="settings-callbacks"),
]
