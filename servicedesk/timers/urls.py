"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.timers import company_views, own_quiet_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings", views.policies, name="settings"),
    path("settings/policies/<str:kind>", views.policy, name="settings-policy-new"),
    path("settings/policies/<str:kind>/preview", views.preview, name="settings-policy-preview"),
    path("settings/policies/<str:kind>/<uuid:policy_id>", views.policy, name="settings-policy"),
    path("settings/policies/<str:kind>/<uuid:policy_id>/reset", views.reset, name="settings-policy-reset"),
    path("settings/calendar", company_views.calendar, name="settings-calendar"),
    path("settings/calendar/export", company_views.calendar_export, name="settings-calendar-export"),
    path("settings/calendar/import", company_views.calendar_import, name="settings-calendar-import"),
    path("settings/calendar/<str:day>/forget", company_views.forget, name="settings-calendar-forget"),
    path("settings/stops", company_views.stops, name="settings-stops"),
    path("settings/stops/save", company_views.save_stop, name="settings-stops-save"),
    path("settings/stops/quiet", company_views.save_quiet, name="settings-quiet-save"),
    path("account/quiet-hours", own_quiet_views.own_quiet, name="own-quiet"),
    path("phone/me/quiet-hours", own_quiet_views.own_quiet, {"phone": True}, name="phone-quiet"),
]
