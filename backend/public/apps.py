"""The app's name for Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Pages for citizens."""

    name = "backend.public"
    label = "public"
