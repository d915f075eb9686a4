"""Writes of the price list: a draft is begun as a copy, worked on, published, and then stands (R33)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import ListState
from billing.models import PriceItem, PriceVersion
from billing.prices.events import (
    ItemAdded,
    ItemChanged,
    ItemDropped,
    VersionBegun,
    VersionDiscarded,
    VersionPublished,
)
from billing.prices.queries import named
from servicedesk.estates.models import Estate
from servicedesk.journal.payloads import Payload
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Conflict, Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from servicedesk.timers.now import now, today_in
from tickets.photos import Picture

FIELDS = ("code", "name", "unit", "labour", "parts", "included", "warranty_days", "note")
CARRIED = (*FIELDS, "pinyin", "photo")


@atomic
def begin(*, actor: Principal, estate_id: UUID | None = None) -> PriceVersion:
    """The next version of the company's list, or of one estate's, as a copy of the newest.

    Raises NotFound for another's estate, Conflict while a draft is being worked on.
    """
    demand(actor, estate_id)
    one_at_a_time(f"prices:{estate_id}")
    rows = PriceVersion.objects.filter(estate_id=estate_id)
    if (draft := rows.filter(state=ListState.DRAFT).first()) is not None:
        words = _("{name} has begun version {n} already.").format(name=draft.made_by, n=draft.number)
        raise Conflict(words, rule="R33")
    last = rows.order_by("-number").first()
    made = PriceVersion.objects.create(
        estate_id=estate_id, number=last.number + 1 if last else 1, made_at=now(), made_by=actor.name[:60]
    )
    if last is not None:
        copies = [PriceItem(version=made, **carried(item)) for item in last.items.order_by("code")]
        PriceItem.objects.bulk_create(copies)
    tell(made, VersionBegun(named(made)), actor)
    return made


def carried(item: PriceItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in CARRIED}


def demand(actor: Principal, estate_id: UUID | None) -> None:
    """The right to change this list. Raises NotFound for another's estate, PermissionDenied for the company's list when
    one may only see some estates.
    """
    rules.edit_prices.demand(actor)
    if estate_id is None:
        if actor.estate_ids is not None:
            raise PermissionDenied(rules.edit_prices.name)
    elif not actor.sees_estate(estate_id) or not Estate.objects.filter(pk=estate_id).exists():
        raise NotFound(_("There is no such estate."), rule="R33", field="estate")


def draft_of(actor: Principal, version_id: UUID) -> PriceVersion:
    """The draft, locked. Raises NotFound; Conflict when it has been published."""
    try:
        version = PriceVersion.objects.lock(version_id)
    except PriceVersion.DoesNotExist as unknown:
        raise NotFound(_("There is no such price list."), rule="R33") from unknown
    demand(actor, version.estate_id)
    still_draft(version)
    return version


def still_draft(version: PriceVersion) -> None:
    """Raises Conflict when the version has been published."""
    if not version.is_draft:
        words = _("{name} has published version {n}: it stands. Begin the next one.")
        raise Conflict(words.format(name=version.published_by or _("Somebody"), n=version.number), rule="R33")


@atomic
def keep_item(
    *, actor: Principal, version_id: UUID, values: Mapping[str, Any], item_id: UUID | None = None,
    photo: Picture | None = None,
) -> PriceItem:  # fmt: skip
    """A new line of a draft, or new values of one. Raises Invalid naming the field, Conflict, NotFound."""
    version = draft_of(actor, version_id)
    item = PriceItem(version=version) if item_id is None else item_of(version, item_id)
    before = facts(item) if item_id else {}
    for name, value in values.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    check(item)
    if photo is not None:
        item.photo.save(f"photo.{photo.extension}", photo.as_file(), save=False)
    item.save()
    after = facts(item)
    changed = [name for name in after if after[name] != before.get(name)]
    if changed:
        kind = ItemChanged if item_id else ItemAdded
        old = {name: before[name] for name in changed if name in before}
        tell(version, kind(f"{item.code} {item.name}", old, {name: after[name] for name in changed}), actor)
    return item


def item_of(version: PriceVersion, item_id: UUID) -> PriceItem:
    found = version.items.filter(pk=item_id).first()
    if found is None:
        raise NotFound(_("There is no such line."), rule="R33")
    return found


def facts(item: PriceItem) -> dict[str, str]:
    """A line as the journal keeps it."""
    return {name: str(getattr(item, name)) for name in (*FIELDS, "photo")}


def check(item: PriceItem) -> None:
    """Raise Invalid naming the first field that is empty, too long, below zero, or taken."""
    try:
        item.clean_fields(exclude=["id", "tenant", "version", "pinyin", "photo"])
    except ValidationError as wrong:
        field, words = next(iter(wrong.message_dict.items()))
        raise Invalid(words[0], rule="R33", field=field) from wrong
    for field in ("labour", "parts"):
        if getattr(item, field) < 0:
            raise Invalid(_("Not below 0."), rule="R39", field=field)
    twin = item.version.items.filter(code__iexact=item.code).exclude(pk=item.pk).first()
    if twin is not None:
        taken = _("{code} {name} has this already.").format(code=twin.code, name=twin.name)
        raise Invalid(taken, rule="R33", field="code")


@atomic
def drop_item(*, actor: Principal, version_id: UUID, item_id: UUID) -> PriceVersion:
    """A line is not carried on in the next version; in those before it stands."""
    version = draft_of(actor, version_id)
    item = item_of(version, item_id)
    before = facts(item)
    item.delete()
    tell(version, ItemDropped(f"{item.code} {item.name}", before, {}), actor)
    return version


@atomic
def publish(
    *, actor: Principal, version_id: UUID, valid_from: date, valid_to: date | None = None
) -> PriceVersion:  # fmt: skip
    """From this day on these prices are told; an open-ended version before it ends the day before (R33).

    Raises Invalid for days that have passed or are taken by another version, or an empty list.
    """
    version = draft_of(actor, version_id)
    one_at_a_time(f"prices:{version.estate_id}")
    if not version.items.exists():
        raise Invalid(_("A price list needs a line."), rule="R33", field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(_("The end lies before the start."), rule="R33", field="valid_to")
    published = PriceVersion.objects.filter(estate_id=version.estate_id, state=ListState.PUBLISHED)
    if valid_from < today_in(version.estate) and published.exists():
        raise Invalid(_("This day has passed: what was told then stands."), rule="R33", field="valid_from")
    close_open_end(published, valid_from, actor)
    for other in published.order_by("valid_from"):
        if other.valid_from <= (valid_to or date.max) and (other.valid_to or date.max) >= valid_from:
            words = _("Version {n} holds from {start} to {end}: two lists may not hold on one day.")
            said = words.format(n=other.number, start=other.valid_from, end=other.valid_to or "…")
            raise Invalid(said, rule="R33", field="valid_from")
    version.state, version.valid_from, version.valid_to = ListState.PUBLISHED, valid_from, valid_to
    version.published_at, version.published_by = now(), actor.name[:60]
    version.save()
    days = {"valid_from": str(valid_from), "valid_to": str(valid_to or "")}
    tell(version, VersionPublished(named(version), {}, days), actor)
    return version


def close_open_end(published: Any, valid_from: date, actor: Principal) -> None:
    """The version without an end, when it began earlier, ends the day before."""
    before = published.filter(valid_to=None, valid_from__lt=valid_from).first()
    if before is not None:
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])


@atomic
def discard(*, actor: Principal, version_id: UUID) -> None:
    """A draft is given up: nothing was ever told by it."""
    version = draft_of(actor, version_id)
    tell(version, VersionDiscarded(named(version)), actor)
    version.delete()


def tell(version: PriceVersion, event: Payload, actor: Principal) -> None:
    record(About("prices", version.pk, version.estate_id), event, actor=actor)
