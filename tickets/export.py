"""Lists as a spreadsheet: see servicedesk/sheets/writing.py."""

from servicedesk.sheets.writing import safe, sheet

__all__ = ["safe", "sheet"]
