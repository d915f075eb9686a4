from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servicedesk.people"
