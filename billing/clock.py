"""Billing arms no timer yet; settlement comes with the cash-up (R36)."""
