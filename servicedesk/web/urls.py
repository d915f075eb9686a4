"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.web import views, worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("estate", views.set_estate, name="set-estate"),
    path("notifications", views.notifications, name="notifications"),
    path("notifications/read", views.mark_read, name="notifications-read"),
    path("notifications/<uuid:message_id>/read", views.mark_read, name="notification-read"),
    path("sw.js", worker.service_worker, name="service-worker"),
    path("stream", views.stream, name="stream"),
    path("theme", views.set_theme, name="set-theme"),
]
