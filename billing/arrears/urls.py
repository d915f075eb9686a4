"""URLs of arrears; each view names its rule."""

from django.urls import URLPattern, path

from billing.arrears.views import lists, papers, settings, unit

urlpatterns: list[URLPattern] = [
    path("fees/arrears", lists.arrears, name="fees-arrears"),
    path("fees/arrears/export", lists.arrears_sheet, name="fees-arrears-export"),
    path("fees/arrears/remind", unit.many, name="fees-arrears-many"),
    path("fees/arrears/batches/<uuid:batch_id>", unit.batch, name="fees-arrears-batch"),
    path("fees/arrears/batches/<uuid:batch_id>/letters", papers.batch_letters, name="print-arrears-letters"),
    path("fees/arrears/units/<uuid:unit_id>", unit.unit, name="fees-arrears-unit"),
    path("fees/arrears/units/<uuid:unit_id>/remind", unit.remind_one, name="fees-arrears-remind"),
    path("fees/arrears/units/<uuid:unit_id>/promise", unit.promise, name="fees-arrears-promise"),
    path("fees/arrears/units/<uuid:unit_id>/stop", unit.stop, name="fees-arrears-stop"),
    path("fees/arrears/stops/<uuid:stop_id>/end", unit.stop_ended, name="fees-arrears-stop-end"),
    path("fees/promises", lists.promised, name="fees-promises"),
    path("fees/promises/<uuid:promise_id>/withdraw", unit.promise_withdrawn, name="fees-promise-withdraw"),
    path("fees/reminders", lists.reminders, name="fees-reminders"),
    path("fees/reminders/<uuid:reminder_id>/letter", papers.letter, name="print-arrears-letter"),
    path("fees/collection", lists.collection, name="fees-collection"),
    path("fees/collection/export", lists.collection_sheet, name="fees-collection-export"),
    path("settings/arrears", settings.arrears_terms, name="settings-arrears"),
    path("r/<str:token>/arrears", papers.public_arrears, name="public-arrears"),
]
