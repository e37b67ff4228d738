"""The public keys of the house, signed by the root that phones pinned."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from courier_api.auth import OPEN
from courier_api.safe import Out
from tracking.ledger.queries import key_list

router = Router(tags=["keys"])


class KeysOut(Out):
    """The list of keys as JWS."""

    keys: str


@router.get("/keys", auth=OPEN, response=KeysOut, operation_id="list_keys")
def list_keys(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - ninja's signature
    """Return the keys by which labels and receipts are checked, retired ones for 400 days."""
    return {"keys": key_list(timezone.now())}
