from tickets.models.callback import CallAttempt, CallSchedule, CallTerms, CallWish, FollowUp, GivenUp
from tickets.models.complaint import Complaint, Handoff
from tickets.models.complaint_work import Amends, Consultation, Correction, OfficialReply, ResultTold
from tickets.models.findings import Findings
from tickets.models.opinion import ComplaintAnalysis, OpinionNotice
from tickets.models.photo import Photo
from tickets.models.phrase import Phrase, PhraseKind
from tickets.models.ticket import AlsoReported, Ticket

__all__ = [
    "AlsoReported",
    "Amends",
    "CallAttempt",
    "CallSchedule",
    "CallTerms",
    "CallWish",
    "Complaint",
    "ComplaintAnalysis",
    "Consultation",
    "Correction",
    "Findings",
    "FollowUp",
    "GivenUp",
    "Handoff",
    "OfficialReply",
    "OpinionNotice",
    "Photo",
    "Phrase",
    "PhraseKind",
    "ResultTold",
    "Ticket",
]
