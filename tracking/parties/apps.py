"""Name the parties app for Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties app."""

    name = "tracking.parties"
    label = "parties"
