from billing.models.charge import Charge, PriceItem
from billing.models.ledger import Account, Entry, Posting
from billing.models.receipts import Receipt

__all__ = ["Account", "Charge", "Entry", "Posting", "PriceItem", "Receipt"]
