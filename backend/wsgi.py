"""The site for WSGI servers: production serves HTTP this way, sockets apart by ASGI."""

import os

from django.core.wsgi import get_wsgi_application

from backend.garbage import spare_what_stays

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
spare_what_stays()
