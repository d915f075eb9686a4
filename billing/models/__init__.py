from billing.models.charge import Charge, PriceItem, Receipt

__all__ = ["Charge", "PriceItem", "Receipt"]
