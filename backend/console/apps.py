"""The app's name for Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Office pages, the administration and label sheets."""

    name = "backend.console"
    label = "console"
