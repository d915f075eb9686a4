"""Delivering what waits in the outbox."""

from celery import shared_task

from servicedesk.messaging.deliver import deliver_waiting


@shared_task(name="servicedesk.messaging.tasks.deliver")
def deliver() -> int:
    """Lease waiting messages and send them. Returns how many were sent."""
    return deliver_waiting()
