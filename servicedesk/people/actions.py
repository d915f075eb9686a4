"""Writes to accounts and staff: one transaction each, keyword-only."""

from django.db.transaction import atomic

from servicedesk.people.models import User


@atomic
def set_own_password(*, user: User, password: str) -> None:
    """Replace the password; a one-time password is thereby used up. The form has checked the old one and the rules."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
