from servicedesk.people.models.staff import Department, Posting, Shift, StaffMember
from servicedesk.people.models.user import User

__all__ = ["Department", "Posting", "Shift", "StaffMember", "User"]
