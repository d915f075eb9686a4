"""What the product says when it will not do a thing: always with the rule, and the field where there is one."""

from django.utils.functional import Promise


class Refusal(Exception):
    """Nothing was changed. `rule` is a number of domain.md, `message` a sentence for the person, `field` its input."""

    status = 422

    def __init__(self, message: str | Promise, *, rule: str, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.rule, self.field = message, rule, field


class Invalid(Refusal):
    """An input is missing or wrong; the field says which (HTTP 422)."""


class Conflict(Refusal):
    """The state does not allow it, or somebody else was first and is named (HTTP 409, R11)."""

    status = 409


class NotFound(Refusal):
    """There is no such thing for this person (HTTP 404): another tenant's or estate's does not exist."""

    status = 404
