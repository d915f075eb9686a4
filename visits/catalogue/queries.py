"""Reads of the catalogue: what is offered, and what a typed word means."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from visits.models import Cause, StockPart


def causes(skill: str) -> QuerySet[Cause]:
    """What a technician may choose from for this kind of work."""
    return Cause.objects.filter(active=True, skill__in={skill, ""}).order_by("code")


def parts() -> QuerySet[StockPart]:
    return StockPart.objects.filter(active=True).order_by("code")


def cause_named(words: str) -> Cause | None:
    """The cause of this name or code; None for free words."""
    if not words:
        return None
    return Cause.objects.filter(Q(name__iexact=words) | Q(code__iexact=words), active=True).order_by("code").first()


def parts_named(names: Sequence[str]) -> dict[str, StockPart]:
    """{as written: the part of the store}, by name or code: one query."""
    found = StockPart.objects.filter(Q(name__in=names) | Q(code__in=names), active=True) if names else ()
    return {key: part for part in found for key in (part.code, part.name)}
