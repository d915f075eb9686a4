"""States and vocabularies of the ticket (domain §2, §3, §6)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """registered → dispatched → on_site → signed_off → callback → closed (domain §3)."""

    REGISTERED = "registered", _("Registered")
    DISPATCHED = "dispatched", _("Dispatched")
    ON_SITE = "on_site", _("On site")
    SIGNED_OFF = "signed_off", _("Signed off")
    CALLBACK = "callback", _("Callback")
    CLOSED = "closed", _("Closed")


OPEN = tuple(state for state in State if state != State.CLOSED)


class Kind(models.TextChoices):
    """R4."""

    HOUSEHOLD_REPAIR = "household_repair", _("Household repair")
    PUBLIC_REPAIR = "public_repair", _("Public repair")
    COMPLAINT = "complaint", _("Complaint")
    INQUIRY = "inquiry", _("Inquiry")
    SPECIAL_SERVICE = "special_service", _("Special service")
    SUGGESTION = "suggestion", _("Suggestion")
    PRAISE = "praise", _("Praise")


REPAIRS = frozenset({Kind.HOUSEHOLD_REPAIR, Kind.PUBLIC_REPAIR, Kind.SPECIAL_SERVICE})
# Kinds that may be closed on the spot with an answer (R8); a complaint only when it is communicative (R5).
ANSWERABLE = frozenset({Kind.INQUIRY, Kind.SUGGESTION, Kind.PRAISE})


class Channel(models.TextChoices):
    """R1."""

    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    LETTER = "letter", _("Letter")
    BOX = "box", _("Suggestion box")
    INTERCOM = "intercom", _("Door intercom")
    HOME_VISIT = "home_visit", _("Home visit")
    PATROL = "patrol", _("Patrol")
    NIGHT = "night", _("Night command centre")
    STAFF = "staff", _("Staff")
    HEAD_OFFICE = "head_office", _("Head office")
    HOTLINE = "hotline", _("Government hotline")
    MEDIA = "media", _("Media")
    WEB = "web", _("Resident's page")
    REST = "rest", _("Other system")


class Validity(models.TextChoices):
    """R5."""

    VALID = "valid", _("Valid complaint")
    COMMUNICATIVE = "communicative", _("Communicative complaint")


class Resolution(models.TextChoices):
    """How a ticket ended."""

    DONE = "done", _("Done")
    ANSWERED = "answered", _("Answered on the spot")
    UNREACHABLE = "unreachable", _("Unreachable")
    BY_REPORTER = "by_reporter", _("Withdrawn by the reporter")
    DUPLICATE = "duplicate", _("Duplicate")
    NOT_OURS = "not_ours", _("Not ours")


CANCELLED = frozenset({Resolution.BY_REPORTER, Resolution.DUPLICATE, Resolution.NOT_OURS})


class Fee(models.TextChoices):
    """Whether the money side stands in the way of signing off (domain §3: settled or explicitly owed)."""

    UNDECIDED = "undecided", _("Not decided")
    FREE = "free", _("Free of charge")
    QUOTED = "quoted", _("Price told")
    OWED = "owed", _("Owed")
    SETTLED = "settled", _("Settled")


FEE_CLEAR = frozenset({Fee.FREE, Fee.OWED, Fee.SETTLED})


class SuspendReason(models.TextChoices):
    """Why work waits (domain §3)."""

    PARTS = "parts", _("Waiting for parts")
    CONTRACTOR = "contractor", _("Waiting for a contractor")
    QUOTE = "quote", _("Quote to be agreed")
    NO_ACCESS = "no_access", _("Nobody at home")


class Grade(models.TextChoices):
    """R25: so-so counts as dissatisfied."""

    VERY_SATISFIED = "very_satisfied", _("Very satisfied")
    SATISFIED = "satisfied", _("Satisfied")
    SO_SO = "so_so", _("So-so")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", _("Very dissatisfied")

    @property
    def is_bad(self) -> bool:
        """So-so and below (R25)."""
        return self not in SATISFIED


SATISFIED = frozenset({Grade.VERY_SATISFIED, Grade.SATISFIED})


class CallOutcome(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    ENGAGED = "engaged", _("Engaged")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class CallMeans(models.TextChoices):
    """R25: by phone, visit, message link or QR."""

    PHONE = "phone", _("By phone")
    VISIT = "visit", _("By visit")
    LINK = "link", _("By link")
    QR = "qr", _("By QR code")


# What a person makes; the others are the resident's own answers and come by his link alone.
BY_PERSON = frozenset({CallMeans.PHONE, CallMeans.VISIT})


class FollowUpCause(models.TextChoices):
    """R28: some days after closing, weekly until done, or because a department has answered (R26)."""

    DAY = "day", _("Days after closing")
    WEEKLY = "weekly", _("Weekly until done")
    NOTICE = "notice", _("After an opinion notice")

    @property
    def words(self) -> Any:
        return {"day": _("day {n}"), "weekly": _("week {n}"), "notice": _("after the notice")}[self.value]


class FollowUpEnd(models.TextChoices):
    """How a further callback ended."""

    REACHED = "reached", _("Reached")
    UNREACHABLE = "unreachable", _("Unreachable")
    REOPENED = "reopened", _("Reopened")
    DONE = "done", _("Done before")


class PhotoKind(models.TextChoices):
    REPORT = "report", _("From the reporter")
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")
    PAPER = "paper", _("Signed paper")
    SIGNATURE = "signature", _("Signature")
