"""What other apps ask of money: what a ticket owes, taking it, leaving it for later; prices stand in quotes."""

from billing.receipts.actions import outstanding, owe, pay

__all__ = ["outstanding", "owe", "pay"]
