"""Name the ledger app for Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger app."""

    name = "tracking.ledger"
    label = "ledger"
