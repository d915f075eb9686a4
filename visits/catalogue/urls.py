"""URLs of the catalogue; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from visits.catalogue import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/causes", views.causes, name="settings-causes"),
    path("settings/causes/export", views.causes_export, name="settings-causes-export"),
    path("settings/causes/import", views.causes_import, name="settings-causes-import"),
    path("settings/causes/<uuid:entry_id>", views.causes, name="settings-causes-edit"),
    path("settings/parts", views.parts, name="settings-parts"),
    path("settings/parts/export", views.parts_export, name="settings-parts-export"),
    path("settings/parts/import", views.parts_import, name="settings-parts-import"),
    path("settings/parts/<uuid:entry_id>", views.parts, name="settings-parts-edit"),
    path("settings/checklists", views.checklists, name="settings-checklists"),
    path("settings/checklists/export", views.checklists_export, name="settings-checklists-export"),
    path("settings/checklists/import", views.checklists_import, name="settings-checklists-import"),
    path("settings/checklists/of/<str:skill>", views.checklists, name="settings-checklists-edit"),
]
