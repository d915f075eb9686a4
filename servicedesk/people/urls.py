"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.people.views import account, second_factor, signing

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("language", signing.set_language, name="set-language"),
    path("operator", signing.operator, name="operator"),
    path("account/password", account.change_password, name="change-password"),
    path("account/second-factor", second_factor.set_up, name="mfa-set-up"),
    path("account/second-factor/verify", second_factor.verify, name="mfa-verify"),
    path("account/second-factor/recovery", second_factor.recovery, name="mfa-recovery"),
    path("account/second-factor/take-off", second_factor.take_off, name="mfa-take-off"),
]
