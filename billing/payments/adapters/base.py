"""What every provider of payment codes does, whatever it is called at his place (R35).

`ask` builds what is sent to open a code; sending it is the installation's business (this machine has no way out).
`read` is the whole of trust: it checks the signature of what came in, and answers with nothing but what was signed.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from billing.enums import Method
from billing.ledger.enums import Book
from servicedesk.refusals import Invalid


class BadSignature(Exception):
    """Nobody whom we know has signed this: nothing of it is believed."""


@dataclass(frozen=True)
class Asked:
    """A code to be opened: our reference, the amount, what it is for, and where the provider reports to."""

    reference: str
    amount: Decimal
    words: str
    notify: str


@dataclass(frozen=True)
class Notice:
    """A payment that a provider has signed for: his number of it, our reference, what was paid and when."""

    number: str
    reference: str
    amount: Decimal
    paid_at: datetime


@dataclass(frozen=True)
class Row:
    """One line of a provider's list of a day: below zero what was given back, by our number of it; `fee` is what he
    keeps of it, None where his list does not say.
    """

    number: str
    reference: str
    amount: Decimal
    fee: Decimal | None = None


class Adapter:
    """Subclasses say where their keys stand and how they sign. Raises Invalid when a key is not set."""

    method: ClassVar[Method]
    # Where his money lies until it is in the bank.
    book: ClassVar[Book]
    keys: ClassVar[tuple[str, ...]] = ()
    # The words of the head line of his list: number, our reference, amount.
    heads: ClassVar[tuple[str, str, str]] = ("number", "reference", "amount")
    # The same of what was given back, where his list has columns of its own for it.
    back_heads: ClassVar[tuple[str, str, str] | None] = None
    # What he keeps of a payment, and the sign he writes before it.
    fee_head, fee_sign = "fee", 1
    # His sums begin with this word, beneath the lines.
    sums: ClassVar[str] = ""

    def __init__(self) -> None:
        missing = [name for name in self.keys if not getattr(settings, name, "")]
        if missing:
            words = _("This provider is not set up: {names} is missing.").format(names=", ".join(missing))
            raise Invalid(words, rule="R35", field="provider")

    def key(self, name: str) -> str:
        return str(getattr(settings, name))

    def ask(self, asked: Asked) -> dict[str, Any]:
        """The signed request that opens a code: url, headers and body, ready to be sent."""
        raise NotImplementedError

    def address(self, asked: Asked) -> str:
        """What the code shows, when it can be known without asking the provider; else ''."""
        return ""

    def read(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """What was reported. Raises BadSignature for anything that is not signed, or is no payment."""
        raise NotImplementedError

    def answer(self, taken: bool) -> tuple[str, str]:
        """(body, content type) by which the provider knows that he need not report it again."""
        raise NotImplementedError

    def statement(self, text: str) -> Iterator[Row]:
        """The lines of his list of a day, a CSV with a head line. Raises Invalid with the line that is wrong."""
        lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.startswith("#")]
        rows = csv.DictReader(lines)
        rows.fieldnames = [(name or "").strip() for name in rows.fieldnames or ()]
        if not {*self.heads} <= {*rows.fieldnames}:
            heads = ", ".join(self.heads)
            raise Invalid(_("The list needs the columns {heads}.").format(heads=heads), rule="R35", field="file")
        for n, row in enumerate(rows, start=2):
            if self.sums and (next(iter(row.values())) or "").startswith(self.sums):
                return
            try:
                yield self.line(row)
            except InvalidOperation as wrong:
                raise Invalid(_("Line {n}: no amount.").format(n=n), rule="R35", field="file") from wrong

    def line(self, row: Mapping[str, str | None]) -> Row:
        """One line of it. Raises InvalidOperation for what is no amount."""
        told = {name: (value or "").strip("` \t") for name, value in row.items() if isinstance(name, str)}
        fee = amount_of(told[self.fee_head]) * self.fee_sign if told.get(self.fee_head) else None
        number, reference, amount = self.heads
        if self.back_heads and told.get(self.back_heads[1]):
            number, reference, amount = self.back_heads
            return Row(told[number], told[reference], -abs(amount_of(told[amount])), fee)
        return Row(told[number], told[reference], amount_of(told[amount]), fee)


def amount_of(text: Any) -> Decimal:
    """An amount of money from a provider's text. Raises InvalidOperation for anything else."""
    amount = Decimal(str(text).strip("` ¥"))
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise InvalidOperation(text)
    return amount


def in_fen(amount: Decimal) -> int:
    """As providers count: 45.00 is 4500."""
    return int(amount * 100)
