"""Business calendars: pure arithmetic on UTC instants, durations, and the Chinese working days (R29, R31).

Nothing in this package imports a Django model; the caller hands in the days it read from its table.
"""
