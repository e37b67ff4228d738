"""The public keys of the house, signed by the root that phones pinned."""

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from courier_api.auth import OPEN
from courier_api.safe import Out
from tracking.ledger.queries import key_list

router = Router(tags=["keys"])


class PublicKeyOut(Out):
    """A public key of P-256, in the four members that RFC 7638 requires."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str


class KeysOut(Out):
    """The list of keys as JWS."""

    keys: str


@router.get("/keys", auth=OPEN, response=KeysOut, operation_id="list_keys")
def list_keys(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 - ninja's signature
    """Return the keys by which labels and receipts are checked, retired ones for 400 days."""
    return {"keys": key_list(timezone.now())}
