"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.timers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings", views.policies, name="settings"),
    path("settings/policies/<str:kind>", views.policy, name="settings-policy-new"),
    path("settings/policies/<str:kind>/preview", views.preview, name="settings-policy-preview"),
    path("settings/policies/<str:kind>/<uuid:policy_id>", views.policy, name="settings-policy"),
    path("settings/policies/<str:kind>/<uuid:policy_id>/reset", views.reset, name="settings-policy-reset"),
]
