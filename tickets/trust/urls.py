"""URLs of the figures of trust; tickets/urls.py takes them in."""

from django.urls import path

from tickets.trust import views

urlpatterns = [
    path("trust", views.page, name="trust"),
    path("trust/export", views.export, name="trust-export"),
]
