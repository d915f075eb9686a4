"""The verbs of this app (see actions_menu)."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets import rules, states
from tickets.actions_menu import Verb, register
from tickets.enums import ANSWERABLE, Kind, Resolution, State, Validity
from tickets.models import Ticket
from tickets.panels import PAPERS, Paper


def is_open(ticket: Ticket) -> bool:
    return ticket.is_open


def always(ticket: Ticket) -> bool:
    return True


def answerable(ticket: Ticket) -> bool:
    """R8: an inquiry, a suggestion, praise, or a communicative complaint."""
    if ticket.state != State.REGISTERED:
        return False
    if ticket.kind == Kind.COMPLAINT:
        return bool(ticket.complaint.validity == Validity.COMMUNICATIVE)
    return ticket.kind in ANSWERABLE


def cancellable(ticket: Ticket) -> bool:
    return states.allows("cancel", ticket.state)


def merged(ticket: Ticket) -> bool:
    return ticket.merged_into_id is not None


def reopenable(ticket: Ticket) -> bool:
    return ticket.state == State.CLOSED and ticket.resolution == Resolution.DONE


def in_callback(ticket: Ticket) -> bool:
    return ticket.state == State.CALLBACK


def reviewed(ticket: Ticket) -> bool:
    return ticket.state == State.SIGNED_OFF and ticket.reviewed_at is not None


register(
    Verb("answer", _("Answer and close…"), "message-reply", rules.answer, answerable,
         prompts={"first_reply": 1, State.REGISTERED: 2}),
    Verb("reply", _("Replied…"), "message", rules.note, is_open, prompts={"first_reply": 2}),
    Verb("start-callback", _("Start callback"), "phone-outgoing", rules.start_callback, reviewed, form=False,
         prompts={State.SIGNED_OFF: 1}),
    Verb("attempt", _("Record the call…"), "phone-check", rules.call_back, in_callback,
         prompts={"callback": 1, State.CALLBACK: 1}),
    Verb("settle", _("Solved in the call…"), "mood-happy", rules.call_back, in_callback, prompts={"callback": 3}),
    Verb("unreachable", _("Close as unreachable…"), "phone-off", rules.approve_unreachable, in_callback),
    Verb("reopen-in-warranty", _("Reopen within warranty…"), "refresh", rules.reopen_in_warranty, reopenable,
         prompts={State.CLOSED: 1}),
    Verb("correct", _("Correct"), "pencil", rules.correct, is_open, key="e", place=""),
    Verb("note", _("Note"), "note", rules.note, always, key="c", place=""),
    Verb("photos", _("Add a photo"), "photo-plus", rules.add_photo, always, place=""),
    Verb("reveal-phone", _("Show number"), "eye", rules.reveal_phone, always, form=False, place=""),
    Verb("hand-over", _("Another owner…"), "user-share", rules.hand_over, is_open),
    Verb("merge", _("Merge into another…"), "git-merge", rules.merge, cancellable),
    Verb("take-out", _("It is another fault: take it out…"), "git-branch", rules.merge, merged),
    Verb("cancel", _("Close without work…"), "circle-x", rules.cancel, cancellable),
)  # fmt: skip


def own_papers(ticket: Ticket) -> list[Paper]:
    """The complaint's form, and the record of the callback once there is one."""
    called = ticket.callback_at is not None
    record = Paper(gettext("Callback record"), "A4" if called else gettext("after the callback"),
                   reverse("print-callback", args=[ticket.number]) if called else "")  # fmt: skip
    if ticket.kind != Kind.COMPLAINT:
        return [record]
    return [Paper(gettext("Complaint form"), "A4", reverse("print-complaint", args=[ticket.number]), key="p"), record]


PAPERS.append(own_papers)
