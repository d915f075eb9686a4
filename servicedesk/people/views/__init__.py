"""Pages of accounts, staff and settings."""
