"""Name the enquiries app for Django."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """The enquiries app."""

    name = "tracking.enquiries"
    label = "enquiries"
