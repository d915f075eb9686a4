"""Named permission predicates, used by pages and REST alike. A view without a rule does not start."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from servicedesk.people.enums import Role
from servicedesk.people.principal import Principal

Predicate = Callable[[Principal, Any], bool]
RULES: dict[str, "Rule"] = {}


class Rule:
    """A named predicate: may this principal do this, to this object (None: at all)?"""

    def __init__(self, name: str, predicate: Predicate) -> None:
        self.name, self.predicate = name, predicate
        if name in RULES:
            raise ValueError(f"The rule {name} stands twice.")
        RULES[name] = self

    def __call__(self, actor: Principal, obj: Any = None) -> bool:
        return self.predicate(actor, obj)

    def demand(self, actor: Principal, obj: Any = None) -> None:
        """Raise PermissionDenied naming the rule unless it holds."""
        if not self(actor, obj):
            raise PermissionDenied(self.name)


def rule(name: str) -> Callable[[Predicate], Rule]:
    """Decorator: register a predicate under its name."""
    return lambda predicate: Rule(name, predicate)


def role_rule(name: str, roles: Iterable[Role], *, scope: str = "", link: bool = False, paper: bool = False) -> Rule:
    """A rule by role and estate: staff of these roles in the object's estate; a client whose key has `scope`; with
    `link` also a resident whose signed link is for this very object (servicedesk.web.links), with `paper` a contractor
    who holds its paper order.

    The object, when given, has an `estate_id` (or is an estate).
    """
    allowed = frozenset(roles)
    without_account = {"resident": link, "contractor": paper}

    def predicate(actor: Principal, obj: Any) -> bool:
        if actor.kind == "system":
            return True
        if actor.kind in without_account:
            return without_account[actor.kind] and holds_link(actor, obj)
        right = bool(scope) and scope in actor.scopes if actor.kind == "client" else actor.role in allowed
        estate_id = getattr(obj, "estate_id", None) if obj is not None else None
        return right and (estate_id is None or actor.sees_estate(estate_id))

    return Rule(name, predicate)


def holds_link(actor: Principal, obj: Any) -> bool:
    """Whether this person's signed link is for this very object."""
    return obj is not None and f"link:{obj.pk}" in actor.scopes


PUBLIC = Rule("public", lambda actor, obj: True)
SIGNED_IN = Rule("signed_in", lambda actor, obj: actor.kind in {"staff", "client"})
# One's own account: whoever is signed in, a platform operator too. LoginRequiredMiddleware asks for the session.
OWN_ACCOUNT = Rule("account.own", lambda actor, obj: True)

SETTINGS_READERS = (Role.TENANT_ADMIN, Role.COMPANY_MANAGER, Role.SUPERVISOR, Role.ESTATE_MANAGER)
edit_settings = role_rule("settings.edit", (Role.TENANT_ADMIN,), scope="admin")
view_settings = role_rule("settings.view", SETTINGS_READERS, scope="read")

View = Callable[..., HttpResponseBase]


def requires(needed: Rule) -> Callable[[View], View]:
    """Decorator for a page's view: the principal must pass the rule; the object's part is demanded in the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            needed.demand(request.actor)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.rule = needed  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Decorator for a page that nobody signs in for; its URL stands in the list of tests/codebase with a reason."""
    view.rule = PUBLIC  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view
