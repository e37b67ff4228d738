"""Name the legs app for Django."""

from django.apps import AppConfig


class LegsConfig(AppConfig):
    """The legs app."""

    name = "tracking.legs"
    label = "legs"
