"""URLs of recurring fees; each view names its rule."""

from django.urls import URLPattern, path

from billing.fees.views import fees, readings, runs, statements

urlpatterns: list[URLPattern] = [
    path("fees", fees.fees, name="fees"),
    path("fees/readings", readings.readings, name="fees-readings"),
    path("fees/readings/export", readings.readings_export, name="fees-readings-export"),
    path("fees/readings/import", readings.readings_import, name="fees-readings-import"),
    path("fees/meters/<uuid:meter_id>", readings.meter, name="fees-meter"),
    path("fees/meters/<uuid:meter_id>/read", readings.reading, name="fees-read"),
    path("fees/meters/<uuid:meter_id>/estimate", readings.estimated, name="fees-estimate"),
    path("fees/runs", runs.runs, name="fees-runs"),
    path("fees/runs/carry-out", runs.run_now, name="fees-run-now"),
    path("fees/runs/<uuid:run_id>", runs.run, name="fees-run"),
    path("fees/runs/<uuid:run_id>/sheet", runs.run_sheet, name="fees-run-sheet"),
    path("fees/bills/<uuid:bill_id>/reverse", runs.bill_reversed, name="fees-bill-reverse"),
    path("fees/units", statements.units, name="fees-units"),
    path("fees/units/<uuid:unit_id>", statements.statement, name="fees-statement"),
    path("fees/units/<uuid:unit_id>/pay", statements.pay, name="fees-pay"),
    path("fees/places/<uuid:place_id>/end", fees.place_ends, name="fees-place-end"),
    path("fees/<uuid:fee_id>", fees.fee, name="fees-one"),
    path("fees/<uuid:fee_id>/rates", fees.rate, name="fees-rate"),
    path("fees/<uuid:fee_id>/places", fees.place, name="fees-place"),
]
