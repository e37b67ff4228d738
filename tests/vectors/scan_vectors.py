"""Vectors of signed scans: every act, and every reason for which one is set aside."""

import json

from tests.vectors.fixed import (
    COURIER_KEY,
    OFFICE_KEY,
    STRANGER_KEY,
    fixed_bytes,
    fixed_text,
    fixed_uuid,
    high_s,
    label_id,
    node,
)
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.label import typed_code
from tracking.kernel.private_part import private_hash
from tracking.kernel.scan_reading import quarantine_key, scan_id, sign_scan
from tracking.kernel.signing import compact_json

GONE = object()
EVERY_ACT = [
    *["commission", "offer", "accept", "take", "find", "check", "attempt", "deliver"],
    *["report_lost", "report_damaged", "withdraw", "refuse", "confirm", "deny", "annul"],
    *["resolve", "pack", "seal", "unpack"],
]
OWN_MEMBERS = {
    "offer": {"to": str(fixed_uuid("courier party"))},
    "accept": {"of": node("offer"), "tk": fixed_text(name="ticket", length=181)},
    "deliver": {"to": str(fixed_uuid("citizen"))},
    "withdraw": {"of": node("offer")},
    "refuse": {"of": node("offer")},
    "confirm": {"of": node("take")},
    "deny": {"of": node("take")},
    "annul": {"of": node("own")},
    "resolve": {
        "of": node("fork"),
        "ends": sorted([node("tip 1"), node("tip 2")]),
        "to": str(fixed_uuid("office")),
    },
    "pack": {"in": {"l": label_id("receptacle"), "b": node("receptacle")}},
    "seal": {"in": {"l": label_id("receptacle")}, "seal": "TB 004402"},
    "unpack": {"in": {"l": label_id("receptacle")}, "seal": "Niêm đỏ 7"},
}
OPTIONAL = {
    "why": "recipient.absent",
    "hid": fixed_text(name="private", length=32),
    "ev": [
        {"h": fixed_text(name="photo", length=32), "t": "photo", "n": 187_204},
        {"h": fixed_text(name="hand", length=32), "t": "signature", "n": 4_096},
    ],
    "seen": ["00f1e2d3c4b5a697", 8_412, fixed_text(name="root", length=32)],
}


def payload(act="check", **changes):
    """Make a payload that is right for the act; GONE takes a member away."""
    said = {
        "v": 1,
        "act": act,
        "who": str(fixed_uuid("person")),
        "for": str(fixed_uuid("office")),
        "dev": {"e": fixed_text(name="epoch", length=16), "n": 12, "p": node("previous")},
        "on": [{"l": label_id("item"), "b": node("basis")}],
        "at": {
            "w": 1_590_547_920_000,
            "m": 5_400_250,
            "c": fixed_text(name="context", length=8),
            "s": [1_590_547_905_120, 5_386_012],
        },
        **OWN_MEMBERS.get(act, {}),
    }
    return {name: value for name, value in (said | changes).items() if value is not GONE}


def scans():
    return {
        "devices": {
            key.public.thumbprint: {"jwk": key.public.jwk(), "is_revoked": is_revoked}
            for key, is_revoked in ((OFFICE_KEY, False), (COURIER_KEY, True))
        },
        "accepted": [_accepted(name, jws) for name, jws in _good_scans().items()],
        "quarantined": [
            _quarantined(name, jws, reason, is_signed=name in SIGNED_ENVELOPES)
            for name, (jws, reason) in _bad_envelopes().items()
        ]
        + [
            _quarantined(name, jws, reason, is_signed=True)
            for name, (jws, reason) in _bad_payloads().items()
        ],
        "private": _private_parts(),
    }


def _quarantined(name, jws, reason, *, is_signed):
    return {
        "name": name,
        "jws": jws,
        "reason": reason,
        "is_signed": is_signed,
        "quarantine_key": quarantine_key(jws),
    }


def _accepted(name, jws):
    header, said, _ = jws.split(".")
    return {
        "name": name,
        "header": b64u_bytes(header).decode(),
        "payload": b64u_bytes(said).decode(),
        "jws": jws,
        "id": scan_id(jws),
    }


def _good_scans():
    code = typed_code(label_id("item"))
    labels = sorted(label_id(f"many {number}") for number in range(98))
    codes = sorted(typed_code(label_id(f"code {number}")) for number in range(2))
    at = payload()["at"]
    first = {"e": fixed_text(name="epoch", length=16), "n": 0}
    payloads = {f"{act}, as it usually is": payload(act) for act in EVERY_ACT}
    payloads |= {
        "check with all that any scan may carry": payload(**OPTIONAL),
        "offer to whoever shows the ticket": payload("offer", to=GONE),
        "accept without a ticket": payload("accept", tk=GONE),
        "unpack without a seal number": payload("unpack", seal=GONE),
        "typed code": payload(on=[{"c": code}]),
        "hundred things, labels before codes": payload(
            on=[{"l": one} for one in labels] + [{"c": one, "b": node(one)} for one in codes]
        ),
        "very first of a device": payload(dev=first),
        "first of a new epoch": payload(dev={**first, "p": node("last of the old epoch")}),
        "no server time seen": payload(at={name: at[name] for name in "wmc"}),
        "reason that this server does not know": payload(why="a.reason_from.2031"),
        "largest integer": payload(at={**at, "w": 2**53 - 1}),
        "seal of thirty-two letters": payload("seal", seal="Đ" * 32),
        "members in another order": dict(reversed(payload().items())),
    }
    signed = {name: sign_scan(payload=said, key=OFFICE_KEY) for name, said in payloads.items()}
    text = compact_json(payload("seal")).decode()
    signed["letters written as escapes"] = sign_text(text.replace("TB 0", r"\u0054B\u00200"))
    usual = signed["check, as it usually is"]
    signed["the twin with the high s, same id"] = _with_signature(usual, high_s)
    return signed


def sign_text(text, *, key=OFFICE_KEY, header=None):
    """Sign any payload text under any header, as `sign_scan` never would."""
    default = {"alg": "ES256", "typ": "scan+jwt", "kid": key.public.thumbprint}
    head = compact_json(default) if header is None else header
    said = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    signed = f"{b64u(head)}.{b64u(said)}"
    return f"{signed}.{b64u(key.sign(signed.encode()))}"


def _with_signature(jws, change):
    signed, _, signature = jws.rpartition(".")
    return f"{signed}.{b64u(change(b64u_bytes(signature)))}"


# What the device signed that it names, though its envelope is none that we know.
SIGNED_ENVELOPES = {
    "over 16 KiB",
    "header with whitespace",
    "no algorithm",
    "another algorithm",
    "a shared secret",
    "another type",
    "type missing",
    "key of its own",
    "critical member",
    "type of a newer app, version 2",
    "revoked device",
    "revoked device, version 2",
    "revoked device, another type",
    "16 KiB, but a reason too long",
}


def _bad_envelopes():
    good = sign_scan(payload=payload(), key=OFFICE_KEY)
    header, said, signature = good.split(".")
    kid = OFFICE_KEY.public.thumbprint
    head = {"alg": "ES256", "typ": "scan+jwt", "kid": kid}
    right = compact_json(payload()).decode()

    def headed(changed):
        raw = changed if isinstance(changed, bytes) else compact_json(changed)
        return sign_text(right, header=raw)

    other = sign_scan(payload=payload("take"), key=OFFICE_KEY)
    return {
        "over 16 KiB": (_largest(16 * 1024 + 2), "too_big"),
        "nothing": ("", "unreadable"),
        "a word": ("scan", "unreadable"),
        "an address": ("https://example.org/a.b.c", "unreadable"),
        "two parts": (f"{header}.{said}", "unreadable"),
        "four parts": (f"{good}.{signature}", "unreadable"),
        "padding": (f"{header}.{said}.{signature}==", "unreadable"),
        "the other base64": (f"{header}.{said}.{signature[:-2]}+/", "unreadable"),
        "bits behind the end of the signature": (good[:-1] + _next(good[-1]), "unreadable"),
        "a line end behind": (good + "\n", "unreadable"),
        "a space before": (" " + good, "unreadable"),
        "a letter of another script": (good[:-1] + "é", "unreadable"),
        "header is no JSON": (headed(b"{"), "unreadable"),
        "header with twin members": (
            headed(b'{"alg":"ES256","alg":"ES256","typ":"scan+jwt","kid":"%s"}' % kid.encode()),
            "unreadable",
        ),
        "header with a byte order mark": (
            headed(b"\xef\xbb\xbf" + compact_json(head)),
            "unreadable",
        ),
        "header is bad UTF-8": (headed(b'{"alg":"\xff"}'), "unreadable"),
        "header is a list": (headed([head]), "schema"),
        "header with whitespace": (headed(json.dumps(head).encode()), "schema"),
        "no algorithm": (headed(head | {"alg": "none"}), "schema"),
        "another algorithm": (headed(head | {"alg": "ES384"}), "schema"),
        "a shared secret": (headed(head | {"alg": "HS256"}), "schema"),
        "another type": (headed(head | {"typ": "enrol+jwt"}), "schema"),
        "type missing": (headed({"alg": "ES256", "kid": kid}), "schema"),
        "key of its own": (headed(head | {"jwk": STRANGER_KEY.public.jwk()}), "schema"),
        "critical member": (headed(head | {"crit": ["exp"]}), "schema"),
        "device id too short": (headed(head | {"kid": kid[:-1]}), "schema"),
        "device id is null": (headed(head | {"kid": None}), "schema"),
        "device id missing": (headed({"alg": "ES256", "typ": "scan+jwt"}), "schema"),
        "type of a newer app, version 2": (
            sign_text(
                compact_json(payload(v=2)).decode(), header=compact_json(head | {"typ": "scan2"})
            ),
            "schema",
        ),
        "another type, signed by a stranger in the office's name": (
            sign_text(right, key=STRANGER_KEY, header=compact_json(head | {"typ": "scan2"})),
            "schema",
        ),
        "over 16 KiB, signed by a stranger in the office's name": (
            _with_signature(_largest(16 * 1024 + 2), lambda _: bytes(64)),
            "too_big",
        ),
        "over 16 KiB, and no device named": ("." * (16 * 1024 + 1), "too_big"),
        "over 16 KiB, and no device in its header": (
            headed({"alg": "ES256", "x": "a" * 16 * 1024}),
            "too_big",
        ),
        "device that nobody enrolled": (
            sign_scan(payload=payload(), key=STRANGER_KEY),
            "unknown_device",
        ),
        "device that nobody enrolled, another type": (
            sign_text(
                right,
                key=STRANGER_KEY,
                header=compact_json(
                    {"alg": "ES256", "typ": "scan2", "kid": STRANGER_KEY.public.thumbprint}
                ),
            ),
            "unknown_device",
        ),
        "signed by a stranger in the office's name": (
            sign_text(right, key=STRANGER_KEY, header=compact_json(head)),
            "bad_signature",
        ),
        "payload of another scan": (
            f"{header}.{other.split('.')[1]}.{signature}",
            "bad_signature",
        ),
        "signature of another scan": (
            f"{header}.{said}.{other.split('.')[2]}",
            "bad_signature",
        ),
        "signature missing": (f"{header}.{said}.", "bad_signature"),
        "signature one byte short": (_with_signature(good, lambda s: s[:-1]), "bad_signature"),
        "signature one byte long": (_with_signature(good, lambda s: s + b"\0"), "bad_signature"),
        "signature of zeros": (_with_signature(good, lambda _: bytes(64)), "bad_signature"),
        "signature of ones": (_with_signature(good, lambda _: b"\xff" * 64), "bad_signature"),
        "bad signature and bad payload": (
            sign_text("{", key=STRANGER_KEY, header=compact_json(head)),
            "bad_signature",
        ),
        "revoked device": (sign_scan(payload=payload(), key=COURIER_KEY), "revoked"),
        "revoked device, version 2": (
            sign_scan(payload=payload(v=2), key=COURIER_KEY),
            "revoked",
        ),
        "revoked device, another type": (
            sign_text(
                right,
                key=COURIER_KEY,
                header=compact_json(
                    {"alg": "ES256", "typ": "scan2", "kid": COURIER_KEY.public.thumbprint}
                ),
            ),
            "schema",
        ),
        "16 KiB, but a reason too long": (_largest(16 * 1024), "schema"),
    }


def _next(character):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(character) ^ 1]


def _largest(size):
    """Make the longest scan whose text has at most so many characters."""
    around = len(sign_scan(payload=payload(why=""), key=OFFICE_KEY))
    length = (size - around) * 3 // 4
    return sign_scan(payload=payload(why="a" * length), key=OFFICE_KEY)


def _bad_payloads():
    texts = _bad_texts() | {
        name: compact_json(said).decode("utf-8") for name, said in _wrong_payloads().items()
    }
    bad = {name: (sign_text(text), "schema") for name, text in texts.items()}
    for name, said in {
        "version 2": payload(v=2),
        "version 0": payload(v=0),
        "version 2 with members of its own": payload(v=2, new={"a": 1.5}),
        "version 2 and nothing else": {"v": 2},
    }.items():
        bad[name] = (sign_text(compact_json(said)), "unknown_version")
    return bad


def _bad_texts():
    right = compact_json(payload()).decode()
    return {
        "payload is empty": "",
        "payload is no JSON": "{",
        "payload is two objects": right + right,
        "payload is a list": f"[{right}]",
        "payload is null": "null",
        "payload is bad UTF-8": b'{"v":1,"act":"\xff"}',
        "payload is UTF-8 with a byte order mark": "\ufeff" + right,
        "whitespace between members": right.replace(",", ", ", 1),
        "line end behind": right + "\n",
        "twin members": right.replace('"v":1', '"v":1,"v":1'),
        "twin members inside": right.replace('"n":12', '"n":12,"n":12'),
        "twin members, one by escapes": right.replace('"v":1', r'"v":1,"\u0076":1'),
        "number with a fraction": right.replace('"n":12', '"n":12.0'),
        "number with an exponent": right.replace('"n":12', '"n":1e1'),
        "minus zero": right.replace('"n":12', '"n":-0'),
        "not a number": right.replace('"n":12', '"n":NaN'),
        "infinite": right.replace('"n":12', '"n":Infinity'),
        "number of five thousand digits": right.replace('"n":12', '"n":' + "9" * 5_000),
        "nested a thousand deep": right.replace('"n":12', '"n":' + "[" * 1_000 + "]" * 1_000),
        "half a letter by an escape": compact_json(payload("seal", seal="S"))
        .decode()
        .replace('"seal":"S"', r'"seal":"\ud800"'),
    }


def _wrong_payloads():
    return _wrong_members() | _wrong_chains() | _wrong_subjects() | _wrong_times() | _wrong_acts()


def _wrong_members():
    return {
        f"{name} missing": payload(**{name: GONE})
        for name in ("v", "act", "who", "for", "dev", "on", "at")
    } | {
        "version as text": payload(v="1"),
        "version as true": payload(v=True),
        "unknown member": payload(note="x"),
        "unknown act": payload("ship"),
        "act in capitals": payload("CHECK"),
        "act is a list": payload() | {"act": ["check"]},
        "person is null": payload(who=None),
        "person in capitals": payload(who=str(fixed_uuid("person")).upper()),
        "person as a URN": payload(who=fixed_uuid("person").urn),
        "person is a number": payload(who=1),
        "reason empty": payload(why=""),
        "reason in capitals": payload(why="Absent"),
        "reason of 65 letters": payload(why="a" * 65),
        "reason with a line end": payload(why="absent\n"),
        "hash of the private part too short": payload(hid=fixed_text(name="x", length=31)),
        "hash of the private part is null": payload(hid=None),
        "no evidence in the list": payload(ev=[]),
        "seventeen pieces of evidence": payload(ev=OPTIONAL["ev"][:1] * 17),
        "evidence of another kind": payload(ev=[OPTIONAL["ev"][0] | {"t": "video"}]),
        "evidence without its size": payload(ev=[{"h": node("x"), "t": "photo"}]),
        "evidence of less than nothing": payload(ev=[OPTIONAL["ev"][0] | {"n": -1}]),
        "seen without a root": payload(seen=OPTIONAL["seen"][:2]),
        "seen with an epoch in capitals": payload(
            seen=["00F1E2D3C4B5A697", *OPTIONAL["seen"][1:]]
        ),
        "seen with a size below zero": payload(
            seen=[OPTIONAL["seen"][0], -1, OPTIONAL["seen"][2]]
        ),
    }


def _wrong_chains():
    dev = payload()["dev"]
    return {
        "no previous scan at n = 12": payload(dev={"e": dev["e"], "n": 12}),
        "previous scan is null": payload(dev={"e": dev["e"], "n": 0, "p": None}),
        "counter below zero": payload(dev={**dev, "n": -1}),
        "counter of 2^53": payload(dev={**dev, "n": 2**53}),
        "counter is true": payload(dev={**dev, "n": True}),
        "counter as text": payload(dev={**dev, "n": "12"}),
        "epoch of 15 bytes": payload(dev={**dev, "e": fixed_text(name="e", length=15)}),
        "epoch with stray bits": payload(dev={**dev, "e": dev["e"][:-1] + _next(dev["e"][-1])}),
        "unknown member of the chain": payload(dev={**dev, "x": 1}),
        "chain is a list": payload(dev=[dev]),
    }


def _wrong_subjects():
    first, second = sorted([label_id("one"), label_id("two")])
    code = typed_code(label_id("item"))
    return {
        "nothing scanned": payload(on=[]),
        "a hundred and one": payload(
            on=[{"l": one} for one in sorted(label_id(f"many {n}") for n in range(101))]
        ),
        "the same label twice": payload(on=[{"l": first}, {"l": first}]),
        "the same label with two bases": payload(
            on=[{"l": first, "b": node("1")}, {"l": first, "b": node("2")}]
        ),
        "labels not sorted": payload(on=[{"l": second}, {"l": first}]),
        "code before label": payload(on=[{"c": code}, {"l": first}]),
        "the same code twice": payload(on=[{"c": code}, {"c": code}]),
        "label and code in one": payload(on=[{"l": first, "c": code}]),
        "neither label nor code": payload(on=[{"b": node("1")}]),
        "label of 15 bytes": payload(on=[{"l": fixed_text(name="l", length=15)}]),
        "label is null": payload(on=[{"l": None, "c": code}]),
        "label as it is printed": payload(on=[{"l": "HS1:ABC"}]),
        "basis is null": payload(on=[{"l": first, "b": None}]),
        "basis of 31 bytes": payload(on=[{"l": first, "b": fixed_text(name="b", length=31)}]),
        "code with a wrong check character": payload(
            on=[{"c": code[:-1] + ("0" if code[-1] != "0" else "1")}]
        ),
        "code in small letters": payload(on=[{"c": code.lower()}]),
        "code with hyphens": payload(on=[{"c": f"{code[:5]}-{code[5:10]}-{code[10]}"}]),
        "unknown member of a subject": payload(on=[{"l": first, "x": 1}]),
        "subject is text": payload(on=[first]),
        "subjects are no list": payload(on={"l": first}),
    }


def _wrong_times():
    at = payload()["at"]
    return {
        "wall clock missing": payload(at={name: at[name] for name in "mc"}),
        "wall clock before 1970": payload(at={**at, "w": -1}),
        "monotonic clock below zero": payload(at={**at, "m": -1}),
        "context of 9 bytes": payload(at={**at, "c": fixed_text(name="c", length=9)}),
        "server time is null": payload(at={**at, "s": None}),
        "server time without its moment": payload(at={**at, "s": [1]}),
        "server time with a third number": payload(at={**at, "s": [1, 2, 3]}),
        "server time below zero": payload(at={**at, "s": [-1, 2]}),
        "unknown member of the time": payload(at={**at, "tz": 7}),
    }


def _wrong_acts():
    missing = {
        f"{act} without {name}": payload(act, **{name: GONE})
        for act, names in {
            "accept": ["of"],
            "deliver": ["to"],
            "withdraw": ["of"],
            "refuse": ["of"],
            "confirm": ["of"],
            "deny": ["of"],
            "annul": ["of"],
            "resolve": ["of", "ends", "to"],
            "pack": ["in"],
            "seal": ["in", "seal"],
            "unpack": ["in"],
        }.items()
        for name in names
    }
    ends = sorted(node(f"end {number}") for number in range(17))
    receptacle = {"l": label_id("receptacle")}
    return missing | {
        "take with an offer": payload("take", of=node("offer")),
        "check with a receiver": payload(to=str(fixed_uuid("office"))),
        "commission into a receptacle": payload("commission", **{"in": receptacle}),
        "offer with a ticket": payload("offer", tk=OWN_MEMBERS["accept"]["tk"]),
        "pack with a seal number": payload("pack", seal="TB 1"),
        "accept with ends": payload("accept", ends=ends[:1]),
        "receiver is null": payload("offer", to=None),
        "offer id too long": payload("accept", of=node("offer") + "A"),
        "ticket of 180 bytes": payload("accept", tk=b64u(fixed_bytes(name="t", length=180))),
        "ticket as it is shown": payload("accept", tk="HO1:ABC"),
        "no ends": payload("resolve", ends=[]),
        "seventeen ends": payload("resolve", ends=ends),
        "ends not sorted": payload("resolve", ends=ends[:2][::-1]),
        "the same end twice": payload("resolve", ends=ends[:1] * 2),
        "receptacle by its code": payload(
            "pack", **{"in": {"c": typed_code(label_id("receptacle"))}}
        ),
        "receptacle is text": payload("pack", **{"in": label_id("receptacle")}),
        "seal empty": payload("seal", seal=""),
        "seal of 33 letters": payload("seal", seal="7" * 33),
        "seal not NFC": payload("seal", seal="Đo\u0309"),
        "seal with a control character": payload("seal", seal="TB\u0007"),
        "seal that turns the line round": payload("seal", seal="TB\u202e1"),
        "seal is a number": payload("seal", seal=4402),
    }


def _private_parts():
    salt = fixed_text(name="salt", length=16)
    whole = {
        "salt": salt,
        "pos": [104_601_700, 1_056_329_400, 12, 40_000],
        "note": "Gửi lại ở quầy 2",
        "recipient": {"relation": "spouse", "shown": ["cccd"], "is_proxy": True},
        "pin": "480215",
        "slip": fixed_text(name="slip", length=16),
    }
    good = {
        "salt alone": {"salt": salt},
        "all of it": whole,
        "south and west": {"salt": salt, "pos": [-900_000_000, -1_800_000_000, 0, 0]},
        "four deep": {"salt": salt, "recipient": {"a": {"b": {"c": 1}}}},
        "note of 500 letters": {"salt": salt, "note": "ữ" * 500},
    }
    bad = {
        "no salt": {"note": "x"},
        "salt too short": {"salt": salt[:-2]},
        "unknown member": whole | {"phone": "x"},
        "note of 501 letters": {"salt": salt, "note": "a" * 501},
        "note is null": {"salt": salt, "note": None},
        "note with a line end": {"salt": salt, "note": "a\nb"},
        "beyond the pole": {"salt": salt, "pos": [900_000_001, 0, 1, 0]},
        "beyond the date line": {"salt": salt, "pos": [0, 1_800_000_001, 1, 0]},
        "position with a fraction": {"salt": salt, "pos": [10.5, 105.6, 1, 0]},
        "position of three numbers": {"salt": salt, "pos": [1, 2, 3]},
        "accuracy below zero": {"salt": salt, "pos": [1, 2, -3, 4]},
        "recipient is text": {"salt": salt, "recipient": "x"},
        "recipient too deep": {"salt": salt, "recipient": {"a": {"b": {"c": {"d": 1}}}}},
        "recipient with null": {"salt": salt, "recipient": {"a": None}},
        "slip too short": {"salt": salt, "slip": salt[:-2]},
        "slip is null": {"salt": salt, "slip": None},
        "slip with stray bits": {"salt": salt, "slip": salt[:-1] + _next(salt[-1])},
        "pin empty": {"salt": salt, "pin": ""},
        "over 4 KiB": {"salt": salt, "recipient": {"a": "b" * 4_100}},
    }
    texts = {name: (compact_json(said).decode(), True) for name, said in good.items()}
    texts |= {name: (compact_json(said).decode(), False) for name, said in bad.items()}
    alone = compact_json(good["salt alone"]).decode()
    texts |= {
        "with whitespace, kept verbatim": (json.dumps(good["salt alone"]), True),
        "no JSON": ("{", False),
        "twin members": (alone.replace("{", '{"salt":"",'), False),
        "nothing": ("", False),
        "not a number": (alone.replace("}", ',"pos":[NaN,0,0,0]}'), False),
    }
    return [
        {"name": name, "text": text, "hid": private_hash(text), "is_readable": is_readable}
        for name, (text, is_readable) in texts.items()
    ]
