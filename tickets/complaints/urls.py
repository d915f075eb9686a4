"""URLs of a complaint's transitions; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from tickets.complaints import views

VERBS = {
    "approve-correction": views.approve_correction,
    "classify": views.classify,
    "consult": views.consult,
    "forward": views.forward,
    "hand-off": views.hand_off,
    "make-amends": views.make_amends,
    "reply-officially": views.reply_officially,
    "return-handoff": views.return_handoff,
    "send-back-correction": views.send_back_correction,
    "sign-handoff": views.sign_handoff,
    "tell-result": views.tell_result,
    "write-correction": views.write_correction,
}

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"tickets/<str:number>/{verb}", view, name=f"ticket-{verb}") for verb, view in VERBS.items()),
    path("tickets/<str:number>/print/official-reply", views.official_reply, name="print-official-reply"),
]
