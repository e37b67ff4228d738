"""The site for ASGI servers: HTTP and the live socket in one process."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup(set_prefix=False)  # fills the app registry, which the consumers' models need

# Only after the line above.
from backend.bodies import Bounded  # noqa: E402
from backend.plain import OurASGIHandler  # noqa: E402
from tracking.custody.sightings import sightings  # noqa: E402
from tracking.feed.consumers import TrackConsumer  # noqa: E402
from tracking.feed.hub import Hub  # noqa: E402

hub = Hub(moved=sightings)

application = ProtocolTypeRouter(
    {
        "http": Bounded(OurASGIHandler()),
        "websocket": AllowedHostsOriginValidator(
            URLRouter(
                [path("ws/track", TrackConsumer.as_asgi(hub=hub))],  # type: ignore[list-item,arg-type] # Channels lets Django's path hold ASGI applications
            ),
        ),
    },
)
