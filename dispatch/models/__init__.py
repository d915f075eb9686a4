from dispatch.models.assignment import Assignment
from dispatch.models.handover import Handover, HandoverItem
from dispatch.models.roster import Pattern

__all__ = ["Assignment", "Handover", "HandoverItem", "Pattern"]
