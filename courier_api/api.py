"""The API: every router by name, closed unless an operation says for whom it is open."""

from courier_api.auth import closed
from courier_api.openapi import DescribedApi
from courier_api.problems import answer_problems
from courier_api.safe import StrictParser
from courier_api.v1 import (
    boards,
    devices,
    dossiers,
    feed_tickets,
    fixes,
    imports,
    items,
    keys,
    labels,
    lookups,
    me,
    parties,
    pin_checks,
    procedures,
    scans,
    sessions,
    shifts,
    tallies,
    today,
)

api = DescribedApi(
    title="Hoso",
    version="1",
    description="Chain of custody of paper dossiers. Errors are RFC 9457 problems.",
    urls_namespace="api",
    auth=closed,
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,
)
answer_problems(api)

for router in (
    boards.router,
    devices.router,
    dossiers.router,
    feed_tickets.router,
    fixes.router,
    imports.router,
    items.router,
    keys.router,
    labels.router,
    lookups.router,
    me.router,
    parties.router,
    pin_checks.router,
    procedures.router,
    scans.router,
    sessions.router,
    shifts.router,
    tallies.router,
    today.router,
):
    api.add_router("", router)
