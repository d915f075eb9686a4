"""URLs of the price list; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from billing.prices import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("billing", views.billing, name="billing"),
    path("billing/prices", views.versions, name="billing-prices"),
    path("billing/prices/begin", views.begin, name="billing-price-begin"),
    path("billing/prices/<uuid:version_id>", views.version, name="billing-price-version"),
    path("billing/prices/<uuid:version_id>/compare", views.compare, name="billing-price-compare"),
    path("billing/prices/<uuid:version_id>/publish", views.publish, name="billing-price-publish"),
    path("billing/prices/<uuid:version_id>/discard", views.discard, name="billing-price-discard"),
    path("billing/prices/<uuid:version_id>/export", views.export, name="billing-price-export"),
    path("billing/prices/<uuid:version_id>/import", views.bring_in, name="billing-price-import"),
    path("billing/prices/<uuid:version_id>/items/<uuid:item_id>", views.version, name="billing-price-item"),
    path("billing/prices/<uuid:version_id>/items/<uuid:item_id>/drop", views.drop, name="billing-price-drop"),
    path("billing/prices/photos/<uuid:item_id>", views.photo, name="billing-price-photo"),
]
