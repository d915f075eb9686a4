"""Each endpoint names its rule; without one nobody passes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from servicedesk.people.rules import Rule


def rule_for(view: Any, method: str | None) -> Rule | None:
    """`view.rules[method]`, else `view.rule`."""
    found: Rule | None = getattr(view, "rules", {}).get(method) or getattr(view, "rule", None)
    return found


class RulePermission(BasePermission):
    """The key's principal must pass the endpoint's rule; the object's part is demanded by the action."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False without a key (401). Raises PermissionDenied naming the rule when the scope is wrong (403)."""
        if request.auth is None:
            return False
        # A method that the endpoint does not have is 405, whoever asks.
        method = str(request.method).lower()
        if method not in view.http_method_names or not hasattr(view, method):
            return True
        rule = rule_for(view, request.method)
        if rule is None:
            raise PermissionDenied("closed")
        actor: Any = request.user
        rule.demand(actor)
        return True
