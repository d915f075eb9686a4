from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "servicedesk.estates"
