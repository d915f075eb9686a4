from visits.models.visit import Part, SignOff, Visit

__all__ = ["Part", "SignOff", "Visit"]
