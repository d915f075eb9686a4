"""Each endpoint names its rule; without one nobody passes."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from servicedesk.people.rules import Rule


class RulePermission(BasePermission):
    """Reads `view.rule`, or `view.rules[method]`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.auth is None:
            return False
        rule: Rule | None = getattr(view, "rules", {}).get(request.method) or getattr(view, "rule", None)
        return rule is not None and rule(request.user)
