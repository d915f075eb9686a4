"""Writes about complaints: one transaction each, keyword-only, with an actor."""

from tickets.complaints.actions.classifying import classify
from tickets.complaints.actions.consulting import consult
from tickets.complaints.actions.correcting import approve_correction, send_back_correction, write_correction
from tickets.complaints.actions.handoffs import hand_off, return_handoff, sign_handoff
from tickets.complaints.actions.official import forward, reply_officially
from tickets.complaints.actions.telling import make_amends, tell_result

__all__ = [
    "approve_correction",
    "classify",
    "consult",
    "forward",
    "hand_off",
    "make_amends",
    "reply_officially",
    "return_handoff",
    "send_back_correction",
    "sign_handoff",
    "tell_result",
    "write_correction",
]
