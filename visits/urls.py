"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from visits.views import papers, phone, transitions

urlpatterns: list[URLPattern | URLResolver] = [
    path("tickets/<str:number>/arrive", transitions.arrive, name="ticket-arrive"),
    path("tickets/<str:number>/knock", transitions.knock, name="ticket-knock"),
    path("tickets/<str:number>/let-in", transitions.let_in, name="ticket-let-in"),
    path("tickets/<str:number>/no-access", transitions.no_access, name="ticket-no-access"),
    path("tickets/<str:number>/record-work", transitions.record_work, name="ticket-record-work"),
    path("tickets/<str:number>/review", transitions.review, name="ticket-review"),
    path("tickets/<str:number>/rework", transitions.rework, name="ticket-rework"),
    path("tickets/<str:number>/sign-off", transitions.sign_off, name="ticket-sign-off"),
    path("tickets/<str:number>/suspend", transitions.suspend, name="ticket-suspend"),
    path("tickets/<str:number>/print/work-order", papers.work_order, name="print-work-order"),
    path("phone/", phone.home, name="phone"),
    path("phone/me/", phone.about_me, name="phone-me"),
    path("phone/<str:number>/", phone.job, name="phone-job"),
    path("phone/<str:number>/accept", phone.accept, name="phone-accept"),
    path("phone/<str:number>/arrive", phone.arrive, name="phone-arrive"),
    path("phone/<str:number>/call", phone.call, name="phone-call"),
    path("phone/<str:number>/knock", phone.knock, name="phone-knock"),
    path("phone/<str:number>/let-in", phone.let_in, name="phone-let-in"),
    path("phone/<str:number>/no-access", phone.no_access, name="phone-no-access"),
    path("phone/<str:number>/photo", phone.photo, name="phone-photo"),
    path("phone/<str:number>/refuse", phone.refuse, name="phone-refuse"),
    path("phone/<str:number>/sign", phone.sign, name="phone-sign"),
    path("phone/<str:number>/suspend", phone.suspend, name="phone-suspend"),
    path("phone/<str:number>/work", phone.work, name="phone-work"),
]
