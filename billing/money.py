"""What an amount of money is, and how it is rounded: said here and nowhere else (R39)."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from servicedesk.refusals import Invalid

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
# A price or a payment has at most ten digits before the point; sums of them may have two more.
TOO_MUCH = Decimal(10) ** 10


def rounded(amount: Decimal) -> Decimal:
    """To the fen, half up, away from zero: the one rounding of the product. A product of price and quantity, area or
    meter is rounded once, line by line; sums of rounded lines are exact.
    """
    return amount.quantize(FEN, ROUND_HALF_UP)


def need_amount(amount: Decimal, field: str = "amount") -> Decimal:
    """The amount with two places. Raises Invalid when it is not above 0, not in whole fen, or more than can be kept."""
    if not amount.is_finite() or amount <= 0 or amount >= TOO_MUCH or amount != rounded(amount):
        raise Invalid(_("An amount above 0, in whole fen."), rule="R39", field=field)
    return rounded(amount)
