"""意见告知书 and 投诉分析表: what follows from a dissatisfied callback (R26, domain §7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dispatch import actions as dispatch
from servicedesk.journal.models import Event
from servicedesk.journal.payloads import load
from servicedesk.messaging.models import Message
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.timers import engine
from servicedesk.timers.models import Timer
from tests.cast import Cast, at, build, fresh
from tests.dispatch.steps import to_callback
from tests.support.clock import Clock
from tickets.actions import cancel
from tickets.callbacks.actions import attempt, close_unreachable
from tickets.callbacks.analyses.actions import approve_analysis, open_analysis_of, return_analysis, write_analysis
from tickets.callbacks.calling import Said
from tickets.callbacks.notices.actions import acknowledge_notice, answer_notice, handle_notice, issue_notice
from tickets.enums import State
from tickets.models import CallAttempt, ComplaintAnalysis, OpinionNotice, Ticket

SATURDAY = "2026-11-21 10:00"
DONE: dict[str, Any] = {"done": "重新打胶，现场试水不漏", "done_by": "马志远"}
FORM = {"cause": "接口没打紧", "corrective_action": "重新打胶", "preventive_action": "完工后试水十分钟"}


def test_what_older_events_say_of_an_analysis_is_still_read() -> None:
    """R10: the two actions had other names."""
    older = {"cause": "接口没打紧", "correction": "重新打胶", "prevention": "试水十分钟"}
    assert load("analysis.written", older).detail() == "接口没打紧 · 重新打胶 · 试水十分钟"


def unhappy(cast: Cast, grade: str = "dissatisfied") -> Ticket:
    """Called, and not satisfied."""
    ticket = to_callback(cast)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade=grade, reason="还在渗")
    return fresh(ticket)


def issued(cast: Cast, clock: Clock, moment: str = SATURDAY) -> Ticket:
    clock.set(at(moment))
    ticket = unhappy(cast)
    issue_notice(ticket_id=ticket.pk, actor=cast.act("clerk"), department_id=cast.engineering.pk, demand="今天处理")
    return fresh(ticket)


def told(ticket: Ticket, what: str) -> set[str]:
    return set(Message.objects.filter(subject_id=ticket.pk, what=what).values_list("staff__name", flat=True))


@pytest.mark.parametrize(
    ("issued_at", "due"),
    [
        ("2026-11-21 10:00", "2026-11-22 12:00"),
        ("2026-11-21 00:00", "2026-11-22 12:00"),
        ("2026-11-21 23:59", "2026-11-22 12:00"),
        ("2026-12-31 18:00", "2027-01-01 12:00"),
        ("2028-02-28 18:00", "2028-02-29 12:00"),
    ],
)
def test_a_notice_is_due_at_noon_of_the_next_day(cast: Cast, clock: Clock, issued_at: str, due: str) -> None:
    """R26, domain §7: over midnight, a year's end and a leap day."""
    ticket = issued(cast, clock, issued_at)
    timer = Timer.objects.get(clock_id=ticket.pk, kind="opinion_notice", level=1)
    assert (timer.due_at, timer.duration) == (at(due), "next-day@12:00")


def test_the_head_hears_of_the_notice_and_the_callbacks_clock_is_met(cast: Cast, clock: Clock) -> None:
    """R26."""
    ticket = issued(cast, clock)
    assert told(ticket, "notice.issued") == {"郑国栋"}
    assert ticket.due_kind == "opinion_handling" and ticket.due_at == at("2026-11-21 20:00")
    assert Timer.objects.get(clock_id=ticket.pk, kind="callback", level=1).state == "met"


def test_signed_for_handled_the_same_day_answered_and_back_at_the_desk(cast: Cast, clock: Clock) -> None:
    """R26: who did what is told the desk, which calls again; a good grade then closes the ticket."""
    ticket = issued(cast, clock)
    foreman = cast.act("foreman")
    acknowledge_notice(ticket_id=ticket.pk, actor=foreman)
    clock.set(at("2026-11-21 16:00"))
    assert handle_notice(ticket_id=ticket.pk, actor=foreman, **DONE).handled_same_day is True
    clock.set(at("2026-11-22 09:00"))
    answer_notice(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    notice = OpinionNotice.objects.get()
    assert (notice.done, notice.done_by, notice.answered_by) == (*DONE.values(), "郑国栋")
    assert told(ticket, "notice.answered") == {"林晓雯"}
    assert (fresh(ticket).due_kind, fresh(ticket).due_at) == ("callback", at("2026-11-23 09:00"))
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    notice.refresh_from_db()
    assert fresh(ticket).state == State.CLOSED and notice.told_at == notice.ended_at == at("2026-11-22 09:00")


def test_an_unanswered_notice_reaches_the_head_at_noon_once(cast: Cast, clock: Clock) -> None:
    """R26, R30: the department's head, late or not, and the day's handling before."""
    ticket = issued(cast, clock)
    clock.set(at("2026-11-21 20:00"))
    engine.sweep()
    clock.set(at("2026-11-22 12:00"))
    engine.sweep()
    engine.sweep()
    breaches = Event.objects.filter(subject_id=ticket.pk, type="timer.breached").order_by("id")
    found = [(one.payload["kind"], one.payload["told"], one.at) for one in breaches]
    assert found == [
        ("opinion_handling", ["郑国栋"], at("2026-11-21 20:00")),
        ("opinion_notice", ["郑国栋"], at("2026-11-22 12:00")),
    ]  # fmt: skip


def test_handled_the_next_day_is_said_to_be_so(cast: Cast, clock: Clock) -> None:
    """R26: handled the same day."""
    ticket = issued(cast, clock)
    clock.set(at("2026-11-22 08:30"))
    assert answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), **DONE).handled_same_day is False


def test_a_notice_needs_somebody_who_is_not_satisfied(cast: Cast) -> None:
    """R26."""
    ticket, clerk = to_callback(cast), cast.act("clerk")
    with pytest.raises(Conflict):
        issue_notice(ticket_id=ticket.pk, actor=clerk, department_id=cast.engineering.pk)
    said = Said("reached", "so_so", "地没擦")
    issue_notice(ticket_id=ticket.pk, actor=clerk, department_id=cast.service.pk, said=said)
    assert (OpinionNotice.objects.get().grade, CallAttempt.objects.count()) == ("so_so", 1)


def test_only_one_notice_at_a_time_and_the_second_reads_whose_it_is(cast: Cast, clock: Clock) -> None:
    """R11, R26."""
    ticket = issued(cast, clock)
    with pytest.raises(Conflict, match="林晓雯"):
        issue_notice(ticket_id=ticket.pk, actor=cast.act("second_clerk"), department_id=cast.service.pk)


@pytest.mark.parametrize(("name", "by"), [("clerk", "clerk"), ("clerk", ""), ("cashier", "")])
def test_nobody_speaks_for_a_department_that_is_not_his(cast: Cast, clock: Clock, name: str, by: str) -> None:
    """R26: the desk may name a member of it, a technician only himself."""
    ticket = issued(cast, clock)
    by_id = cast.people[by].pk if by else None
    with pytest.raises(Invalid) as refused:
        acknowledge_notice(ticket_id=ticket.pk, actor=cast.act(name), by_id=by_id)
    assert refused.value.field == "by"
    with pytest.raises(PermissionDenied):
        acknowledge_notice(ticket_id=ticket.pk, actor=cast.act("technician"), by_id=cast.foreman.pk)
    acknowledge_notice(ticket_id=ticket.pk, actor=cast.act("clerk"), by_id=cast.foreman.pk)


def test_what_was_done_and_by_whom_must_be_said(cast: Cast, clock: Clock) -> None:
    """R26."""
    ticket = issued(cast, clock)
    for missing in ("done", "done_by"):
        with pytest.raises(Invalid) as refused:
            answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), **{**DONE, missing: " "})
        assert refused.value.field == missing
    with pytest.raises(Invalid) as refused:
        handle_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), handled_at=at("2026-11-20 09:00"), **DONE)
    assert refused.value.field == "handled_at"


def test_what_was_handled_the_day_before_was_in_time_whenever_it_is_written(cast: Cast, clock: Clock) -> None:
    """R26: decided by when it was, not by when somebody noticed."""
    ticket = issued(cast, clock)
    clock.set(at("2026-11-22 09:00"))
    engine.sweep()
    post = {"done": "重新打胶", "done_by": "马志远", "by": str(cast.foreman.pk), "handled_at": "2026-11-21T17:00"}
    answer = cast.client("foreman").post(f"/tickets/{ticket.number}/handle-notice", post)
    assert answer.status_code == 302 and OpinionNotice.objects.get().handled_same_day
    clock_row = Timer.objects.get(clock_id=ticket.pk, kind="opinion_handling", level=1)
    assert clock_row.met_at == at("2026-11-21 17:00") <= clock_row.breach_at


def test_a_notice_ends_with_a_ticket_that_is_given_up(cast: Cast, clock: Clock) -> None:
    """R30: sent again after the callback, then withdrawn: nobody waits for the department any more."""
    ticket = issued(cast, clock)
    dispatch.reopen(ticket_id=ticket.pk, actor=cast.act("clerk"), grade="", reason="再去一次")
    cancel(ticket_id=ticket.pk, actor=cast.act("clerk"), resolution="by_reporter", reason="自己修好了")
    assert OpinionNotice.objects.get().ended_at is not None


def test_another_tenants_department_is_not_there(cast: Cast, clock: Clock) -> None:
    """R26."""
    clock.set(at(SATURDAY))
    ticket, twin = unhappy(cast), build("twin", "TW")
    with cast.scope(), pytest.raises(NotFound):
        issue_notice(ticket_id=ticket.pk, actor=cast.act("clerk"), department_id=twin.engineering.pk)


def test_satisfied_after_all_ends_the_notice_and_its_clock(cast: Cast, clock: Clock) -> None:
    """R26, R30: a timer whose reason has gone never fires."""
    ticket = issued(cast, clock)
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    clock.move(timedelta(days=3))
    engine.sweep()
    assert not Event.objects.filter(type="timer.breached", payload__kind="opinion_notice").exists()
    with pytest.raises(Conflict):
        answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), **DONE)


def test_sent_again_the_notice_stays_with_the_department(cast: Cast, clock: Clock) -> None:
    """R26: its answer is told with the callback after the second visit."""
    ticket = issued(cast, clock)
    dispatch.reopen(ticket_id=ticket.pk, actor=cast.act("clerk"), grade="", reason="还在渗")
    answer_notice(ticket_id=ticket.pk, actor=cast.act("foreman"), **DONE)
    assert fresh(ticket).due_kind == "accept" and OpinionNotice.objects.get().ended_at is None


def test_very_dissatisfied_is_analysed_by_the_head_of_customer_service(cast: Cast, clock: Clock) -> None:
    """R26, domain §7: within three working days, a weekend not counted."""
    clock.set(at("2026-11-20 10:00"))
    ticket = unhappy(cast, "very_dissatisfied")
    analysis = ComplaintAnalysis.objects.get()
    assert (analysis.owner, analysis.reason) == (cast.service_supervisor, "还在渗")
    timer = Timer.objects.get(clock_id=ticket.pk, kind="complaint_analysis", level=1)
    assert (timer.due_at, timer.calendar) == (at("2026-11-25 17:30"), "working_days")
    assert told(ticket, "analysis.opened") == {"韩梅"}


def test_dissatisfied_is_analysed_by_choice_and_once(cast: Cast) -> None:
    """R26."""
    ticket, clerk = unhappy(cast), cast.act("clerk")
    assert not ComplaintAnalysis.objects.exists()
    open_analysis_of(ticket_id=ticket.pk, actor=clerk)
    with pytest.raises(Conflict, match="林晓雯"):
        open_analysis_of(ticket_id=ticket.pk, actor=cast.act("second_clerk"))


def test_written_returned_written_again_and_approved(cast: Cast, clock: Clock) -> None:
    """R26: by the estate manager; a return does not begin the three days again."""
    clock.set(at("2026-11-20 10:00"))
    ticket = unhappy(cast, "very_dissatisfied")
    head, manager = cast.act("service_supervisor"), cast.act("manager")
    write_analysis(ticket_id=ticket.pk, actor=head, **FORM)
    return_analysis(ticket_id=ticket.pk, actor=manager, reason="没说怎么防止再发生")
    with pytest.raises(Conflict):
        approve_analysis(ticket_id=ticket.pk, actor=manager)
    assert Timer.objects.get(clock_id=ticket.pk, kind="complaint_analysis", level=1).due_at == at("2026-11-25 17:30")
    write_analysis(ticket_id=ticket.pk, actor=head, **FORM)
    with pytest.raises(PermissionDenied):
        approve_analysis(ticket_id=ticket.pk, actor=head)
    approve_analysis(ticket_id=ticket.pk, actor=manager)
    assert Timer.objects.get(clock_id=ticket.pk, kind="complaint_analysis", level=1).state == "met"
    with pytest.raises(Conflict, match="梁敏"):
        approve_analysis(ticket_id=ticket.pk, actor=manager)


def test_who_wrote_it_does_not_approve_it(cast: Cast) -> None:
    """R26."""
    ticket, manager = unhappy(cast, "very_dissatisfied"), cast.act("manager")
    write_analysis(ticket_id=ticket.pk, actor=manager, **FORM)
    with pytest.raises(Conflict):
        approve_analysis(ticket_id=ticket.pk, actor=manager)


@pytest.mark.parametrize("missing", FORM)
def test_each_part_of_the_analysis_is_needed(cast: Cast, missing: str) -> None:
    """R26: cause, corrective and preventive action."""
    ticket = unhappy(cast, "very_dissatisfied")
    with pytest.raises(Invalid) as refused:
        write_analysis(ticket_id=ticket.pk, actor=cast.act("service_supervisor"), **{**FORM, missing: ""})
    assert refused.value.field == missing
    with pytest.raises(Invalid):
        write_analysis(ticket_id=ticket.pk, actor=cast.act("clerk"), **FORM)


def test_an_analysis_goes_on_when_its_ticket_is_closed(cast: Cast, clock: Clock) -> None:
    """R26: estate manager and head after three working days, the company manager a day later."""
    clock.set(at("2026-11-20 10:00"))
    ticket = unhappy(cast, "very_dissatisfied")
    attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="reached", grade="satisfied")
    for moment in ("2026-11-25 17:30", "2026-11-26 17:30"):
        clock.set(at(moment))
        engine.sweep()
    fired = Event.objects.filter(subject_id=ticket.pk, payload__kind="complaint_analysis", payload__level__gte=1)
    assert [sorted(one.payload["told"]) for one in fired.order_by("id")] == [["梁敏", "韩梅"], ["周总"]]


def test_the_unreachable_are_closed_by_the_estates_own_numbers(cast: Cast, clock: Clock) -> None:
    """R27: two tries in two days, where the company has it so."""
    from tickets.callbacks.terms.actions import set_terms

    clock.set(at(SATURDAY))
    set_terms(actor=cast.act("admin"), hours=["09:00-20:00"], tries=2, days=2, estate_id=cast.estate.pk)
    ticket = to_callback(cast)
    for _day in range(2):
        with pytest.raises(Conflict):
            close_unreachable(ticket_id=ticket.pk, actor=cast.act("supervisor"))
        attempt(ticket_id=ticket.pk, actor=cast.act("clerk"), outcome="no_answer")
        clock.move(timedelta(days=1))
    close_unreachable(ticket_id=ticket.pk, actor=cast.act("supervisor"))
    assert fresh(ticket).resolution == "unreachable"


def test_papers_of_notice_and_analysis_count_their_prints(cast: Cast, clock: Clock) -> None:
    """Domain §11: GET shows, POST prints."""
    ticket = issued(cast, clock)
    open_analysis_of(ticket_id=ticket.pk, actor=cast.act("clerk"))
    client: Any = cast.client("clerk")
    for paper, words in (("notice", "意见告知书"), ("analysis", "投诉分析表")):
        url = f"/tickets/{ticket.number}/print/{paper}/1"
        assert words in client.get(url).content.decode()
        assert "第 1 次打印" in client.post(url).content.decode()
        assert "第 2 次打印" in client.post(url).content.decode()
        assert client.get(f"/tickets/{ticket.number}/print/{paper}/2").status_code == 404
