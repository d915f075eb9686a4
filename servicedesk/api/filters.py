"""Filters of lists (django-filter) that refuse what they cannot read, in place of ignoring it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, IsoDateTimeFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from servicedesk.api.fields import YEARS, moment_of
from servicedesk.api.problems import BadInput


class StrictFilters(DjangoFilterBackend):
    """Problems with the parameter's name."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The filtered rows. Raises BadInput with each wrong parameter."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise BadInput({name: [str(one) for one in found] for name, found in filterset.errors.items()})
        found: QuerySet[Any] = filterset.qs
        return found


class FlagField(forms.Field):
    """true, false, or nothing."""

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError(_("true or false is needed."))
        return bool(value == "true")


class FlagFilter(BooleanFilter):
    field_class = FlagField


class MomentField(forms.Field):
    """A time with its offset. A plus sign that was not escaped has become a space on its way here."""

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        moment = moment_of(str(value).strip().replace(" ", "+"))
        if moment is None or moment.year not in YEARS:
            raise ValidationError(_("A time with its offset is needed, such as 2026-11-21T21:50:00+08:00."))
        return moment


class MomentFilter(IsoDateTimeFilter):
    field_class = MomentField
