from servicedesk.people.models.staff import Department, Leave, Posting, Shift, StaffMember
from servicedesk.people.models.user import User

__all__ = ["Department", "Leave", "Posting", "Shift", "StaffMember", "User"]
