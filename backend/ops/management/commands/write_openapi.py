"""`hoso write_openapi`: write down the API as it is, for the screens' types and for review."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from courier_api.api import api

OPENAPI_PATH = Path(settings.BASE_DIR) / "courier_api" / "openapi.json"


def openapi_text() -> str:
    """Return the description of the API as it is committed."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


class Command(BaseCommand):
    """Write courier_api/openapi.json."""

    help = "Write courier_api/openapi.json from the routers."

    def handle(self, *_args: object, **_options: object) -> None:
        """Write the file anew."""
        OPENAPI_PATH.write_text(openapi_text(), encoding="utf-8")
