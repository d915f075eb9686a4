"""What a company lays ready beside the form: what to say, fee facts, phone numbers, articles (R42)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from servicedesk.people.enums import Skill
from servicedesk.tenancy.models import TenantForeignKey, TenantModel


class PhraseKind(models.TextChoices):
    GREETING = "greeting", _("Greeting")
    INSTRUCTION = "instruction", _("What to say")
    FEE = "fee", _("Fee facts")
    NUMBER = "number", _("Phone number")
    ARTICLE = "article", _("Knowledge article")


class Phrase(TenantModel):
    """话术: for every estate or one, for every kind of work ('') or one."""

    kind = models.CharField(max_length=12, choices=PhraseKind.choices)
    estate = TenantForeignKey("estates.Estate", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    skill = models.CharField(max_length=20, choices=Skill.choices, blank=True)
    name = models.CharField(max_length=40)
    words = models.CharField(max_length=1000)
    active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "estate", "skill", "name"], name="phrase_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
