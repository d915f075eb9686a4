"""Nothing is allowed by default: each URL names its rule, and the few that are public stand here with a reason."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from servicedesk.people.rules import PUBLIC, Rule

PUBLIC_URLS = {
    "health-live": "asked by the process manager",
    "health-ready": "asked by the load balancer; says no business data",
    "sign-in": "where a session begins",
    "set-language": "the sign-in page has both languages",
    "schema": "the description of the interface holds no data",
    "docs": "the description of the interface holds no data",
    "public-follow": "a resident's signed link (domain §1: no account)",
    "public-grade": "a resident's signed link",
    "paper-order": "a contractor's signed paper order, for one visit",
    "paper-arrive": "a contractor's signed paper order, for one visit",
    "paper-knock": "a contractor's signed paper order, for one visit",
    "paper-no-access": "a contractor's signed paper order, for one visit",
    "paper-photo": "a contractor's signed paper order, for one visit",
    "paper-work": "a contractor's signed paper order, for one visit",
    "paper-sign": "a contractor's signed paper order, for one visit",
    "public-time": "a resident's signed link (R16)",
    "payment-notice": "a provider reports a payment: its signature is checked, the link names the code (R35)",
    "public-receipt": "a resident's signed link (R35)",
    "public-arrears": "the signed link of a reminder (R38)",
    "public-price": "a resident's signed link (R33)",
    "public-report": "a resident's QR code (R1)",
    "service-worker": "a script file, the same for everybody",
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def rule_of(callback: Any) -> Any:
    """The rule of a page's view, or of each method of an endpoint."""
    view = getattr(callback, "cls", None)
    if view is None:
        return getattr(callback, "rule", None)
    return getattr(view, "rule", None) or (tuple(getattr(view, "rules", {}).values()) or None)


def test_every_url_has_a_name_and_a_rule() -> None:
    bare = [
        str(entry.pattern) for entry in patterns(get_resolver()) if not entry.name or rule_of(entry.callback) is None
    ]
    assert not bare, "\n".join(bare)


def test_only_the_listed_urls_are_public() -> None:
    public = {str(entry.name) for entry in patterns(get_resolver()) if rule_of(entry.callback) is PUBLIC}
    assert public <= PUBLIC_URLS.keys(), f"public without a reason: {sorted(public - PUBLIC_URLS.keys())}"


def test_rules_are_rules() -> None:
    for entry in patterns(get_resolver()):
        found = rule_of(entry.callback)
        for one in found if isinstance(found, tuple) else (found,):
            assert isinstance(one, Rule), entry.name
