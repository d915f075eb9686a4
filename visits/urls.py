"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from visits.catalogue.urls import urlpatterns as catalogue
from visits.door import views as door
from visits.paper import views as paper
from visits.views import papers, phone, transitions
from visits.windows.views import choose_time, save_length, window_lengths

urlpatterns: list[URLPattern | URLResolver] = [
    *catalogue,
    path("r/<str:token>/order", paper.order, name="paper-order"),
    path("r/<str:token>/order/arrive", paper.arrive, name="paper-arrive"),
    path("r/<str:token>/order/knock", paper.knock, name="paper-knock"),
    path("r/<str:token>/order/no-access", paper.no_access, name="paper-no-access"),
    path("r/<str:token>/order/photo", paper.photo, name="paper-photo"),
    path("r/<str:token>/order/sign", paper.sign, name="paper-sign"),
    path("r/<str:token>/order/work", paper.work, name="paper-work"),
    path("r/<str:token>/time", choose_time, name="public-time"),
    path("settings/windows", window_lengths, name="settings-windows"),
    path("settings/windows/save", save_length, name="settings-windows-save"),
    path("tickets/<str:number>/agree-window", transitions.agree_window, name="ticket-agree-window"),
    path("tickets/<str:number>/ask-time", transitions.ask_time, name="ticket-ask-time"),
    path("tickets/<str:number>/arrive", transitions.arrive, name="ticket-arrive"),
    path("tickets/<str:number>/knock", transitions.knock, name="ticket-knock"),
    path("tickets/<str:number>/let-in", transitions.let_in, name="ticket-let-in"),
    path("tickets/<str:number>/no-access", transitions.no_access, name="ticket-no-access"),
    path("tickets/<str:number>/record-work", transitions.record_work, name="ticket-record-work"),
    path("tickets/<str:number>/review", transitions.review, name="ticket-review"),
    path("tickets/<str:number>/review-unsigned", transitions.review_unsigned, name="ticket-review-unsigned"),
    path("tickets/<str:number>/rework", transitions.rework, name="ticket-rework"),
    path("tickets/<str:number>/sign-off", transitions.sign_off, name="ticket-sign-off"),
    path("tickets/<str:number>/suspend", transitions.suspend, name="ticket-suspend"),
    path("tickets/<str:number>/print/work-order", papers.work_order, name="print-work-order"),
    path("tickets/<str:number>/print/no-access", papers.no_access_notice, name="print-no-access"),
    path("phone/", phone.home, name="phone"),
    path("phone/waiting", phone.waiting, name="phone-waiting"),
    path("phone/me/", phone.about_me, name="phone-me"),
    path("phone/door/<str:token>/", door.door, name="phone-door"),
    path("phone/door/<str:token>/<str:number>", door.arrive, name="phone-door-arrive"),
    path("phone/<str:number>/", phone.job, name="phone-job"),
    path("phone/<str:number>/accept", phone.accept, name="phone-accept"),
    path("phone/<str:number>/arrive", phone.arrive, name="phone-arrive"),
    path("phone/<str:number>/call", phone.call, name="phone-call"),
    path("phone/<str:number>/knock", phone.knock, name="phone-knock"),
    path("phone/<str:number>/let-in", phone.let_in, name="phone-let-in"),
    path("phone/<str:number>/no-access", phone.no_access, name="phone-no-access"),
    path("phone/<str:number>/nobody-can-go", phone.nobody, name="phone-nobody"),
    path("phone/<str:number>/photo", phone.photo, name="phone-photo"),
    path("phone/<str:number>/refuse", phone.refuse, name="phone-refuse"),
    path("phone/<str:number>/sign", phone.sign, name="phone-sign"),
    path("phone/<str:number>/suspend", phone.suspend, name="phone-suspend"),
    path("phone/<str:number>/work", phone.work, name="phone-work"),
]
