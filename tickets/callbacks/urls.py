"""URLs of the callback list."""

from django.urls import URLPattern, URLResolver, path

from tickets.callbacks import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("callbacks", views.callbacks, name="callbacks"),
    path("callbacks/<str:number>", views.callback, name="callback"),
]
