from billing.models.charge import Charge, Receipt
from billing.models.prices import PriceItem, PriceVersion
from billing.models.quotes import Quote
from billing.models.warranty import DeveloperWarranty

__all__ = ["Charge", "DeveloperWarranty", "PriceItem", "PriceVersion", "Quote", "Receipt"]
