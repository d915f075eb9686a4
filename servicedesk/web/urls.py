"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("estate", views.set_estate, name="set-estate"),
    path("theme", views.set_theme, name="set-theme"),
]
