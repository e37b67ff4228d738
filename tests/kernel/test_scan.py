import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.strategies import texts
from tests.vectors.fixed import OFFICE_KEY, fixed_uuid, label_id, node
from tests.vectors.scan_vectors import OWN_MEMBERS, payload, sign_text
from tests.vectors.stored import by_name, stored
from tracking.kernel.ids import b64u, b64u_bytes, sha256_b64u
from tracking.kernel.label import typed_code
from tracking.kernel.scan import (
    MEMBERS,
    Act,
    At,
    DeviceChain,
    Evidence,
    EvidenceKind,
    InReceptacle,
    On,
    Reason,
    Scan,
    Seen,
)
from tracking.kernel.scan_reading import (
    RegisteredKey,
    Unreadable,
    quarantine_key,
    read_envelope,
    read_payload,
    read_scan,
    scan_id,
    sign_scan,
)
from tracking.kernel.signing import PublicKey, compact_json

SCANS = stored("scans")
DEVICES = {
    device: RegisteredKey(key=PublicKey.from_jwk(known["jwk"]), is_revoked=known["is_revoked"])
    for device, known in SCANS["devices"].items()
}


def reason_of(jws):
    """Return why a scan is set aside, or None if it is accepted."""
    try:
        read_scan(jws=jws, key_of=DEVICES.get)
    except Unreadable as unreadable:
        return unreadable.reason
    return None


@pytest.mark.parametrize("case", **by_name(SCANS["accepted"]))
def test_a_scan_is_read(case):
    said = json.loads(case["payload"])

    scan = read_scan(jws=case["jws"], key_of=DEVICES.get)

    assert scan.id == scan_id(case["jws"]) == case["id"]
    assert (scan.act, scan.who, scan.party) == (said["act"], UUID(said["who"]), UUID(said["for"]))
    assert [(on.label, on.code, on.basis) for on in scan.on] == [
        (on.get("l"), on.get("c"), on.get("b")) for on in said["on"]
    ]


@pytest.mark.parametrize("case", **by_name(SCANS["quarantined"]))
def test_a_scan_is_set_aside_for_its_first_reason(case):
    assert reason_of(case["jws"]) == case["reason"]
    assert quarantine_key(case["jws"]) == case["quarantine_key"]


@pytest.mark.parametrize("case", **by_name(SCANS["quarantined"]))
def test_whether_its_device_signed_it_is_known_whatever_is_wrong_with_it(case):
    with pytest.raises(Unreadable) as raised:
        read_scan(jws=case["jws"], key_of=DEVICES.get)

    assert raised.value.is_signed is case["is_signed"]


def test_a_stored_scan_with_another_header_is_not_read():
    jws = next(one["jws"] for one in SCANS["quarantined"] if one["name"] == "another type")

    with pytest.raises(Unreadable) as raised:
        read_payload(read_envelope(jws))

    assert raised.value.reason is Reason.SCHEMA


def test_every_reason_and_every_act_has_its_vector():
    assert {case["reason"] for case in SCANS["quarantined"]} == set(Reason) - {
        Reason.NOT_STORED  # of what nobody we know vouches for: a receipt says it, not a scan
    }
    assert {json.loads(case["payload"])["act"] for case in SCANS["accepted"]} == set(Act)
    assert set(MEMBERS) == set(Act)


def test_everything_that_a_scan_says_is_read():
    said = {
        "why": "wrong.office",
        "hid": node("private"),
        "ev": [{"h": node("photo"), "t": "photo", "n": 1000}],
        "seen": ["00f1e2d3c4b5a697", 7, node("root")],
    }
    jws = sign_scan(payload=payload("unpack", **said), key=OFFICE_KEY)

    scan = read_scan(jws=jws, key_of=DEVICES.get)

    at = payload()["at"]
    dev = payload()["dev"]
    assert scan == Scan(
        id=sha256_b64u(jws.rpartition(".")[0].encode()),
        device=OFFICE_KEY.public.thumbprint,
        act=Act.UNPACK,
        who=fixed_uuid("person"),
        party=fixed_uuid("office"),
        chain=DeviceChain(epoch=dev["e"], n=12, prev=node("previous")),
        on=(On(label=label_id("item"), basis=node("basis")),),
        at=At(
            wall_ms=1_590_547_920_000,
            mono_ms=5_400_250,
            context=at["c"],
            server_ms=1_590_547_905_120,
            server_mono_ms=5_386_012,
        ),
        receptacle=InReceptacle(label=label_id("receptacle")),
        seal="Niêm đỏ 7",
        why="wrong.office",
        private_hash=node("private"),
        evidence=(Evidence(sha256=node("photo"), kind=EvidenceKind.PHOTO, size_bytes=1000),),
        seen=Seen(epoch="00f1e2d3c4b5a697", size=7, root=node("root")),
    )


def test_what_an_act_adds_is_read():
    accept = _read(payload("accept"))
    resolve = _read(payload("resolve"))
    offer = _read(payload("offer"))
    typed = _read(payload(on=[{"c": typed_code(label_id("item"))}]))

    assert (accept.of, accept.ticket) == (
        node("offer"),
        b64u_bytes(OWN_MEMBERS["accept"]["tk"]),
    )
    assert resolve.ends == tuple(sorted([node("tip 1"), node("tip 2")]))
    assert (resolve.of, resolve.to) == (node("fork"), fixed_uuid("office"))
    assert offer.to == fixed_uuid("courier party")
    assert typed.on == (On(code=typed_code(label_id("item"))),)


def _read(said):
    return read_payload(read_envelope(sign_scan(payload=said, key=OFFICE_KEY)))


def test_bytes_and_text_are_the_same_scan():
    jws = SCANS["accepted"][0]["jws"]

    assert read_envelope(jws) == read_envelope(jws.encode())


def test_half_a_letter_is_unreadable_and_has_a_key():
    jws = "\ud800" + SCANS["accepted"][0]["jws"]

    assert reason_of(jws) is Reason.UNREADABLE
    assert quarantine_key(jws) == sha256_b64u(jws.encode("utf-8", "surrogatepass"))


def test_no_single_character_of_a_scan_can_change():
    jws = SCANS["accepted"][0]["jws"]
    for place, character in enumerate(jws):
        other = "A" if character != "A" else "B"

        assert reason_of(jws[:place] + other + jws[place + 1 :]) is not None


@given(texts | st.binary(max_size=60))
def test_whatever_comes_is_set_aside_and_nothing_breaks(raw):
    with pytest.raises(Unreadable):
        read_scan(jws=raw, key_of=DEVICES.get)


@given(texts | st.binary(max_size=40))
def test_whatever_a_device_signs_is_set_aside_and_nothing_breaks(raw):
    assert reason_of(sign_text(raw)) in {Reason.SCHEMA, Reason.UNKNOWN_VERSION}


names = st.sampled_from(["v", "act", "who", "tk", "in", "x"])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(names, scalars, max_size=2)
acts = st.sampled_from(Act).map(str)


@given(act=acts, place=st.integers(0, 9), name=names)
def test_a_member_of_a_wrong_type_is_set_aside(act, place, name):
    wrong = [None, True, 1.0, 2**53, -1, "", [], {}, [[[[[]]]]], "null"][place]
    said = payload(act) | {name: wrong}
    header = b64u(b'{"alg":"ES256","typ":"scan+jwt","kid":"%s"}' % (b"A" * 43))
    envelope = read_envelope(f"{header}.{b64u(compact_json(said))}.")

    with pytest.raises(Unreadable):
        read_payload(envelope)


@settings(max_examples=50)
@given(said=st.dictionaries(st.sampled_from(sorted(payload("accept"))), values))
def test_any_members_are_read_or_set_aside(said):
    text = json.dumps(payload("accept") | said, separators=(",", ":"))
    header = b64u(b'{"alg":"ES256","typ":"scan+jwt","kid":"%s"}' % (b"A" * 43))
    envelope = read_envelope(f"{header}.{b64u(text.encode())}.")

    try:
        scan = read_payload(envelope)
    except Unreadable:
        return

    assert scan.act is Act.ACCEPT
    assert (scan.at.server_ms is None) == (scan.at.server_mono_ms is None)
