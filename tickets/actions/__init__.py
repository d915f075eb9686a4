"""Writes of the tickets app: one transaction each, keyword-only, with an actor."""

from tickets.actions.closing import answer, cancel, merge, reopen_in_warranty, reply
from tickets.actions.keeping import add_photo, correct, hand_over, note, printed, reveal_phone, set_fee
from tickets.actions.registration import Report, register

__all__ = [
    "Report",
    "add_photo",
    "answer",
    "cancel",
    "correct",
    "hand_over",
    "merge",
    "note",
    "printed",
    "register",
    "reopen_in_warranty",
    "reply",
    "reveal_phone",
    "set_fee",
]
