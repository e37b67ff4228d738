"""Name the geo app for Django."""

from django.apps import AppConfig


class GeoConfig(AppConfig):
    """Where things are."""

    name = "geo"
    label = "geo"
