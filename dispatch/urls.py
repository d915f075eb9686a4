"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, include, path

from dispatch.views import board, claims, desk, intake, limits, transitions

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dispatch.shifts.urls")),
    path("", include("dispatch.handover.urls")),
    path("board", board.board, name="board"),
    path("board/fits/<str:number>", board.fits, name="board-fits"),
    path("board/reason", board.reason, name="board-reason"),
    path("desk/intake/assign", intake.assign, name="intake-assign"),
    path("desk/intake/dispatch", intake.dispatch, name="register-and-dispatch"),
    path("desk/intake/hand-off", intake.hand_off, name="register-and-hand-off"),
    path("settings/claims", limits.claim_limits, name="settings-claims"),
    path("settings/claims/save", limits.save_limit, name="settings-claims-save"),
    path("tickets/<str:number>/accept", transitions.accept, name="ticket-accept"),
    path("tickets/<str:number>/check-arrival", transitions.check_arrival, name="ticket-check-arrival"),
    path("tickets/<str:number>/complain", transitions.complain, name="ticket-complain"),
    path("tickets/<str:number>/conclude", transitions.conclude, name="ticket-conclude"),
    path("tickets/<str:number>/nobody-can-go", transitions.nobody_can_go, name="ticket-nobody-can-go"),
    path("tickets/<str:number>/decline", desk.decline, name="ticket-decline"),
    path("tickets/<str:number>/dial/<uuid:staff_id>", desk.dial, name="dial-colleague"),
    path("phone/claims/", claims.pools, name="phone-claims"),
    path("phone/claims/<str:number>", claims.take, name="phone-claim"),
    path("tickets/<str:number>/dispatch-department", transitions.to_department, name="ticket-dispatch-department"),
    path("tickets/<str:number>/offer-group", transitions.offer_group, name="ticket-offer-group"),
    path("tickets/<str:number>/dispatch", transitions.dispatch, name="ticket-dispatch"),
    path("tickets/<str:number>/reassign", transitions.reassign, name="ticket-reassign"),
    path("tickets/<str:number>/recall", transitions.recall, name="ticket-recall"),
    path("tickets/<str:number>/refuse", transitions.refuse, name="ticket-refuse"),
    path("tickets/<str:number>/reopen", transitions.reopen, name="ticket-reopen"),
    path("tickets/<str:number>/reschedule", transitions.reschedule, name="ticket-reschedule"),
    path("tickets/<str:number>/undo-dispatch", transitions.undo_dispatch, name="ticket-undo-dispatch"),
    path("tickets/<str:number>/verbal", transitions.verbal, name="ticket-verbal"),
]
