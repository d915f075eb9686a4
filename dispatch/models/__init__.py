from dispatch.models.assignment import Assignment
from dispatch.models.conciliation import Conciliation
from dispatch.models.handover import Handover, HandoverItem
from dispatch.models.limit import JobLimit
from dispatch.models.roster import Pattern

__all__ = ["Assignment", "Conciliation", "Handover", "HandoverItem", "JobLimit", "Pattern"]
