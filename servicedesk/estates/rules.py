"""Who may look places up (domain §1)."""

from servicedesk.people.enums import Role
from servicedesk.people.rules import role_rule

view_places = role_rule("places.view", tuple(Role), scope="read")
