"""URLs of the shift handover; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from dispatch.handover import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("handover", views.handover, name="handover"),
    path("handover/items", views.add_item, name="handover-item"),
    path("handover/items/<uuid:item_id>/remove", views.remove_item, name="handover-item-remove"),
    path("handover/items/<uuid:item_id>/take", views.take_item, name="handover-item-take"),
    path("handover/sign", views.sign_out, name="handover-sign"),
    path("handover/history", views.history, name="handover-history"),
    path("handover/<uuid:handover_id>", views.sheet, name="handover-sheet"),
    path("handover/<uuid:handover_id>/take", views.sign_in, name="handover-take"),
    path("handover/<uuid:handover_id>/print", views.paper, name="handover-print"),
]
