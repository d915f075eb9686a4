"""Reads of the tickets app: lists, look-ups, figures. Each is a constant number of queries over bounded stretches."""
