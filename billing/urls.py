"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, include, path

from billing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("billing.prices.urls")),
    path("", include("billing.quotes.urls")),
    path("receipts/<str:number>", views.receipt, name="receipt"),
    path("tickets/<str:number>/owe", views.owe, name="ticket-owe"),
    path("tickets/<str:number>/pay", views.pay, name="ticket-pay"),
]
