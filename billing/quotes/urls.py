"""URLs of quotes; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from billing.quotes.views import desk, phone, public, warranties

urlpatterns: list[URLPattern | URLResolver] = [
    path("billing/reviews", desk.reviews, name="billing-reviews"),
    path("billing/warranties", warranties.warranty_days, name="billing-warranties"),
    path("tickets/<str:number>/charge", desk.charge, name="ticket-charge"),
    path("tickets/<str:number>/review-fee", desk.review_fee, name="ticket-review-fee"),
    path("tickets/<str:number>/consent", desk.consent, name="ticket-consent"),
    path("tickets/<str:number>/decline-quote", desk.decline_quote, name="ticket-decline-quote"),
    path("tickets/<str:number>/withdraw-quote", desk.withdraw_quote, name="ticket-withdraw-quote"),
    path("tickets/<str:number>/send-quote", desk.send_quote, name="ticket-send-quote"),
    path("phone/<str:number>/quote", phone.quote, name="phone-quote"),
    path("r/<str:token>/price", public.price, name="public-price"),
]
