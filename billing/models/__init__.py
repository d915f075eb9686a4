from billing.models.charge import Charge, PriceItem
from billing.models.fees import Bill, Fee, FeePlace, FeeRate, FeeRun, Meter, Reading
from billing.models.ledger import Account, Entry, Posting
from billing.models.receipts import Receipt

__all__ = [
    "Account", "Bill", "Charge", "Entry", "Fee", "FeePlace", "FeeRate", "FeeRun", "Meter", "Posting", "PriceItem",
    "Reading", "Receipt",
]  # fmt: skip
