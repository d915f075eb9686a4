"""Writes of the dispatch app: one transaction each, keyword-only, with an actor."""

from dispatch.actions.appointments import check_arrival, redispatch, reopen, reschedule
from dispatch.actions.claims import claim, offer_group
from dispatch.actions.climbing import Unanswered, expire
from dispatch.actions.conciliating import complain, conclude
from dispatch.actions.giving_up import nobody_can_go
from dispatch.actions.offers import accept, offer, offer_department, recall, refuse, verbal
from dispatch.actions.reassigning import reassign

__all__ = [
    "Unanswered",
    "accept",
    "check_arrival",
    "claim",
    "complain",
    "conclude",
    "expire",
    "nobody_can_go",
    "offer",
    "offer_department",
    "offer_group",
    "reassign",
    "recall",
    "redispatch",
    "refuse",
    "reopen",
    "reschedule",
    "verbal",
]
