from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "servicedesk.web"

    def ready(self) -> None:
        from servicedesk.web import counts  # noqa: F401  registers the figure at the bell
