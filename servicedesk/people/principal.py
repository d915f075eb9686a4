"""Who asks: a member of staff, a client with a key, a resident with a link, a contractor with a paper, the system."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from servicedesk.people.enums import ALL_ESTATES, Role


@dataclass(frozen=True)
class Principal:
    """The one argument of every rule and, as `actor=`, of every action.

    kind: 'staff', 'client', 'resident', 'contractor' or 'system'. `estate_ids` None means every estate of the tenant.
    """

    kind: str
    name: str
    staff_id: UUID | None = None
    role: Role | None = None
    scopes: frozenset[str] = frozenset()
    estate_ids: frozenset[UUID] | None = field(default=frozenset())

    def sees_estate(self, estate_id: UUID) -> bool:
        """Staff see their estates only (domain §1)."""
        return self.estate_ids is None or estate_id in self.estate_ids

    def among(self, rows: QuerySet[Any], at: str = "estate", *, with_all: bool = False) -> Any:
        """Those of the rows that belong to an estate this principal sees, which is found at the path `at`; `with_all`:
        rows of no estate hold in each, and are among them.
        """
        if self.estate_ids is None:
            return rows
        mine = Q(**{f"{at}__in": self.estate_ids})
        return rows.filter(mine | Q(**{at: None}) if with_all else mine)

    def has_role(self, *roles: Role) -> bool:
        """Whether a member of staff has one of these roles; a system client acts with the rights of its scopes."""
        return self.role in roles

    @classmethod
    def of_staff(cls, staff: Any) -> "Principal":
        """The principal of a StaffMember."""
        estates = None if staff.role in ALL_ESTATES else staff.estate_ids
        return cls("staff", staff.name, staff.pk, Role(staff.role), estate_ids=estates)


def actor_of(request: HttpRequest) -> Principal:
    """Who asks, as the middleware found it; a page's rule has let nobody else in."""
    return request.actor  # type: ignore[attr-defined]


SYSTEM = Principal("system", "system", estate_ids=None)
