"""What the interface shows of a ticket, its events and its clocks."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from servicedesk.api.fields import Moment, in_utc
from servicedesk.estates.phones import mask
from servicedesk.journal.models import Event
from servicedesk.people.api import PersonOut
from servicedesk.tenancy.prepared import Prepared
from servicedesk.timers.business import calendar_for
from servicedesk.timers.calendars.arithmetic import Calendar
from servicedesk.timers.calendars.durations import in_words, parse
from servicedesk.timers.enums import BREACH, WARNING, CalendarName
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.levels import read_pauses
from servicedesk.timers.models import Timer
from servicedesk.timers.sums import lines_of
from tickets.models import Ticket

# Everything that TicketOut shows comes with one query.
RELATED = (
    "estate", "unit", "area", "building", "reporter", "owner", "assignee", "department", "appointee", "merged_into",
    "complaint",
)  # fmt: skip
MOST_STRETCHES = 60


def code(source: str) -> serializers.CharField:
    """A related row's code or name; null without one."""
    return serializers.CharField(source=source, allow_null=True, default=None)


def moment() -> Moment:
    return Moment(allow_null=True, read_only=True)


class ComplaintOut(serializers.Serializer):
    """What only a complaint has (R5)."""

    validity = serializers.CharField()
    category = serializers.CharField()
    major = serializers.BooleanField()


class DueOut(serializers.Serializer):
    """The clock that breaches first."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    since = Moment()
    at = Moment()
    paused = serializers.BooleanField()


def due_of(ticket: Ticket) -> dict[str, Any]:
    """DueOut by hand: a serializer for each row of a list would cost more than all the rest of it."""
    return {
        "kind": ticket.due_kind,
        "label": label_of(ticket.due_kind),
        "since": in_utc(ticket.due_since),
        "at": in_utc(ticket.due_at),
        "paused": ticket.due_paused,
    }


def label_of(kind: str) -> str:
    """What a kind of timer is called."""
    return str(KINDS[kind].label) if kind in KINDS else kind


class ReporterOut(serializers.Serializer):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()


class TicketOut(serializers.Serializer):
    """报事报修单: a ticket as it is now."""

    id = serializers.UUIDField(source="pk")
    number = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.CharField()
    channel = serializers.CharField()
    urgent = serializers.BooleanField()
    skill = serializers.CharField()
    estate = serializers.CharField(source="estate.code")
    unit = code("unit.code")
    area = code("area.code")
    building = code("building.code")
    place = serializers.CharField()
    description = serializers.CharField()
    reporter = ReporterOut(allow_null=True)
    contact_name = serializers.CharField()
    contact_phone = serializers.SerializerMethodField(help_text="Masked; `reveal-phone` gives the whole number.")
    received_at = Moment()
    received_by = serializers.CharField()
    owner = PersonOut(allow_null=True)
    wished_at = moment()
    reply_promised_at = moment()
    external_number = serializers.CharField()
    external_deadline = moment()
    external_replied_at = moment()
    assignee = PersonOut(allow_null=True)
    department = code("department.name")
    arrival_promised_at = moment()
    appointment_at = moment()
    appointee = PersonOut(allow_null=True)
    suspended = serializers.CharField()
    resume_at = moment()
    registered_at = Moment()
    dispatched_at = moment()
    accepted_at = moment()
    arrived_at = moment()
    signed_off_at = moment()
    reviewed_at = moment()
    callback_at = moment()
    closed_at = moment()
    updated_at = Moment()
    fee = serializers.CharField()
    resolution = serializers.CharField()
    answer = serializers.CharField()
    grade = serializers.CharField()
    rework_count = serializers.IntegerField()
    no_access_count = serializers.IntegerField()
    merged_into = code("merged_into.number")
    complaint = ComplaintOut(allow_null=True)
    due = serializers.SerializerMethodField(help_text="The clock that breaches first; null when none runs.")

    def get_contact_phone(self, ticket: Ticket) -> str:
        return mask(ticket.contact_phone) if ticket.contact_phone else ""

    @extend_schema_field(DueOut(allow_null=True))
    def get_due(self, ticket: Ticket) -> dict[str, Any] | None:
        return due_of(ticket) if ticket.due_kind else None


def shown(ticket_id: UUID) -> Ticket:
    """The ticket as it is now, with all that TicketOut shows."""
    ticket: Ticket | None = WHOLE.first(ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    return ticket


# Every answer of a step asks it.
WHOLE = Prepared(lambda ticket_id: Ticket.objects.select_related(*RELATED).filter(pk=ticket_id), UUID)


class ActorOut(serializers.Serializer):
    """Who did it: staff, client, resident or system."""

    kind = serializers.CharField(source="actor_kind")
    name = serializers.CharField(source="actor_name")
    id = serializers.UUIDField(source="actor_id", allow_null=True)


class EventOut(serializers.Serializer):
    """One line of the ticket's history (R10): never changed, never deleted."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    at = Moment(help_text="When it happened.")
    recorded_at = Moment(help_text="When the database learnt of it.")
    actor = ActorOut(source="*")
    payload = serializers.DictField()
    title = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    def get_title(self, event: Event) -> str:
        return str(event.data.title())

    def get_detail(self, event: Event) -> str:
        return str(event.data.detail())


class StretchOut(serializers.Serializer):
    """An open stretch of the calendar that counted."""

    day = serializers.DateField()
    start = Moment()
    end = Moment()
    seconds = serializers.SerializerMethodField()

    def get_seconds(self, step: Any) -> int:
        return int(step.used.total_seconds())


class PauseOut(serializers.Serializer):
    stopped = Moment()
    went_on = Moment(allow_null=True)


class SumLineOut(serializers.Serializer):
    words = serializers.CharField()
    at = Moment(help_text="Where the sum stands after this line.")


class TimerOut(serializers.Serializer):
    """One level of one deadline, and why it is due just then: start, duration, calendar, policy and its version."""

    kind = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    level = serializers.IntegerField(help_text="0 warns, 1 is the breach, 2 and more are the ladder's further steps.")
    level_name = serializers.SerializerMethodField()
    cycle = serializers.IntegerField()
    state = serializers.CharField()
    starts_at = Moment()
    due_at = Moment()
    breach_at = Moment(help_text="The deadline itself, whatever this level.")
    duration = serializers.CharField(help_text="As the policy has it; empty: a promised time.")
    duration_words = serializers.SerializerMethodField()
    calendar = serializers.CharField()
    calendar_version = serializers.CharField()
    promised_at = moment()
    after = serializers.CharField(help_text="How this level follows from the deadline: 80%, PT5M; empty: it is it.")
    pauses = serializers.SerializerMethodField(help_text="Each stop, and when it went on (R31).")
    not_before = Moment(allow_null=True, read_only=True, help_text="When its policy was changed while it ran (R32).")
    sum = serializers.SerializerMethodField(help_text="Why it is due just then; the last line is the due time.")
    stretches = serializers.SerializerMethodField(help_text="The sum, where the calendar is not round the clock.")
    policy = serializers.UUIDField(source="policy_id", allow_null=True, help_text="null: the trade's default.")
    policy_version = serializers.IntegerField()
    targets = serializers.ListField(child=serializers.CharField(), help_text="Who is told.")
    seconds_left = serializers.SerializerMethodField(help_text="What was left when it was paused.")
    fired_at = moment()
    late_seconds = serializers.SerializerMethodField(help_text="How late the firing was noticed (R30).")
    met_at = moment()

    def get_label(self, timer: Timer) -> str:
        return label_of(timer.kind)

    def get_level_name(self, timer: Timer) -> str:
        return {WARNING: "warning", BREACH: "breach"}.get(timer.level, "step")

    def get_duration_words(self, timer: Timer) -> str:
        counts_days = timer.calendar == CalendarName.WORKING_DAYS
        return in_words(parse(timer.duration, working_days=counts_days)) if timer.duration else ""

    def counted_on(self, timer: Timer) -> Calendar:
        known: dict[str, Calendar] = self.context["calendars"]
        if timer.calendar not in known:
            known[timer.calendar] = calendar_for(timer.calendar, self.context["estate"])
        return known[timer.calendar]

    @extend_schema_field(StretchOut(many=True))
    def get_stretches(self, timer: Timer) -> list[dict[str, Any]]:
        if timer.calendar == CalendarName.ROUND_THE_CLOCK:
            return []
        steps = self.counted_on(timer).steps(timer.starts_at, timer.due_at)[:MOST_STRETCHES]
        return [dict(StretchOut(step).data) for step in steps]

    @extend_schema_field(PauseOut(many=True))
    def get_pauses(self, timer: Timer) -> list[dict[str, Any]]:
        return [dict(PauseOut({"stopped": stop, "went_on": go}).data) for stop, go in read_pauses(timer.pauses)]

    @extend_schema_field(SumLineOut(many=True))
    def get_sum(self, timer: Timer) -> list[dict[str, Any]]:
        lines = lines_of(timer, self.context["estate"], self.counted_on(timer))
        return [dict(SumLineOut(line).data) for line in lines]

    @extend_schema_field({"type": ["integer", "null"]})
    def get_seconds_left(self, timer: Timer) -> int | None:
        return int(timer.paused_left.total_seconds()) if timer.paused_left is not None else None

    @extend_schema_field({"type": ["integer", "null"]})
    def get_late_seconds(self, timer: Timer) -> int | None:
        return int((timer.fired_at - timer.due_at).total_seconds()) if timer.fired_at else None
