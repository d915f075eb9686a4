"""Keys of other systems: created, told once, revoked; each an event."""

from collections.abc import Sequence
from uuid import UUID

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from servicedesk.api.keys import SCOPES, create_key
from servicedesk.api.models import ApiKey
from servicedesk.estates.models import Estate
from servicedesk.estates.scopes import demand_company
from servicedesk.journal.record import About, record
from servicedesk.people.events import KeyCreated, KeyRevoked
from servicedesk.people.principal import Principal
from servicedesk.refusals import Invalid, NotFound
from servicedesk.tenancy.scope import require_tenant_id
from servicedesk.timers.now import now


@atomic
def issue_key(
    *, actor: Principal, name: str, scopes: Sequence[str], estate_ids: Sequence[UUID] = ()
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown once. Raises Invalid naming the field, NotFound for another's estate."""
    demand_company(actor)
    if not name.strip():
        raise Invalid(_("This must not be empty."), rule="R47", field="name")
    if not scopes or set(scopes) - set(SCOPES):
        raise Invalid(_("Say what the key may do."), rule="R47", field="scopes")
    known = list(Estate.objects.filter(pk__in=estate_ids))
    if len(known) != len(set(estate_ids)):
        raise NotFound(_("There is no such estate."), rule="R47", field="estates")
    # Reading comes with writing: an answer shows what was written.
    wanted = [scope for scope in SCOPES if scope in {*scopes, "read"}]
    key, secret = create_key(require_tenant_id(), name.strip(), wanted, [one.pk for one in known])
    facts = {"scopes": ", ".join(wanted), "estates": ", ".join(one.code for one in known)}
    record(About("key", key.pk), KeyCreated(key.name, {}, facts), actor=actor)
    return key, secret


@atomic
def revoke_key(*, actor: Principal, key_id: UUID) -> ApiKey:
    """The key opens nothing from now on. Revoking twice changes nothing. Raises NotFound."""
    demand_company(actor)
    # Keys are a global table: the tenant is named here, for no wall behind it does.
    key = ApiKey.objects.select_for_update(no_key=True).filter(pk=key_id, tenant_id=require_tenant_id()).first()
    if key is None:
        raise NotFound(_("There is no such key."), rule="R47")
    if key.revoked_at is None:
        key.revoked_at = now()
        key.save(update_fields=["revoked_at"])
        record(About("key", key.pk), KeyRevoked(key.name), actor=actor)
    return key
