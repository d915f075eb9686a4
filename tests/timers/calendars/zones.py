"""Short words for instants in known-answer tests."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The instant a clock in `zone` reads `text`, such as "2026-10-01 08:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
