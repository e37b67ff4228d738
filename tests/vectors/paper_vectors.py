"""Vectors of what is printed or shown: labels, typed codes, tickets."""

from tests.vectors.fixed import (
    COURIER_KEY,
    LABEL_KEYS,
    STRANGER_KEY,
    fixed_bytes,
    fixed_uuid,
    high_s,
    label_id,
    node,
)
from tracking.kernel.base45 import base45, base45_bytes
from tracking.kernel.ids import b64u
from tracking.kernel.label import LabelKind, encode_label, show_code, typed_code
from tracking.kernel.signing import compact_json
from tracking.kernel.ticket import encode_enrolment_ticket, encode_ticket

LABEL_CONTEXT = b"hoso-label-v1\0"
OFFER_CONTEXT = b"hoso-offer-v1\0"
# RFC 9285 section 4.3 and 4.4, and the empty string.
BASE45_EXAMPLES = [
    (b"AB", "BB8"),
    (b"Hello!!", "%69 VD92EX0"),
    (b"base-45", "UJCLQE7W581"),
    (b"ietf!", "QED8WEX0"),
    (b"", ""),
]


def labels():
    good = [_good_label(kind, key_id) for key_id in LABEL_KEYS for kind in LabelKind]
    return {
        "keys": {str(key_id): key.public.jwk() for key_id, key in LABEL_KEYS.items()},
        "cases": [*good, *_bad_labels()],
    }


def _good_label(kind, key_id):
    own = label_id(f"{kind} {key_id}")
    text = encode_label(kind=kind, key_id=key_id, label_id=own, key=LABEL_KEYS[key_id])
    said = {"kind": kind, "key_id": key_id, "label_id": own}
    return {"name": f"{kind} under key {key_id}", "text": text, "label": said}


def _bad_labels():
    good = _good_label(LabelKind.ITEM, 1)["text"]
    raw = base45_bytes(good.removeprefix("HS1:"))
    head, signature = raw[:19], raw[19:]

    def text(changed):
        return "HS1:" + base45(changed)

    def signed(statement, key=LABEL_KEYS[1], context=LABEL_CONTEXT):
        return text(statement + key.sign(context + statement))

    cases = {
        "one bit of the label id turned": (text(_turned(raw, 5)), "forged_label"),
        "kind changed to receptacle": (text(_replaced(raw, 1, 2)), "forged_label"),
        "key id changed to another of ours": (text(_replaced(raw, 2, 2)), "forged_label"),
        "one bit of the signature turned": (text(_turned(raw, 40)), "forged_label"),
        "signed by a stranger": (signed(head, key=STRANGER_KEY), "forged_label"),
        "signed by the other key of ours": (signed(head, key=LABEL_KEYS[2]), "forged_label"),
        "signed as an offer": (signed(head, context=OFFER_CONTEXT), "forged_label"),
        "signed without context": (signed(head, context=b""), "forged_label"),
        "the twin with the high s": (text(head + high_s(signature)), "forged_label"),
        "signature of zeros": (text(head + bytes(64)), "forged_label"),
        "key id that nobody knows": (signed(_replaced(head, 2, 9)), "unknown_label_key"),
        "version 2": (signed(_replaced(head, 0, 2)), "not_our_label"),
        "kind 0": (signed(_replaced(head, 1, 0)), "not_our_label"),
        "kind 4": (signed(_replaced(head, 1, 4)), "not_our_label"),
        "one byte short": (text(raw[:-1]), "not_our_label"),
        "one byte long": (text(raw + b"\0"), "not_our_label"),
        "last character missing": (good[:-1], "not_our_label"),
        "a space behind": (good + " ", "not_our_label"),
        "a line end behind": (good + "\n", "not_our_label"),
        "small letters": (good.lower(), "not_our_label"),
        "another prefix": ("HO1:" + good[4:], "not_our_label"),
        "no prefix": (good[4:], "not_our_label"),
        "prefix alone": ("HS1:", "not_our_label"),
        "nothing": ("", "not_our_label"),
        "an address": ("https://example.org/HS1:ABC", "not_our_label"),
        "a script": ("<script>alert(1)</script>", "not_our_label"),
        "an identity card": ("000000000000||NGUYEN VAN A|01011970|Nam||", "not_our_label"),
        "ten thousand characters": ("HS1:" + "A" * 10_000, "not_our_label"),
    }
    return [
        {"name": name, "text": text_seen, "refusal": refusal}
        for name, (text_seen, refusal) in cases.items()
    ]


def _turned(raw, place):
    return _replaced(raw, place, raw[place] ^ 1)


def _replaced(raw, place, byte):
    return raw[:place] + bytes([byte]) + raw[place + 1 :]


def codes():
    ids = [label_id(f"typed {number}") for number in range(20)]
    ids += [b64u(bytes(16)), b64u(b"\xff" * 16)]
    return {
        "labels": [_code(own) for own in ids],
        "typed": [{"typed": typed, "code": code} for typed, code in _typed()],
        "refused": _refused_codes(),
        "base45": [{"b64u": b64u(raw), "text": text} for raw, text in BASE45_EXAMPLES],
        "not_base45": ["A", "AAAA", "GGW", "ZZ", "ab8", "::::::", "B€8", "BB8A"],
    }


def _code(own):
    code = typed_code(own)
    return {"label_id": own, "code": code, "shown": show_code(code)}


def _typed():
    # Three codes in which hands go wrong: with a 1, with a 0, and any.
    numbered = (typed_code(label_id(f"hand {number}")) for number in range(1000))
    known = [code for code in numbered if "1" in code and "0" in code][:3]
    for code in known:
        yield code, code
        yield show_code(code), code
        yield code.lower(), code
        yield show_code(code).lower(), code
        yield code.replace("1", "I"), code
        yield code.replace("1", "l"), code
        yield code.replace("0", "O"), code
        yield code.replace("0", "o").replace("1", "i"), code
        yield "-".join(code), code


def _refused_codes():
    code = typed_code(label_id("hand 0"))
    last = "1" if code[-1] != "1" else "2"
    return [
        "",
        "-",
        code[:-1],
        code + "0",
        code[:-1] + last,
        code[1] + code[0] + code[2:],
        "U" + code[1:],
        code.replace(code[0], "\u0131", 1),
        " " + code,
        code + "\n",
        "HS1:" + code,
        "00000000001",
    ]


def tickets():
    return {
        "keys": {"giver": COURIER_KEY.public.jwk(), "stranger": STRANGER_KEY.public.jwk()},
        "offers": [*_good_tickets(), *_false_tickets()],
        "not_offers": _not_tickets(),
        "enrolment": _enrolment(),
        "not_enrolment": _not_enrolment(),
    }


def _ticket(*, to, labels_offered, key=COURIER_KEY):
    return encode_ticket(
        offer=node("offer"),
        label_ids=labels_offered,
        giver=fixed_uuid("courier party"),
        to=to,
        unix_minute=26_509_132,
        key=key,
    )


def _good_tickets():
    three = [label_id(f"offered {number}") for number in range(3)]
    for name, to, offered in (
        ("for one office", fixed_uuid("office"), three),
        ("for whoever shows it", None, three[:1]),
        ("labels in another order", fixed_uuid("office"), three[::-1]),
    ):
        said = {
            "device": COURIER_KEY.public.thumbprint,
            "offer": node("offer"),
            "label_ids": offered,
            "giver": str(fixed_uuid("courier party")),
            "to": str(to) if to else None,
            "unix_minute": 26_509_132,
        }
        text = _ticket(to=to, labels_offered=offered)
        raw = b64u(base45_bytes(text.removeprefix("HO1:")))
        yield {"name": name, "text": text, "tk": raw, "is_signed_by_giver": True, "says": said}


def _false_tickets():
    text = _ticket(to=fixed_uuid("office"), labels_offered=[label_id("offered 0")])
    raw = base45_bytes(text.removeprefix("HO1:"))
    statement, signature = raw[:117], raw[117:]
    stranger = STRANGER_KEY.sign(OFFER_CONTEXT + statement)
    cases = {
        "to-party changed": _turned(raw, 98),
        "to-party zeroed": raw[:97] + bytes(16) + raw[113:],
        "offer changed": _turned(raw, 40),
        "labels changed": _turned(raw, 70),
        "minute changed": _turned(raw, 116),
        "signed by a stranger": statement + stranger,
        "signed as a label": statement + COURIER_KEY.sign(LABEL_CONTEXT + statement),
        "the twin with the high s": statement + high_s(signature),
        "a stranger's device named and signing": base45_bytes(
            _ticket(
                to=fixed_uuid("office"), labels_offered=[label_id("offered 0")], key=STRANGER_KEY
            ).removeprefix("HO1:")
        ),
    }
    for name, changed in cases.items():
        yield {
            "name": name,
            "text": "HO1:" + base45(changed),
            "tk": b64u(changed),
            "is_signed_by_giver": False,
        }


def _not_tickets():
    text = _ticket(to=None, labels_offered=[label_id("offered 0")])
    raw = base45_bytes(text.removeprefix("HO1:"))
    return [
        "",
        "HO1:",
        text[:-1],
        text.lower(),
        "HS1:" + text[4:],
        "HO1:" + base45(raw + b"\0"),
        "HO1:" + base45(raw[:-1]),
        "HO1:" + base45(_replaced(raw, 0, 2)),
        "HO1:ABCD",
    ]


def _enrolment():
    secret = fixed_bytes(name="enrolment", length=16)
    origins = ["https://hoso.example", "https://hoso.example:8443", "http://localhost:8000"]
    return [
        {
            "text": encode_enrolment_ticket(origin=origin, secret=secret),
            "origin": origin,
            "t": b64u(secret),
        }
        for origin in origins
    ]


def _not_enrolment():
    secret = b64u(bytes(16))
    good = {"v": 1, "u": "https://hoso.example", "t": secret}
    changed = [
        {**good, "v": 2},
        {**good, "v": True},
        {**good, "t": b64u(bytes(15))},
        {**good, "t": secret + "="},
        {**good, "u": ""},
        {**good, "u": 1},
        {**good, "x": 1},
        {"v": 1, "u": good["u"]},
        [good],
    ]
    texts = ["HE1:" + base45(compact_json(said)) for said in changed]
    return ["", "HE1:", "HE1:ABCD", "HS1:" + texts[0][4:], "HE1:" + base45(b"{}{}"), *texts]
