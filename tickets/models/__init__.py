from tickets.models.callback import CallAttempt
from tickets.models.complaint import Complaint, Handoff
from tickets.models.photo import Photo
from tickets.models.phrase import Phrase, PhraseKind
from tickets.models.ticket import AlsoReported, Ticket

__all__ = ["AlsoReported", "CallAttempt", "Complaint", "Handoff", "Photo", "Phrase", "PhraseKind", "Ticket"]
