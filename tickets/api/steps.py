"""The frame of every transition and action: POST /tickets/<number>/<verb>, answered with the ticket as it is now."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from servicedesk.api.bodies import Body, Empty
from servicedesk.api.cursors import printable
from servicedesk.api.views import Endpoint
from servicedesk.people.principal import Principal
from servicedesk.tenancy.prepared import Prepared
from tickets.api.outputs import TicketOut, shown
from tickets.models import Ticket

NUMBER = {"number": "The ticket's number, such as HJ-20261121-0042."}
# Turns what the body says (a unit's code, an employee's number) into what the action wants.
Resolver = Callable[[str, str], Any]


def ticket_id_of(actor: Principal, number: str) -> UUID:
    """The id of a ticket that this key sees. Raises Http404 for another tenant's or estate's."""
    found = NUMBERED.first(number) if printable(number) else None
    if found is None or not actor.sees_estate(found[1]):
        raise Http404
    return UUID(str(found[0]))


# Every step begins with it.
NUMBERED = Prepared(lambda number: Ticket.objects.filter(number=number).values_list("pk", "estate_id"), str)


class Step(Endpoint):
    """Subclasses say `verb`, `rule`, `action`, `body`; `names`: a field's argument of the action, and its resolver."""

    verb: ClassVar[str] = ""
    action: ClassVar[Callable[..., Any]]
    names: ClassVar[dict[str, tuple[str, Resolver]]] = {}
    body: type[Body] | None = Empty
    answer: type[Serializer] | None = TicketOut
    tag = "steps"
    variables = NUMBER

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.operations = {"POST": cls.verb.replace("-", "_")}

    def post(self, request: Request, number: str) -> Response:
        ticket_id = ticket_id_of(self.actor, number)
        self.act(ticket_id, self.arguments(self.read()))
        return self.tell(shown(ticket_id))

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        """The action's arguments; a field left out or null is left to the action's default."""
        found = {}
        for name, value in values.items():
            argument, resolve = self.names.get(name, (name, None))
            if value is not None:
                found[argument] = resolve(value, name) if resolve and value else value
        return found

    def act(self, ticket_id: UUID, values: dict[str, Any]) -> Any:
        """Call the action, which locks, re-checks, and demands the rule for this ticket."""
        return type(self).action(ticket_id=ticket_id, actor=self.actor, **values)

    @classmethod
    def at(cls) -> URLPattern:
        """Its address."""
        return path(f"tickets/<str:number>/{cls.verb}", cls.as_view(), name=f"api-ticket-{cls.verb}")
