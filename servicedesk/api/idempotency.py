"""A repeated request with the same key changes nothing twice (R48).

The claim on a key is a row, inserted before the work and committed with it. A second request with the same key waits
at the unique index until the first has committed, and is then given the first one's answer; when the first was undone
or refused, the second does the work. Refusals are not kept: they changed nothing, so they may be tried again.
"""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.models import Answer
from servicedesk.api.problems import BadInput
from servicedesk.refusals import Invalid
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now

HEADER = "Idempotency-Key"
LONGEST_KEY = 120
# How long a second request waits for the first one with the same key.
PATIENCE = "10s"
CLAIM = f"""
INSERT INTO {Answer._meta.db_table} (tenant_id, caller, key, fingerprint, status, body, created_at)
VALUES (%s, %s, %s, %s, 0, '{{}}', %s) ON CONFLICT (tenant_id, caller, key) DO NOTHING RETURNING id
"""


class Replay(Exception):
    """This request was answered before; its answer is given again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.key)
        self.answer = answer

    def response(self) -> Response:
        """The stored answer, marked as such."""
        headers = {"Idempotency-Replayed": "true", **self.answer.body["headers"]}
        return Response(self.answer.body["data"], status=self.answer.status, headers=headers)


def claim(request: Request) -> UUID | None:
    """Claim the request's key, if it has one; the claim's id, to be kept with the answer.

    Raises Replay when it was answered already, Invalid when the key was used for another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadInput({HEADER: _("1 to {n} printable ASCII characters.").format(n=LONGEST_KEY)})
    caller, print_ = str(request.auth.pk), fingerprint(request)
    claimed = insert(caller, key, print_)
    if claimed is not None:
        return claimed
    answer = Answer.objects.get(caller=caller, key=key)
    if answer.fingerprint != print_:
        raise Invalid(_("This key was used for another request."), rule="R48", field=HEADER)
    raise Replay(answer)


def insert(caller: str, key: str, print_: str) -> UUID | None:
    """The new claim's id, None when the key is taken. Waits while another request holds it uncommitted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute(CLAIM, [require_tenant_id(), caller, key, print_, now()])
        row = cursor.fetchone()
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return row[0] if row else None


def keep(claimed: UUID, response: Response) -> None:
    """Store the answer in the transaction of its effect."""
    location = response.headers.get("Location")
    body = {"data": plain(response.data), "headers": {"Location": location} if location else {}}
    Answer.objects.filter(pk=claimed).update(status=response.status_code, body=body)


def plain(data: Any) -> Any:
    """An answer's data as JSON values."""
    return json.loads(JSONRenderer().render(data))


def fingerprint(request: Request) -> str:
    """What makes two requests the same: method, path, query and the body's values (not its spelling)."""
    told = [request.method, request.get_full_path(), canonical(request.data)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def canonical(data: Any) -> Any:
    """The body's values; of a file, its content's hash."""
    if isinstance(data, MultiValueDict):
        return {name: [canonical(item) for item in items] for name, items in data.lists()}
    if hasattr(data, "chunks"):
        content = b"".join(data.chunks())
        data.seek(0)
        return hashlib.sha256(content).hexdigest()
    return data
