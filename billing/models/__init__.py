from billing.models.amends import Amend, MoneyTerms
from billing.models.arrears import ArrearsStop, ArrearsTerms, PaymentPromise, Reminder
from billing.models.cashup import CashUp, CashUpLine
from billing.models.charge import Charge
from billing.models.fees import Bill, Fee, FeePlace, FeeRate, FeeRun, Meter, Reading
from billing.models.ledger import Account, Entry, Posting
from billing.models.payments import NoticeDecision, PaymentCode, PaymentNotice
from billing.models.prices import PriceItem, PriceVersion
from billing.models.quotes import Quote
from billing.models.receipts import Receipt, ReceiptVoid
from billing.models.settlements import ReconciledPart, Reconciliation, Settled, Settlement
from billing.models.warranty import DeveloperWarranty

__all__ = [
    "Account", "Amend", "ArrearsStop", "ArrearsTerms", "Bill", "CashUp", "CashUpLine", "Charge", "DeveloperWarranty",
    "Entry", "Fee", "FeePlace", "FeeRate", "FeeRun", "Meter", "MoneyTerms", "NoticeDecision", "PaymentCode",
    "PaymentNotice", "PaymentPromise", "Posting", "PriceItem", "PriceVersion", "Quote", "Reading", "Receipt",
    "ReceiptVoid", "ReconciledPart", "Reconciliation", "Reminder", "Settled", "Settlement",
]  # fmt: skip
