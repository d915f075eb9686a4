"""URLs of the overview; tickets/urls.py takes them in."""

from django.urls import path

from tickets.dashboard.views import dashboard

urlpatterns = [path("dashboard", dashboard, name="dashboard")]
