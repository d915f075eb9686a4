from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    name = "servicedesk.tenancy"

    def ready(self) -> None:
        from servicedesk.tenancy import checks  # noqa: F401  registers the start-up check
        from servicedesk.tenancy.walls import raise_walls

        # Sent once per app: the last one to migrate finds every table there, the earlier ones do no harm.
        post_migrate.connect(raise_walls, dispatch_uid="tenancy.walls")
