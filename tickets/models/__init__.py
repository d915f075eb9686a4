from tickets.models.callback import CallAttempt, CallSchedule, CallTerms, CallWish, FollowUp
from tickets.models.complaint import Complaint, Handoff
from tickets.models.opinion import ComplaintAnalysis, OpinionNotice
from tickets.models.photo import Photo
from tickets.models.phrase import Phrase, PhraseKind
from tickets.models.ticket import AlsoReported, Ticket

__all__ = [
    "AlsoReported",
    "CallAttempt",
    "CallSchedule",
    "CallTerms",
    "CallWish",
    "Complaint",
    "ComplaintAnalysis",
    "FollowUp",
    "Handoff",
    "OpinionNotice",
    "Photo",
    "Phrase",
    "PhraseKind",
    "Ticket",
]
