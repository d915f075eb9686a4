"""Fields of REST that fees and receipts share."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class Month(serializers.CharField):
    """A month as 2026-10; inside, its first day."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return date.fromisoformat(f"{data}-01")
        except ValueError as wrong:
            raise serializers.ValidationError(_("A month such as 2026-10.")) from wrong

    def to_representation(self, value: Any) -> str:
        return f"{value:%Y-%m}"
