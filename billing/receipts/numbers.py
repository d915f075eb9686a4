"""Numbers of money's documents: a row of its own for each estate, year and kind, held until the commit (R35).

The row is locked by the first who counts and released with his transaction: whoever fails, or is killed between number
and commit, gives the number back, and the next one waits for that. So there is no gap, however many pay at once.
"""

from datetime import datetime

from servicedesk.estates.models import Estate
from servicedesk.journal.record import next_number

RECEIPT, VOID, CREDIT, REFUND, AMENDS = "SJ", "ZF", "HC", "TK", "PC"


def number(kind: str, estate: Estate, at: datetime) -> str:
    """The next one, such as SJ-HJ-2026-000042; the year is that of the estate's zone."""
    series = f"{kind}-{estate.code}-{at.astimezone(estate.tz):%Y}"
    return f"{series}-{next_number('receipt:' + series):06d}"
