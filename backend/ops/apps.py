"""The app's name for Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Commands and health of a running site."""

    name = "backend.ops"
    label = "ops"
