"""Name the consignments app for Django."""

from django.apps import AppConfig


class ConsignmentsConfig(AppConfig):
    """The consignments app."""

    name = "tracking.consignments"
    label = "consignments"
