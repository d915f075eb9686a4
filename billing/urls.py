"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from billing import views
from billing.fees import urls as fees

urlpatterns: list[URLPattern | URLResolver] = [
    path("billing", views.billing, name="billing"),
    path("billing/prices", views.add_price, name="add-price"),
    path("receipts/<str:number>", views.receipt, name="receipt"),
    path("tickets/<str:number>/charge", views.charge, name="ticket-charge"),
    path("tickets/<str:number>/owe", views.owe, name="ticket-owe"),
    path("tickets/<str:number>/pay", views.pay, name="ticket-pay"),
    *fees.urlpatterns,
]
