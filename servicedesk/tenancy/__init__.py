"""Tenants, and the four layers that keep their rows apart (architecture.md, "Data")."""
