from django.apps import AppConfig


class TimersConfig(AppConfig):
    name = "servicedesk.timers"
