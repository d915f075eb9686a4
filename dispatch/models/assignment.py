"""One attempt to give a ticket to one person or department."""

from django.db import models

from dispatch.enums import LIVE, AssignmentState, Mode, Pool
from servicedesk.people.enums import Skill
from servicedesk.tenancy.models import TenantForeignKey, TenantModel

STAFF = "people.StaffMember"


class Assignment(TenantModel):
    """派工: offered → accepted / refused / expired / recalled. One climb is one chain of superiors asked (R15)."""

    ticket = TenantForeignKey("tickets.Ticket", models.CASCADE, related_name="assignments")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    state = models.CharField(max_length=10, choices=AssignmentState.choices, default=AssignmentState.OFFERED)
    staff = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    department = TenantForeignKey("people.Department", null=True, related_name="+", db_index=False)
    # A ticket held out to a group has nobody until the first of it takes it (R13).
    pool = models.CharField(max_length=12, choices=Pool.choices, blank=True, default="", db_default="")
    pool_skill = models.CharField(max_length=20, choices=Skill.choices, blank=True, default="", db_default="")
    pool_department = TenantForeignKey("people.Department", null=True, related_name="+", db_index=False)
    climb = models.PositiveSmallIntegerField(default=1)
    level = models.PositiveSmallIntegerField(default=0)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=60)
    why = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    arrival_promised_at = models.DateTimeField(null=True)
    # The estate manager's word that nobody at all can be sent (R16).
    nobody_can_go = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "ticket"], name="assignment_one_live", condition=models.Q(state__in=LIVE)
            ),
            # Nobody in the chain is offered the same ticket twice in one climb (R15).
            models.UniqueConstraint(
                fields=["tenant", "ticket", "climb", "staff"],
                name="assignment_once_a_climb",
                condition=models.Q(staff__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(staff__isnull=False) | models.Q(department__isnull=False) | ~models.Q(pool=""),
                name="assignment_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "staff", "state"], name="assignment_staff_live", condition=models.Q(state__in=LIVE)
            ),
            models.Index(
                fields=["tenant", "offered_at"],
                name="assignment_open_pool",
                condition=models.Q(mode=Mode.CLAIM, state=AssignmentState.OFFERED),
            ),
        ]

    @property
    def is_open_pool(self) -> bool:
        """Held out to a group, and nobody has taken it yet."""
        return self.mode == Mode.CLAIM and self.state == AssignmentState.OFFERED and self.staff_id is None
