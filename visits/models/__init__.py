from visits.models.appointment import Appointment
from visits.models.catalogue import Cause, CheckLine, Checklist, ChecklistVersion, StockPart
from visits.models.visit import Helper, Part, SignOff, Visit
from visits.models.window import WindowLength

__all__ = [
    "Appointment",
    "Cause",
    "CheckLine",
    "Checklist",
    "ChecklistVersion",
    "Helper",
    "Part",
    "SignOff",
    "StockPart",
    "Visit",
    "WindowLength",
]
