"""A signature as the pad of a page sends it."""

import base64

from tests.visits.phone import picture
from visits.phone_forms import PNG


def drawn() -> str:
    return PNG + base64.b64encode(picture().read()).decode()
