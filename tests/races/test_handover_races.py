"""Two people sign the same handover at once (R11, R43); two who write the roster put nobody on twice."""

from datetime import timedelta

from dispatch.handover import actions as handover
from dispatch.shifts import actions as roster
from dispatch.shifts.book import Wanted
from servicedesk.journal.models import Event
from servicedesk.people.models import Shift
from servicedesk.timers.now import now
from tests.cast import Cast, fresh
from tests.races.test_races import refusals, together


def test_of_two_who_take_over_a_shift_at_once_one_does_and_the_other_reads_who(live_cast: Cast) -> None:
    """R3, R11, R43: each ticket changes its owner once, to the same person."""
    with live_cast.scope():
        tickets = [live_cast.ticket() for _ in range(5)]
        sheet = handover.sign_out(actor=live_cast.act("clerk"), estate_id=live_cast.estate.pk)
        taken = {one.pk for one in sheet.items.all()}
        actors = [live_cast.act(name) for name in ("night", "second_clerk", "supervisor")]
    outcomes = together(
        live_cast, *(lambda a=a: handover.sign_in(actor=a, handover_id=sheet.pk, taken=taken) for a in actors)
    )
    assert len(refusals(outcomes)) == 2
    with live_cast.scope():
        sheet.refresh_from_db()
        assert all(sheet.incoming_name in str(one) for one in refusals(outcomes))
        assert {fresh(one).owner for one in tickets} == {sheet.incoming}
        assert Event.objects.filter(type="ticket.handed_over").count() == 5
        assert Event.objects.filter(type="handover.taken").count() == 1


def test_one_person_signs_one_sheet_however_often_it_is_clicked(live_cast: Cast) -> None:
    with live_cast.scope():
        actor = live_cast.act("clerk")
        live_cast.ticket()
    outcomes = together(
        live_cast,
        *(
            lambda n=n: handover.add_item(actor=actor, estate_id=live_cast.estate.pk, kind="thing", label=f"钥匙 {n}")
            for n in range(4)
        ),
    )
    assert not refusals(outcomes) and len({one.handover_id for one in outcomes}) == 1


def test_a_left_line_is_taken_once(live_cast: Cast) -> None:
    with live_cast.scope():
        ticket = live_cast.ticket()
        sheet = handover.sign_out(actor=live_cast.act("clerk"), estate_id=live_cast.estate.pk)
        handover.sign_in(actor=live_cast.act("night"), handover_id=sheet.pk, taken=())
        (item,) = sheet.items.all()
        actors = [live_cast.act(name) for name in ("night", "second_clerk")]
    outcomes = together(live_cast, *(lambda a=a: handover.take_item(actor=a, item_id=item.pk) for a in actors))
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        item.refresh_from_db()
        owner = fresh(ticket).owner
        assert owner is not None and owner.name == item.taken_by_name


def test_two_who_write_the_roster_at_once_put_nobody_on_twice(live_cast: Cast) -> None:
    with live_cast.scope():
        Shift.objects.all().delete()
        begin = now() + timedelta(days=1)
        wanted = Wanted(live_cast.technician.pk, "field", begin, begin + timedelta(hours=8))
        actors = [live_cast.act(name) for name in ("supervisor", "manager")]
    outcomes = together(
        live_cast,
        *(lambda a=a: roster.save_shift(actor=a, estate_id=live_cast.estate.pk, wanted=wanted) for a in actors),
    )
    assert len(refusals(outcomes)) == 1
    with live_cast.scope():
        assert Shift.objects.count() == 1
