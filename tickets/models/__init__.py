from tickets.models.callback import CallAttempt
from tickets.models.complaint import Complaint, Handoff
from tickets.models.complaint_work import Amends, Consultation, Correction, OfficialReply, ResultTold
from tickets.models.findings import Findings
from tickets.models.photo import Photo
from tickets.models.phrase import Phrase, PhraseKind
from tickets.models.ticket import AlsoReported, Ticket

__all__ = [
    "AlsoReported",
    "Amends",
    "CallAttempt",
    "Complaint",
    "Consultation",
    "Correction",
    "Findings",
    "Handoff",
    "OfficialReply",
    "Photo",
    "Phrase",
    "PhraseKind",
    "ResultTold",
    "Ticket",
]
