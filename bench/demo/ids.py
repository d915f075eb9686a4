"""Keys like PostgreSQL's uuidv7(), but from the seed, so that the same seed makes the same rows."""

from datetime import datetime
from random import Random
from uuid import UUID


class Ids:
    """Version-7 keys: 48 bits of time, the rest drawn from the seeded generator."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def text(self, moment: datetime) -> str:
        """A new key as text: quicker where many thousands are made."""
        digits = f"{self._number(moment):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def at(self, moment: datetime) -> UUID:
        """A new key of this moment."""
        return UUID(int=self._number(moment))

    def _number(self, moment: datetime) -> int:
        millis = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
        tail = self._random.getrandbits(74)
        return millis << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & ((1 << 62) - 1)
