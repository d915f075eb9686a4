"""Figures of trust: deadlines kept by kind, how late the clock fired, how long people waited (R30, R31, R41)."""
