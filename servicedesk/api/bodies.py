"""Requests' bodies and answers' shapes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from servicedesk.api.problems import BadInput


class Body(serializers.Serializer):
    """A request's body. What it does not know it refuses by name; `rule` is the domain's number for its fields."""

    rule = "R48"

    def to_internal_value(self, data: Any) -> Any:
        """The validated values. Raises ValidationError with every field that is wrong or unknown."""
        errors = unknown(data, self.fields) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            raise serializers.ValidationError({**wrong.detail, **errors}) from wrong  # type: ignore[dict-item]
        if errors:
            raise serializers.ValidationError(errors)
        return values


def unknown(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
    """A complaint for each name that is not a field."""
    return {
        str(name)[:60]: [ErrorDetail(_("There is no such field."), "unknown_field")]
        for name in data
        if name not in fields
    }


def read(body: type[Body], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """The checked values of a request's body. Raises BadInput with each wrong field."""
    form = body(data=data, partial=partial)
    if not form.is_valid():
        raise BadInput(form.errors, rule=body.rule)
    return dict(form.validated_data)


class Empty(Body):
    """No fields."""


class FieldProblem(serializers.Serializer):
    """One field that is missing or wrong."""

    field = serializers.CharField(help_text="Path of the field, such as `parts.0.quantity`; empty: the whole.")
    rule = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """RFC 9457. Nothing was changed. `rule` is a number of the domain's rules, or the name of a permission."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    rule = serializers.CharField()
    errors = FieldProblem(many=True)  # type: ignore[assignment]
