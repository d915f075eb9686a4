"""Writes of the visits app (R18, R20–R24): one transaction each, keyword-only, with an actor."""

from visits.actions.arriving import arrive, knock, let_in, no_access
from visits.actions.signing import review, rework, sign_off
from visits.actions.working import PartUsed, record_work, suspend

__all__ = [
    "PartUsed",
    "arrive",
    "knock",
    "let_in",
    "no_access",
    "record_work",
    "review",
    "rework",
    "sign_off",
    "suspend",
]
