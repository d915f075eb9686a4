"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, include, path

from billing import views
from billing.amends import unit_views as unit_amends
from billing.amends import views as amends
from billing.arrears import urls as arrears
from billing.cashup import views as cashup
from billing.fees import urls as fees
from billing.payments import finance
from billing.payments import pages as codes
from billing.payments import views as payments
from billing.receipts import views as receipts
from billing.reports import views as reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("billing.prices.urls")),
    path("", include("billing.quotes.urls")),
    path("billing/receipts", receipts.receipts, name="billing-receipts"),
    path("billing/amends", amends.amends, name="billing-amends"),
    path("billing/amends/<uuid:pk>", amends.decide, name="billing-amend-decide"),
    path("billing/amends/<uuid:pk>/paper", amends.paper, name="print-grant"),
    path("billing/cash-up", cashup.own("base.html", "billing-cash-up"), name="billing-cash-up"),
    path("cash-up", cashup.own("base_phone.html", "phone-cash"), name="phone-cash"),
    path("billing/cash-ups", cashup.finance, name="billing-cash-ups"),
    path("billing/cash-ups/export", cashup.export, name="billing-cash-ups-export"),
    path("billing/cash-ups/<uuid:pk>", cashup.sheet, name="billing-cash-up-sheet"),
    path("billing/cash-ups/<uuid:pk>/paper", cashup.paper, name="print-cash-up"),
    path("billing/codes/<uuid:pk>", codes.code, name="billing-code"),
    path("billing/units/<uuid:unit_id>/payment-code", codes.unit_code, name="billing-unit-code"),
    path("billing/reconciliations", finance.reconciliations, name="billing-reconciliations"),
    path("billing/reconciliations/<uuid:pk>", finance.reconciliation, name="billing-reconciliation"),
    path("billing/notices", finance.notices, name="billing-notices"),
    path("billing/notices/<uuid:pk>", finance.notice, name="billing-notice"),
    path("billing/give-backs/<uuid:pk>", finance.give_back, name="billing-give-back"),
    path("billing/settlements", finance.settlements, name="billing-settlements"),
    path("billing/settlements/<uuid:pk>/undo", finance.undo, name="billing-settlement-undo"),
    path("billing/settlements/<uuid:estate_id>/<slug:book>/<str:day>", finance.by_hand, name="billing-settle-by-hand"),
    path("tickets/<str:number>/payment-code", views.payment_code, name="ticket-payment-code"),
    path("settings/money", amends.limits, name="settings-money"),
    path("receipts/<str:number>", receipts.receipt, name="receipt"),
    path("receipts/<str:number>/void", receipts.void, name="receipt-void"),
    path("receipts/<str:number>/refund", unit_amends.receipt_refund, name="receipt-refund"),
    path("billing/bills/<uuid:bill_id>/grant", unit_amends.bill_grant, name="bill-grant"),
    path("r/<str:token>/payment", payments.notice, name="payment-notice"),
    path("r/<str:token>/receipt", receipts.public_receipt, name="public-receipt"),
    path("tickets/<str:number>/grant", views.grant, name="ticket-grant"),
    path("tickets/<str:number>/owe", views.owe, name="ticket-owe"),
    path("tickets/<str:number>/pay", views.pay, name="ticket-pay"),
    *arrears.urlpatterns,
    *fees.urlpatterns,
    *reports.urlpatterns,
]
