"""Name the feed app for Django."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """The feed app."""

    name = "tracking.feed"
    label = "feed"
