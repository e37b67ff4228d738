"""The API: every router by name, closed unless an operation says for whom it is open."""

from ninja import NinjaAPI

from courier_api.auth import closed
from courier_api.problems import answer_problems
from courier_api.safe import StrictParser
from courier_api.v1 import devices, keys, me, parties, sessions, shifts

api = NinjaAPI(
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
    devices.router,
    keys.router,
    me.router,
    parties.router,
    sessions.router,
    shifts.router,
):
    api.add_router("", router)
