"""REST: what lies beside the form: greetings, what to say, fee facts, numbers, articles (R42)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import ChoiceFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.fields import Flag, Text, Word
from servicedesk.api.filters import FlagFilter
from servicedesk.api.views import Endpoint, Listing
from servicedesk.estates.api import OfEstate, estate_named, uuid_of
from servicedesk.people.enums import Skill
from servicedesk.people.principal import Principal
from servicedesk.people.rules import edit_settings, view_settings
from tickets.models import Phrase, PhraseKind
from tickets.phrasebook.actions import change_phrase, keep_phrase

ESTATE = "Code or id; null: all estates."


class PhraseOut(serializers.Serializer):
    """话术."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    estate = serializers.CharField(source="estate.code", allow_null=True, default=None)
    skill = serializers.CharField(help_text="Empty: every kind of work.")
    name = serializers.CharField()
    words = serializers.CharField(help_text="What to say; of a number, the number.")
    active = serializers.BooleanField(help_text="false: given up, kept, and shown to nobody who takes a call.")


class PhraseIn(Body):
    rule = "R42"
    kind = Word(choices=PhraseKind.choices)
    name = Text(max_length=40)
    words = Text(max_length=1000)
    skill = Word(choices=Skill.choices, required=False, allow_blank=True, help_text="Empty: every kind of work.")
    estate = Text(max_length=40, required=False, allow_null=True, help_text=ESTATE)


class PhraseChanges(Body):
    """What is left out stays. `active` false gives the phrase up, true takes it back."""

    rule = "R42"
    kind = Word(choices=PhraseKind.choices, required=False)
    name = Text(max_length=40, required=False)
    words = Text(max_length=1000, required=False)
    skill = Word(choices=Skill.choices, required=False, allow_blank=True, help_text="Empty: every kind of work.")
    estate = Text(max_length=40, required=False, allow_null=True, help_text=ESTATE)
    active = Flag(required=False)


def phrases_of(actor: Principal) -> QuerySet[Phrase]:
    """The company's, and those of the estates that this key sees."""
    rows = Phrase.objects.select_related("estate")
    return actor.among(rows, with_all=True)


def placed(actor: Principal, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the estate's id for its name. Raises NotFound."""
    if "estate" in values:
        name = values.pop("estate")
        values["estate_id"] = estate_named(actor, name).pk if name else None
    return values


class PhraseFilters(OfEstate):
    """By kind, kind of work, whether it is in use; of an estate: its own and those for all."""

    with_all = True
    kind = ChoiceFilter(choices=PhraseKind.choices)
    skill = ChoiceFilter(choices=Skill.choices)
    active = FlagFilter()


class PhraseList(Listing):
    """The company's own phrases, those given up too (R42)."""

    rules = {"GET": view_settings, "POST": edit_settings}
    tag, operations = "phrases", {"GET": "list_phrases", "POST": "add_phrase"}
    serializer_class, filterset_class = PhraseOut, PhraseFilters
    body, answer, created = PhraseIn, PhraseOut, True

    def rows(self) -> QuerySet[Phrase]:
        return phrases_of(self.actor)

    def post(self, request: Request) -> Response:
        """A new phrase; one name stands once in its place (R42)."""
        phrase = keep_phrase(actor=self.actor, **placed(self.actor, self.read()))
        return self.tell(phrases_of(self.actor).get(pk=phrase.pk), location=f"phrases/{phrase.pk}")


class PhraseDetail(Endpoint):
    """One phrase."""

    rules = {"GET": view_settings, "PATCH": edit_settings}
    tag, operations = "phrases", {"GET": "get_phrase", "PATCH": "change_phrase"}
    variables, body, answer = {"phrase": "Id of a phrase."}, PhraseChanges, PhraseOut

    def get(self, request: Request, phrase: str) -> Response:
        """One phrase."""
        return self.tell(self.found(phrase))

    def patch(self, request: Request, phrase: str) -> Response:
        """New words, another place, given up or taken back; the history keeps before and after (R10)."""
        found = self.found(phrase)
        change_phrase(actor=self.actor, phrase_id=UUID(str(found.pk)), **placed(self.actor, self.read()))
        return self.tell(self.found(phrase))

    def found(self, name: str) -> Phrase:
        """Raises Http404 for another tenant's or estate's."""
        pk = uuid_of(name)
        phrase = phrases_of(self.actor).filter(pk=pk).first() if pk else None
        if phrase is None:
            raise Http404
        return phrase


urlpatterns: list[URLPattern] = [
    path("phrases", PhraseList.as_view(), name="api-phrases"),
    path("phrases/<str:phrase>", PhraseDetail.as_view(), name="api-phrase"),
]
