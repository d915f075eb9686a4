"""REST: who speaks for one estate writes that estate's settings; not another's, not the company's (R32, R47)."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from billing.arrears.terms import set_terms as set_arrears_terms
from dispatch.actions.limits import limit_jobs
from servicedesk.api.keys import create_key
from servicedesk.people.principal import Principal
from servicedesk.refusals import NotFound
from servicedesk.timers.actions import create_policy
from servicedesk.timers.pauses import set_pause_rule
from servicedesk.timers.quiet import set_quiet_hours
from tests.api.client import Api
from tests.cast import Cast, build
from tickets.callbacks.schedules.actions import set_schedule
from tickets.callbacks.terms.actions import set_terms
from tickets.phrasebook.actions import keep_phrase
from visits.windows.lengths import set_windows

Write = Callable[[Api, str | None], Any]


def at_place(address: str, body: dict[str, Any]) -> Write:
    """A setting whose address names the estate, or `company`."""
    return lambda client, estate: client.patch(address.format(estate=estate or "company"), body)


def in_body(address: str, body: dict[str, Any]) -> Write:
    """A setting whose body names the estate; none: the company."""
    return lambda client, estate: client.post(address, body | {"estate": estate})


def new_policy(client: Api, estate: str | None) -> Any:
    """The terms of a scope; said without an estate they are the company's."""
    return client.post("policies", {"kind": "accept", "duration": "PT7M"} | ({"estate": estate} if estate else {}))


WRITES: dict[str, Write] = {
    "claim limits": at_place("claim-limits/{estate}", {"most": 2}),
    "window lengths": at_place("window-lengths/{estate}", {"duration": "PT3H"}),
    "call terms": at_place("call-terms/{estate}", {"hours": ["09:00-12:00"]}),
    "call schedules": at_place("call-schedules/{estate}/complaint", {"days": [3]}),
    "pause rules": in_body("pause-rules", {"reason": "parts", "kinds": ["arrival"]}),
    "quiet hours": in_body("quiet-hours", {"begins": "22:00", "ends": "07:00"}),
    "phrases": in_body("phrases", {"kind": "greeting", "name": "开场", "words": "您好"}),
    "policies": new_policy,
    "arrears terms": at_place("arrears-terms/{estate}", {"due_days": 20}),
}
every_setting = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)


@pytest.fixture
def of_one(cast: Cast) -> Api:
    """A key with the right to write settings, of the first estate alone."""
    return Api(create_key(cast.tenant.pk, "one", ["read", "admin"], [cast.estate.pk])[1])


@every_setting
def test_an_estates_own_setting_is_written(of_one: Api, write: Write) -> None:
    """R32."""
    assert write(of_one, "HJ").status_code in (200, 201)


@every_setting
def test_another_estates_is_not_found(of_one: Api, admin: Api, write: Write) -> None:
    """R32: nor another tenant's, for whoever speaks for the whole company."""
    build("twin", "TW")
    for client, estate in ((of_one, "HJ2"), (of_one, "TW"), (admin, "TW")):
        assert write(client, estate).status_code == 404


@every_setting
def test_the_companys_is_not_written_for_one_estate(of_one: Api, admin: Api, write: Write) -> None:
    """R32."""
    refused = write(of_one, None)
    assert (refused.status_code, refused.data["rule"]) == (403, "settings.edit")
    assert write(admin, None).status_code in (200, 201)


@every_setting
def test_a_key_without_the_right_writes_none(api: Api, write: Write) -> None:
    """R47."""
    assert [write(api, estate).status_code for estate in ("HJ", None)] == [403, 403]


def test_the_companys_calendar_is_not_written_for_one_estate(of_one: Api, admin: Api) -> None:
    """R29: it is of no estate."""
    day = {"day": "2027-02-06", "working": True}
    assert of_one.post("calendar-days", day).status_code == 403
    assert admin.post("calendar-days", day).status_code == 200


ACTIONS: dict[str, Callable[..., Any]] = {
    "claim limits": lambda **where: limit_jobs(most=2, **where),
    "window lengths": lambda **where: set_windows(duration="PT3H", **where),
    "call terms": lambda **where: set_terms(hours=["09:00-12:00"], **where),
    "call schedules": lambda **where: set_schedule(kind="complaint", days=[3], **where),
    "pause rules": lambda **where: set_pause_rule(reason="parts", kinds=["arrival"], **where),
    "quiet hours": lambda **where: set_quiet_hours(begins=time(22), ends=time(7), **where),
    "phrases": lambda **where: keep_phrase(kind="greeting", name="开场", words="您好", **where),
    "policies": lambda **where: create_policy(kind="accept", duration="PT7M", **where),
    "arrears terms": lambda **where: set_arrears_terms(due_days=20, **where),
}


@pytest.mark.parametrize("write", ACTIONS.values(), ids=ACTIONS)
def test_the_action_itself_refuses(cast: Cast, write: Callable[..., Any]) -> None:
    """R32: whatever page or endpoint calls it; an estate's manager changes none, not even his own estate's."""
    one = Principal("client", "one", scopes=frozenset({"admin"}), estate_ids=frozenset({cast.estate.pk}))
    with pytest.raises(NotFound):
        write(actor=one, estate_id=cast.other_estate.pk)
    for actor, estate_id in ((one, None), (cast.act("manager"), cast.estate.pk), (cast.act("manager"), None)):
        with pytest.raises(PermissionDenied):
            write(actor=actor, estate_id=estate_id)
