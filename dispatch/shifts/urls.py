"""URLs of the duty roster; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from dispatch.shifts.views import lists, month, week

urlpatterns: list[URLPattern | URLResolver] = [
    path("roster", week.roster, name="roster"),
    path("roster/cell/<uuid:staff_id>/<str:day>", week.cell, name="roster-cell"),
    path("roster/cell/<uuid:staff_id>/<str:day>/set", week.set_day, name="roster-set-day"),
    path("roster/shifts/<uuid:shift_id>/remove", week.remove, name="roster-shift-remove"),
    path("roster/shifts/<uuid:shift_id>/substitute", week.substitute, name="roster-shift-substitute"),
    path("roster/copy", week.copy, name="roster-copy"),
    path("roster/fill", week.fill, name="roster-fill"),
    path("roster/leave", lists.leave, name="roster-leave"),
    path("roster/leave/<uuid:leave_id>/withdraw", lists.withdraw, name="roster-leave-withdraw"),
    path("roster/month", month.month, name="roster-month"),
    path("roster/month.xlsx", month.export, name="roster-month-export"),
    path("roster/month/preview", month.preview, name="roster-month-preview"),
    path("roster/month/import", month.confirm, name="roster-month-import"),
    path("roster/patterns", lists.pattern_list, name="roster-patterns"),
    path("roster/patterns/<uuid:pattern_id>/end", lists.end_pattern, name="roster-pattern-end"),
    path("roster/patterns/fill", lists.fill_month, name="roster-fill-month"),
]
