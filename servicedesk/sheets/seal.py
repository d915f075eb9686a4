"""Between preview and confirmation the rows travel signed in the page: nothing is kept for who never confirms."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from servicedesk.refusals import Invalid

KEPT = 60 * 60


def seal(about: str, content: Any) -> str:
    """What was previewed, signed. `about` is the table and whose it is: only the same words open it again."""
    return signing.dumps(content, salt=f"sheet-preview {about}", compress=True)


def unseal(about: str, token: str) -> Any:
    """What was sealed. Raises Invalid when it is of another table, company or estate, changed, or too old."""
    try:
        return signing.loads(token, salt=f"sheet-preview {about}", max_age=KEPT)
    except (signing.BadSignature, ValueError) as wrong:
        words = _("This preview no longer holds: choose the file again.")
        raise Invalid(words, rule="", field="file") from wrong
