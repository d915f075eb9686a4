"""URLs of a department's phone pages."""

from django.urls import URLPattern, URLResolver, path

from tickets.phone import views

VERBS = (
    "sign-handoff", "return-handoff", "write-correction", "acknowledge-notice", "handle-notice", "answer-notice",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("phone/department/", views.home, name="phone-department"),
    *(path(f"phone/department/<str:number>/{verb}", views.phone_step(verb), name=f"phone-{verb}") for verb in VERBS),
]
