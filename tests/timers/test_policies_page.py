"""The page of time limits: who reads and who changes, what is refused beside which field, and what a change touches."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from servicedesk.journal.models import Event
from servicedesk.refusals import NotFound
from servicedesk.timers import said
from servicedesk.timers.actions import create_policy, reset_policy
from servicedesk.timers.forms import PolicyForm, initial_of
from servicedesk.timers.kinds import KINDS
from servicedesk.timers.models import Policy, Timer
from tests.cast import Cast, at, build, fresh
from tests.support.clock import Clock

NEW = "/settings/policies/dispatch"
# The form as the browser sends it: ten minutes round the clock, owner, then the supervisor.
FORM = {
    "estate": "", "subject_kind": "", "urgent": "0", "duration": "PT20M", "calendar": "round_the_clock",
    "warn_percent": "75", "after_0": "PT0S", "to_0": ["owner"], "after_1": "10 分钟", "to_1": ["supervisor"],
    "after_2": "", "version": "",
}  # fmt: skip


def send(client: Client, url: str = NEW, **changes: Any) -> Any:
    return client.post(url, FORM | changes)


@pytest.fixture
def admin(cast: Cast) -> Client:
    return cast.client("admin")


def test_leaders_read_and_only_the_admin_changes(cast: Cast) -> None:
    """Domain §1: settings are the tenant admin's."""
    for who, status in (("supervisor", 200), ("manager", 200), ("director", 200), ("clerk", 403), ("technician", 403)):
        assert cast.client(who).get("/settings").status_code == status
    for who in ("supervisor", "manager", "director", "clerk"):
        assert send(cast.client(who)).status_code == 403
    assert not Policy.objects.exists()


def test_a_change_holds_for_what_begins_from_now_on(cast: Cast, admin: Client, clock: Clock) -> None:
    """R32: the clock that runs keeps its time, the next one has the new."""
    clock.set(at("2026-11-21 10:00"))
    before = cast.ticket()
    assert send(admin).status_code == 302
    after = cast.ticket()
    due = [fresh(one).due_at for one in (before, after)]
    assert due == [at("2026-11-21 10:10"), at("2026-11-21 10:20")]
    levels = Timer.objects.filter(clock_id=after.pk, kind="dispatch").order_by("level")
    assert [one.due_at for one in levels] == [at(f"2026-11-21 10:{minute}") for minute in (15, 20, 30)]


def test_a_change_bumps_the_version_and_is_an_event(cast: Cast, admin: Client) -> None:
    """R10: who, what it was, what it is."""
    send(admin)
    policy = Policy.objects.get()
    url = f"{NEW}/{policy.pk}"
    assert send(admin, url, duration="PT25M", version="1").status_code == 302
    policy.refresh_from_db()
    assert (policy.version, policy.duration, policy.urgent) == (2, "PT25M", False)
    event = Event.objects.filter(subject_type="policy", subject_id=policy.pk).latest("id")
    assert (event.actor_name, event.payload["before"], event.payload["after"]) == (
        cast.admin.name, {"duration": "PT20M"}, {"duration": "PT25M"},
    )  # fmt: skip
    page = admin.get(url).content.decode()
    assert cast.admin.name in page and "20 分钟 → 25 分钟" in page and "round_the_clock: " not in page


def test_who_changes_an_old_version_reads_who_was_first(cast: Cast, admin: Client) -> None:
    """R11."""
    send(admin)
    url = f"{NEW}/{Policy.objects.get().pk}"
    send(admin, url, duration="PT25M", version="1")
    response = send(admin, url, duration="PT30M", version="1")
    assert response.status_code == 422 and cast.admin.name in str(response.context["form"].errors)
    assert Policy.objects.get().duration == "PT25M"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("duration", {"duration": "soon"}),
        ("duration", {"duration": "PT0S"}),
        ("duration", {"duration": "P1Y"}),
        ("duration", {"duration": "P3DT2H", "calendar": "working_days"}),
        ("duration", {"duration": "PT99999999H"}),
        ("calendar", {"calendar": "lunar"}),
        ("warn_percent", {"warn_percent": "100"}),
        ("warn_percent", {"warn_percent": "half"}),
        ("after_1", {"after_1": "later"}),
        ("after_1", {"after_1": "PT0S"}),
        ("after_1", {"after_1": ""}),
        ("to_1", {"to_1": ["everybody"]}),
        ("estate", {"estate": str(uuid4())}),
        ("estate", {"estate": "x"}),
        ("subject_kind", {"subject_kind": "party"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(admin: Client, field: str, changes: dict[str, Any]) -> None:
    """R29, R32: nothing is written, and the word of refusal stands at the field."""
    response = send(admin, **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Policy.objects.exists()


def test_an_exception_weighs_more_than_the_rule(cast: Cast, admin: Client, clock: Clock) -> None:
    """Domain §7: for one estate, one kind, one urgency."""
    clock.set(at("2026-11-21 10:00"))
    send(admin, estate=str(cast.estate.pk), urgent="", duration="2 h")
    send(admin, subject_kind="public_repair", urgent="", duration="1 天")
    assert fresh(cast.ticket()).due_at == at("2026-11-21 12:00")
    assert Policy.objects.get(subject_kind="public_repair").duration == "P1D"
    page = admin.get("/settings").content.decode()
    assert cast.estate.name in page and "公共报修" in page


def test_a_policy_given_up_leaves_the_default_and_can_be_taken_up_again(
    cast: Cast, admin: Client, clock: Clock
) -> None:
    """Timers point at the terms they were armed by, so the row stays."""
    clock.set(at("2026-11-21 10:00"))
    send(admin)
    ticket = cast.ticket()
    policy = Policy.objects.get()
    assert admin.post(f"{NEW}/{policy.pk}/reset").status_code == 302
    assert fresh(cast.ticket()).due_at == at("2026-11-21 10:10")
    assert fresh(ticket).due_at == at("2026-11-21 10:20")
    assert admin.get(f"{NEW}/{policy.pk}").status_code == 404
    assert Event.objects.filter(type="policy.reset").count() == 1
    send(admin, duration="PT40M")
    policy.refresh_from_db()
    assert (Policy.objects.count(), policy.version, policy.duration, policy.active) == (1, 3, "PT40M", True)


def test_another_company_s_policy_does_not_exist(cast: Cast, admin: Client) -> None:
    twin = build("twin", "TW")
    with twin.scope():
        policy = create_policy(actor=twin.act("admin"), kind="dispatch", duration="PT7M")
    for url in (f"{NEW}/{policy.pk}", f"{NEW}/{policy.pk}/reset"):
        assert send(admin, url).status_code == 404
    with pytest.raises(NotFound):
        reset_policy(actor=cast.act("admin"), policy_id=policy.pk)
    assert "7 分钟" not in admin.get("/settings").content.decode()


@pytest.mark.parametrize(
    "url", ["/settings/policies/nothing", "/settings/policies/nothing/preview", "/settings/policies/%00"]
)
def test_an_unknown_kind_is_not_found(admin: Client, url: str) -> None:
    assert send(admin, url).status_code == 404


def test_the_preview_says_in_words_what_would_be_due_when(admin: Client, clock: Clock) -> None:
    """R29: desk hours end at 20:00 and go on at 08:00."""
    clock.set(at("2026-11-21 10:00"))
    page = send(admin, f"{NEW}/preview", duration="30 分钟", calendar="desk_hours").content.decode()
    assert "30 分钟" in page and "2026-11-21 10:30" in page and "2026-11-22 08:20" in page
    wrong = send(admin, f"{NEW}/preview", duration="nonsense")
    assert wrong.status_code == 200 and "nonsense" in wrong.content.decode()
    assert not Policy.objects.exists()


def test_the_page_says_how_many_clocks_keep_their_time(cast: Cast, admin: Client) -> None:
    """R32."""
    for _n in range(2):
        cast.ticket()
    assert admin.get(NEW).context["effect"].clocks == 2


def test_every_kind_of_timer_has_its_form(admin: Client) -> None:
    assert [kind for kind in KINDS if admin.get(f"/settings/policies/{kind}?urgent=1").status_code != 200] == []


def test_the_list_costs_the_same_with_many_policies(cast: Cast) -> None:
    client = cast.client("admin")
    client.get("/settings")
    counts = []
    for n in (1, 3):
        for kind in ("dispatch", "accept", "arrival")[:n]:
            if not Policy.objects.filter(kind=kind).exists():
                create_policy(actor=cast.act("admin"), kind=kind, estate_id=cast.estate.pk, duration="PT5M")
        with CaptureQueriesContext(connection) as context:
            client.get("/settings")
        counts.append(len(context))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("30 min", "PT30M"), ("30分钟", "PT30M"), ("1 小时 30 分", "PT1H30M"), ("2s", "PT2S"), ("2 天", "P2D"),
        ("3 个工作日", "P3D"), ("1d 2h", "P1DT2H"), ("当天", "end-of-day"), ("次日 12:00", "next-day@12:00"),
        ("next day 9:30", "next-day@9:30"), ("PT30M", "PT30M"), ("next-day@12:00", "next-day@12:00"),
        ("5 moons", "5 moons"), ("30 min 1 h", "30 min 1 h"), ("", ""), ("min", "min"),
    ],
)  # fmt: skip
def test_durations_are_read_as_people_type_them(text: str, stored: str) -> None:
    assert said.typed(text) == stored


def test_a_lead_counts_back_from_the_agreed_time(cast: Cast, admin: Client, clock: Clock) -> None:
    """R17: the duration of the re-dispatch is how long before the appointment."""
    clock.set(at("2026-11-21 10:00"))
    page = admin.get("/settings/policies/redispatch").content.decode()
    assert "2026-11-21 09:30" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("calendar", ["round_the_clock", "working_days"])
@pytest.mark.parametrize(
    "stored", ["PT10M", "PT24H", "P1D", "P3D", "PT1H30M", "PT90S", "end-of-day", "next-day@12:00", "P1DT2H", "PT0S"]
)
def test_a_length_stands_in_the_form_in_words_that_are_read_back_as_the_same(
    stored: str, calendar: str, language: str
) -> None:
    """R32: saved without a change, nothing has changed."""
    with override(language):
        words = said.as_typed(stored, calendar)
        assert said.typed(words) == stored and (words != stored)


def test_the_form_of_each_kind_saved_as_it_stands_changes_nothing(cast: Cast, admin: Client) -> None:
    """R32: the words in its fields are its terms."""
    for kind in KINDS.values():
        form = PolicyForm(kind, [], 6, {**initial_of(kind.terms), "estate": "", "subject_kind": "", "urgent": ""})
        assert form.is_valid(), form.errors
        assert form.terms == kind.terms
