"""The ticket: one report from one reporter about one place, from registration to closing."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField

from servicedesk.people.enums import Skill
from servicedesk.tenancy.managers import TenantManager, TenantQuerySet, ours
from servicedesk.tenancy.models import TenantForeignKey, TenantModel
from tickets.enums import OPEN, Channel, Fee, Grade, Kind, Resolution, State, SuspendReason

STAFF = "people.StaffMember"


class TicketQuerySet(TenantQuerySet["Ticket"]):
    def open(self) -> "TicketQuerySet":
        """Not closed."""
        return self.filter(state__in=OPEN)

    def seen_by(self, actor: Any) -> "TicketQuerySet":
        """Those of the actor's estates (domain §1: staff see their estates only)."""
        return self if actor.estate_ids is None else self.filter(estate_id__in=actor.estate_ids)


class TicketManager(TenantManager):
    """The tenant's tickets, with the questions of TicketQuerySet."""

    def get_queryset(self) -> TicketQuerySet:  # type: ignore[override]
        return ours(TicketQuerySet(self.model, using=self._db))

    def open(self) -> TicketQuerySet:
        return self.get_queryset().open()

    def seen_by(self, actor: Any) -> TicketQuerySet:
        return self.get_queryset().seen_by(actor)


class Ticket(TenantModel):
    """报事报修单. `state` is written by tickets.states alone; everything else by actions that hold the clock's lock."""

    subject_type = "ticket"

    number = models.CharField(max_length=32)
    estate = TenantForeignKey("estates.Estate", related_name="tickets", db_index=False)
    state = FSMField(choices=State.choices, default=State.REGISTERED, protected=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    urgent = models.BooleanField(default=False)
    skill = models.CharField(max_length=20, choices=Skill.choices, blank=True)

    # where (R2): a unit or a public area; `place` is how it is said aloud and is shown everywhere
    unit = TenantForeignKey("estates.Unit", null=True, blank=True, related_name="tickets", db_index=False)
    area = TenantForeignKey("estates.PublicArea", null=True, blank=True, related_name="tickets", db_index=False)
    building = TenantForeignKey("estates.Building", null=True, blank=True, related_name="+", db_index=False)
    place = models.CharField(max_length=120)
    description = models.CharField(max_length=1000, blank=True)

    # who reported (R2)
    reporter = TenantForeignKey("estates.Resident", null=True, blank=True, related_name="tickets", db_index=False)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    contact_last4 = models.CharField(max_length=4, blank=True, editable=False)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=60)
    owner = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    wished_at = models.DateTimeField(null=True, blank=True)
    reply_promised_at = models.DateTimeField(null=True, blank=True)
    external_number = models.CharField(max_length=60, blank=True)
    external_deadline = models.DateTimeField(null=True, blank=True)
    external_replied_at = models.DateTimeField(null=True)

    # who works on it now
    assignee = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    department = TenantForeignKey("people.Department", null=True, blank=True, related_name="+", db_index=False)
    arrival_promised_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    appointee = TenantForeignKey(STAFF, null=True, related_name="+", db_index=False)
    suspended = models.CharField(max_length=12, choices=SuspendReason.choices, blank=True)
    resume_at = models.DateTimeField(null=True)

    # the stations of the path
    registered_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    callback_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    fee = models.CharField(max_length=10, choices=Fee.choices, default=Fee.UNDECIDED)
    resolution = models.CharField(max_length=12, choices=Resolution.choices, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    rework_count = models.PositiveSmallIntegerField(default=0)
    no_access_count = models.PositiveSmallIntegerField(default=0)
    merged_into = TenantForeignKey("self", null=True, related_name="merged", db_index=False)

    # the head of its clock: what worklists sort by (design: "the clock is the sort order")
    due_kind = models.CharField(max_length=24, blank=True)
    due_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_paused = models.BooleanField(default=False)

    # The database writes it at every change (migration 0002), so that no path into the row can forget it: other
    # systems ask for what changed since (R47).
    updated_at = models.DateTimeField(
        db_default=models.Func(function="app_now", output_field=models.DateTimeField()), editable=False
    )

    objects: ClassVar[TicketManager] = TicketManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="ticket_number"),
            models.CheckConstraint(
                condition=~models.Q(state=State.CLOSED) | ~models.Q(resolution=""), name="ticket_closed_has_resolution"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(area__isnull=True), name="ticket_one_place"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "estate", "due_at", "id"], name="ticket_worklist", condition=~models.Q(state="closed")
            ),
            models.Index(fields=["tenant", "estate", "registered_at", "id"], name="ticket_register"),
            # REST lists run over all estates of a key, by registration or by change.
            models.Index(fields=["tenant", "registered_at", "id"], name="ticket_registered"),
            models.Index(fields=["tenant", "updated_at", "id"], name="ticket_updated"),
            models.Index(fields=["tenant", "contact_last4", "registered_at"], name="ticket_last4"),
            models.Index(fields=["tenant", "unit", "registered_at"], name="ticket_unit"),
            models.Index(
                fields=["tenant", "assignee", "due_at"], name="ticket_assignee", condition=~models.Q(state="closed")
            ),
            models.Index(fields=["tenant", "estate", "closed_at"], name="ticket_closed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    def further_phones(self) -> list[str]:
        """Of those who reported the same fault (R7): what concerns them all is told to each."""
        return list(self.also_reported.filter(left_at=None).exclude(phone="").values_list("phone", flat=True))

    def further_reporters(self) -> "models.QuerySet[AlsoReported]":
        """Those who reported the same fault and are still with it, in the order of their calls (R7)."""
        here: models.QuerySet[AlsoReported] = self.also_reported.filter(left_at=None).order_by("received_at", "pk")
        return here


class AlsoReported(TenantModel):
    """A further reporter of the same fault: merging keeps every one, and each gets the callback (R7).

    `left_at`: his call was another fault after all. What was said with him stays, so the row does (R10).
    """

    ticket = TenantForeignKey(Ticket, models.CASCADE, related_name="also_reported")
    came_from = TenantForeignKey(Ticket, null=True, related_name="+", db_index=False)
    resident = TenantForeignKey("estates.Resident", null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "came_from"], name="also_reported_once",
                condition=models.Q(left_at__isnull=True, came_from__isnull=False),
            )
        ]  # fmt: skip
