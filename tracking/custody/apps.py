"""Name the custody app for Django."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The custody app."""

    name = "tracking.custody"
    label = "custody"
