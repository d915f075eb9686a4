"""Where providers report payments, without a session: the link names the code, the signature is the whole of trust."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.models import PaymentCode
from billing.payments.actions import PURPOSE, report
from billing.payments.adapters import adapter
from billing.payments.adapters.base import BadSignature
from servicedesk.people.rules import public
from servicedesk.refusals import Invalid, NotFound
from servicedesk.web import links

LONGEST = 65_536


@public
@csrf_exempt
@never_cache
@require_POST
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """A provider reports a payment (R35): 200 in his own words, 400 for what is not signed, 404 for no code."""
    parts = links.read(token)
    if parts is None or parts[1] != PURPOSE or len(request.body) > LONGEST:
        return HttpResponse(status=404)
    code = PaymentCode.objects.filter(pk=parts[2]).first()
    if code is None:
        return HttpResponse(status=404)
    try:
        report(code_id=code.pk, headers=request.headers, body=request.body)
    except (BadSignature, Invalid):
        return HttpResponse(status=400)
    except NotFound:
        return HttpResponse(status=404)
    body, kind = adapter(code.provider).answer(True)
    return HttpResponse(body, content_type=kind)
