"""The site for WSGI servers: production serves HTTP this way, sockets apart by ASGI."""

import os

import django

from backend.garbage import spare_what_stays
from backend.plain import OurWSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup(set_prefix=False)
application = OurWSGIHandler()
spare_what_stays()
