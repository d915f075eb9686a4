"""The second factor: a TOTP app, and recovery codes for the day the phone is lost."""

import base64
import secrets
from typing import Any

import segno
from django.db.transaction import atomic
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from servicedesk.people.models import User

RECOVERY_CODES = 10
# No letters that are mistaken for digits or for each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def app_of(user: User) -> TOTPDevice | None:
    """The confirmed device, None when there is none."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found


@atomic
def pending(user: User) -> TOTPDevice:
    """The device being set up: made once, so that a page loaded again shows the same QR code."""
    device, _made = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    return device


def qr(device: TOTPDevice) -> SafeString:
    """The QR code an authenticator app reads, as inline SVG, black on white in either theme."""
    image = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")
    return mark_safe(image)


def key_words(device: TOTPDevice) -> str:
    """The key in groups of four, to be typed where no camera is."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


@atomic
def confirm(user: User, device: TOTPDevice, code: str) -> bool:
    """The first right code confirms the device; an earlier one goes. False for a wrong code."""
    if not device.verify_token(code):
        return False
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


@atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each good once, shown now and never again; earlier ones are void."""
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    device = StaticDevice.objects.filter(user=user).first()
    return device.token_set.count() if device else 0


@atomic
def verify(user: User, code: str) -> Any:
    """The device that takes this code (a recovery code is used up), or None. Wrong codes are slowed down by the device.

    Digits are asked of the app alone: its throttle must not be prolonged by a recovery code, nor the other way round.
    """
    device = app_of(user) if code.isdigit() else StaticDevice.objects.filter(user=user).first()
    return device if device is not None and device.verify_token(code) else None


def wait_seconds(user: User, code: str) -> int:
    """For how long the device takes no code after wrong ones."""
    device = app_of(user) if code.isdigit() else StaticDevice.objects.filter(user=user).first()
    if device is None:
        return 0
    allowed, why = device.verify_is_allowed()
    until = (why or {}).get("locked_until")
    if allowed or until is None:
        return 0
    return max(1, int((until - device.throttling_failure_timestamp).total_seconds()))


@atomic
def remove(user: User) -> int:
    """Take the second factor off an account (a lost phone). Returns how many devices there were."""
    removed = TOTPDevice.objects.filter(user=user).delete()[0]
    StaticDevice.objects.filter(user=user).delete()
    return int(removed)
