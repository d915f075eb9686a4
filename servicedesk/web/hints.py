"""Hints to live pages: "this ticket changed". They go through Redis and may be lost; pages also ask by themselves."""

import json
import logging
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """One connection pool per process; a short timeout, because a hint is never worth waiting for."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def channel(tenant_id: UUID | str) -> str:
    """The Redis channel of a tenant's hints."""
    return f"servicedesk:hints:{tenant_id}"


def publish(tenant_id: UUID, estate_id: str, label: str, what: str) -> None:
    """Announce a change. A Redis that is away is logged and forgotten."""
    body = json.dumps({"ticket": label, "estate": estate_id, "what": what})
    try:
        client().publish(channel(tenant_id), body)
    except redis.RedisError as reason:
        log.warning("hint lost: %s", reason)
