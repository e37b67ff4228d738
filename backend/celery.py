"""The Celery application: finds `tasks` in every app; each calls one operation by the clock."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
app = Celery("hoso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Every quarter of an hour, not once: beat may be away at midnight, and a run is made once.
    "runs of the day": {
        "task": "tracking.legs.tasks.make_runs_of_the_day",
        "schedule": crontab(minute="*/15"),
    },
    # Who asks in between finds none of these on the map; a board that is open is told by it.
    "shifts without right": {
        "task": "tracking.legs.tasks.end_shifts_without_right",
        "schedule": crontab(),
    },
    "what waits": {
        "task": "tracking.custody.tasks.look_at_what_waits",
        "schedule": crontab(minute="*/5"),
    },
    "what was not read": {
        "task": "tracking.custody.tasks.let_in_what_was_not_read",
        "schedule": crontab(minute="40"),
    },
    "old positions": {
        "task": "tracking.legs.tasks.forget_positions",
        "schedule": crontab(hour="2", minute="20"),
    },
}
