"""Answers to repeated requests are kept for a week, no longer."""

from celery import shared_task

from servicedesk.api.models import KEPT_FOR, Answer
from servicedesk.tenancy.models import Tenant
from servicedesk.tenancy.scope import tenant_scope
from servicedesk.timers.now import now


@shared_task(name="servicedesk.api.tasks.forget_answers")
def forget_answers() -> int:
    """Delete stored answers that are older than a week (R48). Returns how many."""
    forgotten = 0
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        with tenant_scope(tenant_id):
            forgotten += Answer.objects.filter(created_at__lt=now() - KEPT_FOR).delete()[0]
    return forgotten
