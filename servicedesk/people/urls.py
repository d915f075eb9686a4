"""URLs of this app; each view names its rule."""

from django.urls import URLPattern, URLResolver, path

from servicedesk.people.views import account, company, hierarchy, second_factor, signing, staff

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
    path("settings/staff", staff.staff, name="settings-staff"),
    path("settings/staff/new", staff.add, name="settings-staff-new"),
    path("settings/staff/<uuid:staff_id>", staff.edit, name="settings-staff-edit"),
    path("settings/staff/<uuid:staff_id>/deactivate", staff.deactivate, name="settings-staff-deactivate"),
    path("settings/staff/<uuid:staff_id>/reactivate", staff.reactivate, name="settings-staff-reactivate"),
    path("settings/staff/<uuid:staff_id>/password", staff.reset_password, name="settings-staff-password"),
    path("settings/staff/<uuid:staff_id>/factor", staff.remove_factor, name="settings-staff-factor"),
    path("settings/skills", hierarchy.skills, name="settings-skills"),
    path("settings/skills/export", hierarchy.skills_export, name="settings-skills-export"),
    path("settings/skills/import", hierarchy.skills_import, name="settings-skills-import"),
    path("settings/superiors", hierarchy.superiors, name="settings-superiors"),
    path("settings/superiors/export", hierarchy.superiors_export, name="settings-superiors-export"),
    path("settings/superiors/import", hierarchy.superiors_import, name="settings-superiors-import"),
    path("settings/estates", company.estates, name="settings-estates"),
    path("settings/estates/new", company.estate, name="settings-estate-new"),
    path("settings/estates/<uuid:estate_id>", company.estate, name="settings-estate"),
    path("settings/keys", company.keys, name="settings-keys"),
    path("settings/keys/<uuid:key_id>/revoke", company.revoke, name="settings-key-revoke"),
    path("settings/security", company.security, name="settings-security"),
]
