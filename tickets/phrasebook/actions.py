"""Writing the phrases. Nothing is deleted: one is switched off (R10)."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.estates.scopes import place_of_setting
from servicedesk.journal.record import About, record
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.locks import one_at_a_time
from tickets.actions.steps import need
from tickets.models import Phrase
from tickets.phrasebook.events import PhraseKept

RULE = "R42"
FACTS = ("kind", "estate_id", "skill", "name", "words", "active")


@atomic
def keep_phrase(
    *, actor: Principal, kind: str, name: str, words: str, skill: str = "", estate_id: UUID | None = None,
    active: bool = True, phrase_id: UUID | None = None,
) -> Phrase:  # fmt: skip
    """A new phrase, or new words for one; before and after are kept. Raises Invalid naming the field, NotFound."""
    one_at_a_time("phrases")
    place_of_setting(actor, estate_id, rule=RULE)
    phrase = Phrase() if phrase_id is None else locked(phrase_id)
    if phrase_id:
        place_of_setting(actor, phrase.estate_id, rule=RULE)
    before = facts(phrase) if phrase_id else {}
    phrase.kind, phrase.skill, phrase.estate_id, phrase.active = kind, skill, estate_id, active
    phrase.name, phrase.words = need(name, "name", RULE), need(words, "words", RULE)
    check(phrase)
    phrase.save()
    after = facts(phrase)
    changed = [key for key in after if after[key] != before.get(key)]
    if changed:
        old, new = ({key: one[key] for key in changed if key in one} for one in (before, after))
        record(About("phrase", phrase.pk), PhraseKept(phrase.name, old, new), actor=actor)
    return phrase


@atomic
def change_phrase(*, actor: Principal, phrase_id: UUID, **changes: Any) -> Phrase:
    """Some of its values; the others stay as they are when its turn has come. Raises as `keep_phrase` does."""
    one_at_a_time("phrases")
    phrase = locked(phrase_id)
    return keep_phrase(actor=actor, phrase_id=phrase_id, **{name: getattr(phrase, name) for name in FACTS} | changes)


def locked(pk: UUID) -> Phrase:
    try:
        return Phrase.objects.lock(pk)
    except Phrase.DoesNotExist as unknown:
        raise NotFound(_("There is no such entry."), rule=RULE) from unknown


def facts(phrase: Phrase) -> dict[str, Any]:
    """As the journal keeps it."""
    values = {name: getattr(phrase, name) for name in FACTS if name != "estate_id"}
    values["estate"] = phrase.estate.name if phrase.estate else ""
    return {name: str(value) for name, value in values.items()}


def check(phrase: Phrase) -> None:
    """Raises Invalid with the first wrong field; one name stands once in its place."""
    try:
        phrase.full_clean(exclude=["tenant"], validate_constraints=False)
    except ValidationError as wrong:
        field, words = next(iter(wrong.message_dict.items()))
        raise Invalid(words[0], rule=RULE, field=field) from wrong
    same = Phrase.objects.filter(
        kind=phrase.kind, estate_id=phrase.estate_id, skill=phrase.skill, name=phrase.name
    ).exclude(pk=phrase.pk)
    if same.exists():
        raise Invalid(_("There is one of this name already."), rule=RULE, field="name")
