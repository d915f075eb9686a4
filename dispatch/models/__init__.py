from dispatch.models.assignment import Assignment
from dispatch.models.conciliation import Conciliation
from dispatch.models.limit import JobLimit

__all__ = ["Assignment", "Conciliation", "JobLimit"]
