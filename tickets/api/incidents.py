"""REST: one incident of many calls (R7)."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.bodies import Body
from servicedesk.api.cursors import Cursor
from servicedesk.api.fields import Text
from servicedesk.api.views import Endpoint
from servicedesk.estates.models import Estate
from servicedesk.timers.now import now
from tickets import rules
from tickets.api.outputs import TicketOut, shown
from tickets.api.steps import ticket_id_of
from tickets.incidents.actions import gather
from tickets.incidents.queries import proposals


class GatherIn(Body):
    rule = "R7"
    lead = Text(max_length=32, help_text="Number of the ticket that goes on.")
    tickets = serializers.ListField(
        child=Text(max_length=32), min_length=1, max_length=100, help_text="Numbers of those that end in it."
    )


class Gather(Endpoint):
    """Many calls about one fault become one incident: one dispatch serves all, each reporter is called back (R7)."""

    rule, tag, operations = rules.merge, "tickets", {"POST": "gather_incident"}
    body, answer = GatherIn, TicketOut

    def post(self, request: Request) -> Response:
        values = self.read()
        lead_id = ticket_id_of(self.actor, values["lead"])
        others = [ticket_id_of(self.actor, number) for number in values["tickets"]]
        gather(lead_id=lead_id, ticket_ids=others, actor=self.actor)
        return self.tell(shown(lead_id))


class ProposalOut(serializers.Serializer):
    """Open reports of one building that share a kind of work or words."""

    estate = serializers.CharField()
    building = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    lead = serializers.CharField(help_text="Number of the one that would go on.")
    tickets = serializers.ListField(child=serializers.CharField(), help_text="Numbers of all, the lead first.")


class Proposals(Endpoint):
    """What may be one incident just now, of the estates that this key sees (R7)."""

    rule, tag, operations = rules.view_ticket, "tickets", {"GET": "list_incident_proposals"}
    pagination_class, serializer_class = Cursor, ProposalOut

    def get(self, request: Request) -> Response:
        """What may be one incident just now (R7)."""
        at, actor = now(), self.actor
        estates = Estate.objects.order_by("code")
        if actor.estate_ids is not None:
            estates = estates.filter(pk__in=actor.estate_ids)
        found = [(estate.code, one) for estate in estates for one in proposals(estate, at)]
        pages = Cursor()
        rows = pages.paginate_list(found, lambda row: row[1].lead.number, request)
        out = [
            {"estate": code, "building": one.building, "words": one.words, "lead": one.lead.number,
             "tickets": [line.number for line in one.lines]}
            for code, one in rows
        ]  # fmt: skip
        return pages.get_paginated_response(ProposalOut(out, many=True).data)
