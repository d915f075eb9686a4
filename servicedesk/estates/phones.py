"""Phone numbers: E.164 in the database, masked on the page."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")


def normalise(text: str) -> str:
    """'138 1234 5678' or '010-8888 6666' -> '+8613812345678', '+861088886666'; other countries as '+…'.

    Raises ValidationError saying what would be right (R2).
    """
    compact = re.sub(r"[\s\-()（）]", "", text)
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    national = compact.removeprefix("+86")
    if _MOBILE.fullmatch(national):
        return "+86" + national
    if _LANDLINE.fullmatch(national) or (compact.startswith("+86") and _LANDLINE.fullmatch("0" + national)):
        return "+86" + national.removeprefix("0")
    if compact.startswith("+") and not compact.startswith("+86") and re.fullmatch(r"\+[1-9]\d{6,14}", compact):
        return compact
    raise ValidationError(complaint(national), code="phone")


def complaint(digits: str) -> str:
    """What is wrong with these digits and what would be right."""
    if not digits.lstrip("+").isdigit():
        return _("A phone number has digits only.")
    if digits.startswith("1"):
        return _("A mobile number needs 11 digits, this has {n}.").format(n=len(digits))
    return _("Not a Chinese phone number: a mobile with 11 digits, or area code and number.")


def mask(number: str) -> str:
    """'+8613812345678' -> '138****5678', '+861088886666' -> '010****6666'. Pages never show the full number unasked
    (R2; each reveal is an event).
    """
    national = number.removeprefix("+86")
    if national != number and not _MOBILE.fullmatch(national):
        national = "0" + national
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 9 else "****" + national[-2:]


def spaced(number: str) -> str:
    """'+8613812345678' -> '138 1234 5678': the whole number, as it is read aloud; a landline as '010 88886666'."""
    national = number.removeprefix("+86")
    if _MOBILE.fullmatch(national):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    if national == number:
        return number
    area = 2 if national[0] in "12" else 3
    return f"0{national[:area]} {national[area:]}"
