from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicedesk.people"

    def ready(self) -> None:
        from servicedesk.people import sessions

        sessions.connect()
