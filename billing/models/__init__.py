from billing.models.charge import Charge
from billing.models.ledger import Account, Entry, Posting
from billing.models.prices import PriceItem, PriceVersion
from billing.models.quotes import Quote
from billing.models.receipts import Receipt
from billing.models.warranty import DeveloperWarranty

__all__ = [
    "Account", "Charge", "DeveloperWarranty", "Entry", "Posting", "PriceItem", "PriceVersion", "Quote", "Receipt",
]  # fmt: skip
