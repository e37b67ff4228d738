"""Vectors of what the server signs for phones, and of what phones sign to join and to call."""

from tests.vectors.fixed import (
    COURIER_KEY,
    EXPORT_KEY,
    LABEL_KEYS,
    OFFICE_KEY,
    RECEIPT_KEY,
    ROOT_KEY,
    STRANGER_KEY,
    fixed_text,
    fixed_uuid,
    node,
)
from tracking.kernel.device_proof import sign_enrolment, sign_session
from tracking.kernel.receipt import (
    KeyUse,
    ListedKey,
    Outcome,
    Receipt,
    ScanResult,
    sign_keys,
    sign_receipt,
)
from tracking.kernel.scan import Flag, Reason
from tracking.kernel.wipe import Wipe, sign_wipe

RECEIPT = Receipt(
    batch=fixed_uuid("batch"),
    epoch="00f1e2d3c4b5a697",
    at_ms=1_590_547_921_000,
    results=(
        ScanResult(key=node("plain"), outcome=Outcome.ACCEPTED),
        ScanResult(
            key=node("flagged"),
            outcome=Outcome.ACCEPTED,
            flags=(Flag.DUPLICATE, Flag.GAP, Flag.UNCONFIRMED),
            case=fixed_uuid("case"),
        ),
        ScanResult(
            key=node("text of a false one"),
            outcome=Outcome.QUARANTINED,
            reason=Reason.BAD_SIGNATURE,
        ),
        ScanResult(
            key=node("text of a stranger's"),
            outcome=Outcome.REFUSED,
            reason=Reason.UNKNOWN_DEVICE,
        ),
        ScanResult(
            key=node("text that nobody signed"),
            outcome=Outcome.REFUSED,
            reason=Reason.NOT_STORED,
        ),
    ),
)
KEYS = (
    ListedKey(
        kid=RECEIPT_KEY.public.thumbprint,
        use=KeyUse.RECEIPT,
        jwk=RECEIPT_KEY.public.jwk(),
        from_ms=1_590_000_000_000,
    ),
    ListedKey(
        kid="1",
        use=KeyUse.LABEL,
        jwk=LABEL_KEYS[1].public.jwk(),
        from_ms=1_590_000_000_000,
        until_ms=1_600_000_000_000,
    ),
    ListedKey(
        kid="2", use=KeyUse.LABEL, jwk=LABEL_KEYS[2].public.jwk(), from_ms=1_600_000_000_000
    ),
    ListedKey(
        kid=EXPORT_KEY.public.thumbprint,
        use=KeyUse.EXPORT,
        jwk=EXPORT_KEY.public.jwk(),
        from_ms=1_590_000_000_000,
    ),
)
WIPE = Wipe(device=OFFICE_KEY.public.thumbprint, at_ms=1_590_547_921_000)


def statements():
    secret = fixed_text(name="enrolment", length=16)
    challenge = fixed_text(name="challenge", length=32)
    return {
        "keys": {
            "root": ROOT_KEY.public.jwk(),
            "receipt": RECEIPT_KEY.public.jwk(),
            "stranger": STRANGER_KEY.public.jwk(),
            "device": OFFICE_KEY.public.jwk(),
        },
        "receipt": {
            "jws": sign_receipt(receipt=RECEIPT, key=RECEIPT_KEY),
            "by_a_stranger": sign_receipt(receipt=RECEIPT, key=STRANGER_KEY),
            "payload": {
                "v": 1,
                "batch": str(fixed_uuid("batch")),
                "epoch": "00f1e2d3c4b5a697",
                "at": 1_590_547_921_000,
                "results": [
                    {"k": node("plain"), "r": "accepted"},
                    {
                        "k": node("flagged"),
                        "r": "accepted",
                        "f": ["duplicate", "gap", "unconfirmed"],
                        "c": str(fixed_uuid("case")),
                    },
                    {
                        "k": node("text of a false one"),
                        "r": "quarantined",
                        "q": "bad_signature",
                    },
                    {
                        "k": node("text of a stranger's"),
                        "r": "refused",
                        "q": "unknown_device",
                    },
                    {
                        "k": node("text that nobody signed"),
                        "r": "refused",
                        "q": "not_stored",
                    },
                ],
            },
        },
        "key_list": {
            "jws": sign_keys(keys=KEYS, at_ms=1_600_000_000_001, root=ROOT_KEY),
            "by_a_stranger": sign_keys(keys=KEYS, at_ms=1_600_000_000_001, root=STRANGER_KEY),
            "payload": {
                "v": 1,
                "at": 1_600_000_000_001,
                "keys": [
                    {
                        "kid": RECEIPT_KEY.public.thumbprint,
                        "use": "receipt",
                        "key": RECEIPT_KEY.public.jwk(),
                        "from": 1_590_000_000_000,
                    },
                    {
                        "kid": "1",
                        "use": "label",
                        "key": LABEL_KEYS[1].public.jwk(),
                        "from": 1_590_000_000_000,
                        "until": 1_600_000_000_000,
                    },
                    {
                        "kid": "2",
                        "use": "label",
                        "key": LABEL_KEYS[2].public.jwk(),
                        "from": 1_600_000_000_000,
                    },
                    {
                        "kid": EXPORT_KEY.public.thumbprint,
                        "use": "export",
                        "key": EXPORT_KEY.public.jwk(),
                        "from": 1_590_000_000_000,
                    },
                ],
            },
        },
        "wipe": {
            "jws": sign_wipe(wipe=WIPE, key=RECEIPT_KEY),
            "by_a_stranger": sign_wipe(wipe=WIPE, key=STRANGER_KEY),
            "of_another": sign_wipe(
                wipe=Wipe(device=COURIER_KEY.public.thumbprint, at_ms=1), key=RECEIPT_KEY
            ),
            "payload": {"v": 1, "device": OFFICE_KEY.public.thumbprint, "at": 1_590_547_921_000},
        },
        "enrolment": {
            "t": secret,
            "proof": sign_enrolment(ticket_secret=secret, key=OFFICE_KEY),
            "payload": {"t": secret, "thumbprint": OFFICE_KEY.public.thumbprint},
        },
        "session": {
            "challenge": challenge,
            "proof": sign_session(challenge=challenge, key=OFFICE_KEY),
            "payload": {"challenge": challenge, "device": OFFICE_KEY.public.thumbprint},
        },
    }
