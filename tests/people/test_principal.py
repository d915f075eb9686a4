"""What somebody sees of what belongs to an estate (domain §1)."""

from servicedesk.people.models import Shift
from tests.cast import Cast
from tickets.models import CallTerms


def test_of_the_rows_of_estates_each_sees_those_of_his_own(cast: Cast) -> None:
    for name, seen in (("clerk", True), ("outsider", False), ("director", True)):
        assert cast.act(name).among(Shift.objects.all()).exists() is seen, name
        assert cast.act(name).among(Shift.objects.all(), "staff__postings__estate").exists() is seen, name


def test_a_row_of_no_estate_holds_in_each_and_is_seen_where_that_is_asked_for(cast: Cast) -> None:
    everywhere = CallTerms.objects.filter(estate=None)
    assert not cast.act("outsider").among(everywhere).exists()
    assert cast.act("outsider").among(everywhere, with_all=True).exists()
    assert cast.act("director").among(everywhere).exists()
