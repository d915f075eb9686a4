from billing.models.amends import Amend, MoneyTerms
from billing.models.cashup import CashUp, CashUpLine
from billing.models.charge import Charge, PriceItem
from billing.models.ledger import Account, Entry, Posting
from billing.models.payments import PaymentCode, PaymentNotice, Reconciliation
from billing.models.receipts import Receipt, ReceiptVoid

__all__ = [
    "Account",
    "Amend",
    "CashUp",
    "CashUpLine",
    "Charge",
    "Entry",
    "MoneyTerms",
    "PaymentCode",
    "PaymentNotice",
    "Posting",
    "PriceItem",
    "Receipt",
    "ReceiptVoid",
    "Reconciliation",
]
