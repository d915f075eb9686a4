"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from tickets.callbacks.urls import urlpatterns as callbacks
from tickets.complaints.urls import urlpatterns as complaints
from tickets.dashboard.urls import urlpatterns as dashboard
from tickets.incidents.urls import urlpatterns as incidents
from tickets.phone.urls import urlpatterns as phone
from tickets.phrasebook.views import phrases
from tickets.trust.urls import urlpatterns as trust
from tickets.views import desk, following, intake, papers, public, register, residents, search, ticket, transitions

urlpatterns: list[URLPattern | URLResolver] = [
    *callbacks,
    *complaints,
    *dashboard,
    *trust,
    *incidents,
    *phone,
    path("desk", desk.desk, name="desk"),
    path("desk/chosen/<str:number>", desk.choose, name="desk-choose"),
    path("desk/intake", intake.intake, name="intake"),
    path("desk/intake/answer", intake.answer, name="intake-answer"),
    path("desk/intake/beside", intake.beside_it, name="intake-beside"),
    path("desk/intake/caller", intake.caller, name="intake-caller"),
    path("desk/intake/callers/<uuid:phone_id>", intake.reveal_caller, name="reveal-caller"),
    path("desk/intake/lookup", intake.lookup, name="intake-lookup"),
    path("desk/intake/merge/<str:number>", intake.merge, name="intake-merge"),
    path("desk/intake/register", intake.register, name="intake-register"),
    path("desk/intake/reopen/<str:number>", intake.reopen, name="intake-reopen"),
    path("settings/phrases", phrases, name="settings-phrases"),
    path("settings/phrases/<uuid:phrase_id>", phrases, name="settings-phrases-edit"),
    path("photos/<uuid:photo_id>", transitions.photo, name="photo"),
    path("r/<str:token>/", public.follow, name="public-follow"),
    path("r/<str:token>/grade", public.grade, name="public-grade"),
    path("r/<str:token>/report", public.report, name="public-report"),
    path("register", register.register, name="register"),
    path("register/export", register.export, name="register-export"),
    path("register/<str:day>/print", register.day, name="register-day"),
    path("search", search.search, name="search"),
    path("residents", residents.residents_page, name="residents"),
    path("residents/codes", residents.codes, name="estate-codes"),
    path("residents/<uuid:pk>", residents.resident, name="resident"),
    path("units/<uuid:pk>", residents.unit, name="unit"),
    path("units/<uuid:pk>/code", residents.unit_code, name="unit-code"),
    path("tickets/<str:number>", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/acknowledge-notice", following.acknowledge_notice, name="ticket-acknowledge-notice"),
    path("tickets/<str:number>/answer", transitions.answer, name="ticket-answer"),
    path("tickets/<str:number>/answer-notice", following.answer_notice, name="ticket-answer-notice"),
    path(
        "tickets/<str:number>/approve-callback-analysis",
        following.approve_analysis,
        name="ticket-approve-callback-analysis",
    ),
    path("tickets/<str:number>/attempt", transitions.attempt, name="ticket-attempt"),
    path("tickets/<str:number>/callback-analysis", following.open_analysis, name="ticket-callback-analysis"),
    path("tickets/<str:number>/cancel", transitions.cancel, name="ticket-cancel"),
    path("tickets/<str:number>/correct", transitions.correct, name="ticket-correct"),
    path("tickets/<str:number>/further-call", following.further_call, name="ticket-further-call"),
    path("tickets/<str:number>/handle-notice", following.handle_notice, name="ticket-handle-notice"),
    path("tickets/<str:number>/hand-over", transitions.hand_over, name="ticket-hand-over"),
    path("tickets/<str:number>/issue-notice", following.issue_notice, name="ticket-issue-notice"),
    path("tickets/<str:number>/merge", transitions.merge, name="ticket-merge"),
    path("tickets/<str:number>/note", transitions.note, name="ticket-note"),
    path("tickets/<str:number>/photos", transitions.photos, name="ticket-photos"),
    path("tickets/<str:number>/reopen-in-warranty", transitions.reopen_in_warranty, name="ticket-reopen-in-warranty"),
    path("tickets/<str:number>/reply", transitions.reply, name="ticket-reply"),
    path(
        "tickets/<str:number>/return-callback-analysis",
        following.return_analysis,
        name="ticket-return-callback-analysis",
    ),
    path("tickets/<str:number>/reveal-phone", transitions.reveal_phone, name="ticket-reveal-phone"),
    path("tickets/<str:number>/settle", transitions.settle, name="ticket-settle"),
    path("tickets/<str:number>/start-callback", transitions.start_callback, name="ticket-start-callback"),
    path("tickets/<str:number>/take-out", transitions.take_out, name="ticket-take-out"),
    path("tickets/<str:number>/unreachable", transitions.unreachable, name="ticket-unreachable"),
    path(
        "tickets/<str:number>/write-callback-analysis", following.write_analysis, name="ticket-write-callback-analysis"
    ),
    path("tickets/<str:number>/print/analysis/<int:nth>", following.analysis_paper, name="print-analysis"),
    path("tickets/<str:number>/print/notice/<int:nth>", following.notice_paper, name="print-notice"),
    path("tickets/<str:number>/print/callback", papers.callback_record, name="print-callback"),
    path("tickets/<str:number>/print/complaint", papers.complaint_form, name="print-complaint"),
]
