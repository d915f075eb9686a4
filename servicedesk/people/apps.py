from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicedesk.people"

    def ready(self) -> None:
        from servicedesk.people import events, sessions  # noqa: F401  registers kinds of event

        sessions.connect()
