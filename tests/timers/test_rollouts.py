"""Running clocks follow a changed policy only when asked, each once, whatever fires meanwhile (R30, R32)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from servicedesk.api.keys import create_key
from servicedesk.journal.models import Event
from servicedesk.timers import engine
from servicedesk.timers.actions import change_policy, create_policy, reset_policy
from servicedesk.timers.enums import TimerState
from servicedesk.timers.models import Clock, Policy, Rollout, Timer
from servicedesk.timers.plan import Pause, Resume, replan
from servicedesk.timers.rollouts import carry_on, tenants_waiting
from tests.api.client import Api
from tests.cast import Cast, at, fresh
from tests.support.clock import Clock as MovableClock
from tests.timers.test_policies_page import FORM, NEW
from tickets.clock import scope_of
from tickets.models import Ticket

BEGUN = at("2026-11-21 10:00")


def deadline(ticket: Ticket) -> Timer:
    rows = Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", level=1)
    return rows.exclude(state=TimerState.SUPERSEDED).get()


def changed(cast: Cast, duration: str, **more: Any) -> Policy:
    return create_policy(actor=cast.act("admin"), kind="dispatch", duration=duration, running=True, **more)


@pytest.fixture
def ticket(cast: Cast, clock: MovableClock) -> Ticket:
    clock.set(BEGUN)
    return cast.ticket()


def test_without_the_admin_s_word_nothing_that_runs_changes(cast: Cast, ticket: Ticket) -> None:
    """R32."""
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT30M")
    assert carry_on(cast.tenant.pk) == 0 and not Rollout.objects.exists()
    assert fresh(ticket).due_at == at("2026-11-21 10:10")


def test_with_his_word_the_clock_follows_from_its_own_beginning(
    cast: Cast, ticket: Ticket, clock: MovableClock
) -> None:
    """R32: the whole ladder, the worklist, and the head of the clock."""
    clock.set(BEGUN + timedelta(minutes=5))
    policy = changed(cast, "PT30M", warn_percent=50)
    assert carry_on(cast.tenant.pk) == 1
    assert fresh(ticket).due_at == at("2026-11-21 10:30")
    live = Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", state=TimerState.PENDING).order_by("level")
    assert [row.due_at for row in live] == [at(f"2026-11-21 10:{m}") for m in (15, 30, 35)]
    assert {(row.policy_id, row.policy_version) for row in live} == {(policy.pk, 1)}
    assert Clock.objects.get(pk=ticket.pk).next_due_at == at("2026-11-21 10:15")
    clock.set(at("2026-11-21 10:36"))
    engine.sweep()
    fired = Event.objects.filter(subject_id=ticket.pk, payload__kind="dispatch", timer_id__isnull=False)
    assert [row.payload["level"] for row in fired.order_by("id")] == [0, 1, 2]


def test_ticket_and_policy_both_say_what_happened(cast: Cast, ticket: Ticket) -> None:
    """R10: a supervisor reads on the ticket why it is due later; the admin reads how many there were."""
    policy = changed(cast, "PT30M")
    carry_on(cast.tenant.pk)
    moved = Event.objects.get(subject_id=ticket.pk, type="timer.moved").data
    assert "10:30" in moved.title() and "10:10" in moved.title() and "方管理" in moved.detail()
    applied = Event.objects.get(subject_id=policy.pk, type="policy.applied")
    assert (applied.payload["clocks"], applied.payload["version"]) == (1, 1)


def test_what_would_be_over_already_is_due_at_once_and_never_in_the_past(
    cast: Cast, ticket: Ticket, clock: MovableClock
) -> None:
    """Nobody was late by a rule that did not hold; the ladder keeps its distance; no warning with the breach."""
    clock.set(BEGUN + timedelta(minutes=6))
    changed(cast, "PT2M")
    carry_on(cast.tenant.pk)
    live = Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", state=TimerState.PENDING).order_by("level")
    assert [(row.level, row.due_at) for row in live] == [(1, at("2026-11-21 10:06")), (2, at("2026-11-21 10:11"))]


def test_what_was_due_by_the_old_terms_has_breached_and_stays_so(
    cast: Cast, ticket: Ticket, clock: MovableClock
) -> None:
    """R30: decided by event times, though nobody had looked."""
    clock.set(BEGUN + timedelta(minutes=12))
    changed(cast, "PT2H")
    carry_on(cast.tenant.pk)
    assert deadline(ticket).state == TimerState.FIRED and deadline(ticket).due_at == at("2026-11-21 10:10")
    assert not Event.objects.filter(type="timer.moved").exists()


def test_a_warning_that_was_given_is_given_again_only_by_a_later_time(
    cast: Cast, ticket: Ticket, clock: MovableClock
) -> None:
    clock.set(BEGUN + timedelta(minutes=8))
    engine.sweep()
    changed(cast, "PT9M")
    carry_on(cast.tenant.pk)
    pending = Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", state=TimerState.PENDING)
    assert set(pending.values_list("level", flat=True)) == {1, 2}


def test_a_stopped_clock_follows_with_what_is_left_then(cast: Cast, ticket: Ticket, clock: MovableClock) -> None:
    """R31: four minutes were used before the pause, so of twenty sixteen are left."""
    replan(ticket, Pause(BEGUN + timedelta(minutes=4), ("dispatch",)), scope=scope_of(ticket))
    clock.set(BEGUN + timedelta(hours=2))
    changed(cast, "PT20M")
    carry_on(cast.tenant.pk)
    assert (deadline(ticket).state, deadline(ticket).paused_left) == (TimerState.PAUSED, timedelta(minutes=16))
    replan(ticket, Resume(BEGUN + timedelta(hours=3)), scope=scope_of(ticket))
    assert deadline(ticket).due_at == at("2026-11-21 13:16")


def test_a_narrower_policy_keeps_its_clocks(cast: Cast, ticket: Ticket) -> None:
    narrow = create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT12M", estate_id=cast.estate.pk)
    other = cast.ticket()
    changed(cast, "PT30M")
    carry_on(cast.tenant.pk)
    assert deadline(other).policy_id == narrow.pk and fresh(other).due_at == at("2026-11-21 10:12")
    assert fresh(ticket).due_at == at("2026-11-21 10:10")


def test_a_policy_given_up_lets_its_clocks_go_when_asked(cast: Cast, clock: MovableClock) -> None:
    clock.set(BEGUN)
    policy = create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT30M")
    ticket = cast.ticket()
    reset_policy(actor=cast.act("admin"), policy_id=policy.pk, running=True)
    carry_on(cast.tenant.pk)
    assert (deadline(ticket).due_at, deadline(ticket).policy_id) == (at("2026-11-21 10:10"), None)


def test_carried_out_twice_it_changes_once(cast: Cast, ticket: Ticket) -> None:
    policy = changed(cast, "PT30M")
    assert tenants_waiting() == [cast.tenant.pk]
    assert (carry_on(cast.tenant.pk), carry_on(cast.tenant.pk)) == (1, 0)
    assert tenants_waiting() == []
    change_policy(actor=cast.act("admin"), policy_id=policy.pk, running=True)
    assert Timer.objects.filter(clock_id=ticket.pk, kind="dispatch", level=1).count() == 2


def test_the_page_counts_the_clocks_and_shows_one_of_them_before_saving(
    cast: Cast, ticket: Ticket, clock: MovableClock
) -> None:
    """R32: 'begun 10:00, due 10:03 …' for the ticket that runs, and how many would be due at once."""
    admin = cast.client("admin")
    clock.set(BEGUN + timedelta(minutes=5))
    page = admin.post(f"{NEW}/preview", FORM | {"duration": "3 min"})
    effect = page.context["effect"]
    assert (effect.clocks, effect.at_once, effect.sample.number) == (1, 1, ticket.number)
    assert "林晓雯" in page.content.decode() and not Policy.objects.exists()
    assert send_running(admin).status_code == 302
    carry_on(cast.tenant.pk)
    assert fresh(ticket).due_at == at("2026-11-21 10:20")


def send_running(client: Client) -> Any:
    return client.post(NEW, FORM | {"running": "on"})


def test_rest_previews_and_carries_out(cast: Cast, ticket: Ticket) -> None:
    """R47."""
    admin = Api(cast.admin_key)
    body = {"kind": "dispatch", "urgent": False, "duration": "PT30M"}
    found = admin.post("policies/preview", body).data
    assert (found["clocks"], found["at_once"], found["sample"]["number"]) == (1, 0, ticket.number)
    assert found["sample"]["lines"][1]["at"] == "2026-11-21T02:30:00Z" and "10:30" in found["sample"]["words"]
    made = admin.post("policies", body | {"running": True}).data
    carry_on(cast.tenant.pk)
    assert fresh(ticket).due_at == at("2026-11-21 10:30")
    assert admin.post(f"policies/{made['id']}/reset", {"running": True}).status_code == 200
    carry_on(cast.tenant.pk)
    assert fresh(ticket).due_at == at("2026-11-21 10:10")
    assert admin.post("policies/preview", body | {"duration": "soon"}).status_code == 422


def test_before_a_policy_is_given_up_one_sees_what_would_hold_and_how_many_clocks_follow(
    cast: Cast, clock: MovableClock
) -> None:
    """R32: as before an edit; looked at, nothing is changed."""
    clock.set(BEGUN)
    create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT20M", urgent=False)
    policy = create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT40M", estate_id=cast.estate.pk)
    plain, urgent = cast.ticket(), cast.ticket(urgent=True)
    clock.set(BEGUN + timedelta(minutes=4))
    admin, url = cast.client("admin"), f"{NEW}/{policy.pk}/reset"
    page = admin.get(url)
    effect, words = page.context["effect"], page.content.decode()
    # The plain one by the company's twenty minutes; the urgent one by the trade's three, which are over.
    assert (effect.clocks, effect.at_once, effect.sample.number) == (2, 1, plain.number)
    assert "20 分钟" in words and "3 分钟" in words and "40 分钟" in words
    assert [line.at for line in effect.sample.lines if line.level == 1] == [at("2026-11-21 10:20")]
    assert Policy.objects.get(pk=policy.pk).active
    over_rest = Api(cast.admin_key).post(f"policies/{policy.pk}/reset/preview").data
    assert (over_rest["clocks"], over_rest["at_once"], over_rest["sample"]["number"]) == (2, 1, plain.number)
    admin.post(url, {"running": "on"})
    carry_on(cast.tenant.pk)
    assert (fresh(plain).due_at, deadline(urgent).policy_id) == (at("2026-11-21 10:20"), None)


def test_the_preview_of_a_reset_is_for_who_may_write_the_policy(cast: Cast) -> None:
    """R32."""
    company = create_policy(actor=cast.act("admin"), kind="dispatch", duration="PT20M")
    elsewhere = create_policy(
        actor=cast.act("admin"), kind="dispatch", duration="PT40M", estate_id=cast.other_estate.pk
    )
    key = Api(create_key(cast.tenant.pk, "one", ["read", "admin"], [cast.estate.pk])[1])
    answers = [key.post(f"policies/{one}/reset/preview").status_code for one in (company.pk, elsewhere.pk, "dispatch")]
    assert answers == [403, 404, 404]
    assert cast.client("supervisor").get(f"{NEW}/{company.pk}/reset").status_code == 403
    assert cast.client("admin").get(f"{NEW}/{company.pk}/reset").context["effect"].clocks == 0
