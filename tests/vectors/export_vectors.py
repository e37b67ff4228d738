"""Vectors of the scans that are carried home by hand, sealed to the house.

The house's key stands here with its secret half, so that any reader can open them.
"""

from tests.vectors.fixed import (
    COURIER_KEY,
    EXPORT_KEY,
    OFFICE_KEY,
    fixed_bytes,
    fixed_key,
    fixed_secret,
)
from tests.vectors.scan_vectors import payload
from tracking.kernel.export import header_of, seal_with
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.scan_reading import sign_scan
from tracking.kernel.signing import compact_json

PRIVATE = '{"salt":"AAAAAAAAAAAAAAAAAAAAAA","pin":"480215"}'
EPHEMERAL = fixed_key("ephemeral")


def exports():
    return {
        "key": EXPORT_KEY.public.jwk() | {"d": b64u(fixed_secret("export").to_bytes(32))},
        "kid": EXPORT_KEY.public.thumbprint,
        "opened": [
            {"name": name, "jwe": sealed(compact_json(said)), "said": said}
            for name, said in _good().items()
        ],
        "refused": [{"name": name, "jwe": jwe} for name, jwe in _bad().items()],
    }


def said(**changes):
    scans = [
        {"jws": sign_scan(payload=payload(), key=OFFICE_KEY)},
        {"jws": sign_scan(payload=payload("take"), key=OFFICE_KEY), "private": PRIVATE},
    ]
    key = OFFICE_KEY.public
    return {"v": 1, "dev": key.thumbprint, "jwk": key.jwk(), "scans": scans} | changes


def sealed(text, *, to=EXPORT_KEY.public, **changes):
    """Seal a text as a phone does, the header changed where that is said."""
    return seal_with(
        header=header_of(to=to, ephemeral=EPHEMERAL.public) | changes,
        said=text,
        secret=EPHEMERAL.shared_secret(to),
        iv=fixed_bytes(name=f"iv {text} {changes}", length=12),
    )


def with_header(**changes):
    return sealed(compact_json(said()), **changes)


def _good():
    return {
        "two scans, one with its private part": said(),
        "scans that nobody can read": said(scans=[{"jws": ""}, {"jws": "é", "private": "{"}]),
        "a key with more members": said(jwk=OFFICE_KEY.public.jwk() | {"ext": True}),
    }


def _bad():
    good = sealed(compact_json(said()))
    header, _, iv, text, tag = good.split(".")
    point = EPHEMERAL.public.jwk()
    texts = {
        "no JSON": b"{",
        "no UTF-8": b'{"v":1,"\xff":1}',
        "twin members": compact_json(said()).replace(b'"v":1', b'"v":1,"v":1', 1),
    } | {name: compact_json(changed) for name, changed in _wrong_texts().items()}
    return {
        "nothing": "",
        "a word": "export",
        "a receipt": f"{header}.{text}.{tag}",
        "six parts": f"{good}.{tag}",
        "a wrapped key": f"{header}.{text}.{iv}.{text}.{tag}",
        "to another key": sealed(compact_json(said()), to=COURIER_KEY.public),
        "letters of another script": good + "é",
        "start value cut": f"{header}..{b64u(b64u_bytes(iv)[:-1])}.{text}.{tag}",
        "tag cut": f"{header}..{iv}.{text}.{b64u(b64u_bytes(tag)[:-1])}",
        "tag changed": f"{header}..{iv}.{text}.{b64u(bytes(16))}",
        "text cut": f"{header}..{iv}.{b64u(b64u_bytes(text)[:-1])}.{tag}",
        "text empty": f"{header}..{iv}..{tag}",
        "padding": f"{header}..{iv}.{text}.{tag}==",
        "header is no JSON": f"{b64u(b'{')}.{good.partition('.')[2]}",
        "another agreement": with_header(alg="ECDH-ES+A256KW"),
        "another cipher": with_header(enc="A128GCM"),
        "compressed": with_header(zip="DEF"),
        "critical member": with_header(crit=["exp"]),
        "names of the parties": with_header(apu="QQ"),
        "key id is null": with_header(kid=None),
        "a point off the curve": with_header(epk=point | {"y": point["x"]}),
        "a point with its secret": with_header(epk=point | {"d": "AA"}),
        "a point that is text": with_header(epk="AA"),
    } | {name: sealed(text) for name, text in texts.items()}


def _wrong_texts():
    scan = {"jws": ""}
    return {
        "a list": [said()],
        "version 2": said(v=2),
        "unknown member": said(note="x"),
        "no device": {name: value for name, value in said().items() if name != "dev"},
        "another device": said(dev=COURIER_KEY.public.thumbprint),
        "key is text": said(jwk="PEM"),
        "key off the curve": said(jwk=OFFICE_KEY.public.jwk() | {"y": OFFICE_KEY.public.x}),
        "no scans": said(scans=[]),
        "scans are no list": said(scans=scan),
        "a scan without text": said(scans=[{"private": ""}]),
        "a scan that is a number": said(scans=[{"jws": 1}]),
        "a private part that is null": said(scans=[scan | {"private": None}]),
        "a scan with more": said(scans=[scan | {"at": 1}]),
    }
