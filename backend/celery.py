"""The Celery application: finds `tasks` in every app; each loads ids and calls one operation."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
app = Celery("hoso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
