"""Scans carried home by hand: sealed by a phone, opened by the house alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.strategies import texts
from tests.vectors.export_vectors import said, sealed
from tests.vectors.fixed import COURIER_KEY, EXPORT_KEY, OFFICE_KEY
from tests.vectors.stored import by_name, stored
from tracking.kernel.export import (
    MAX_EXPORTED_SCANS,
    Export,
    ExportedScan,
    UnreadableExport,
    open_export,
    seal_export,
)
from tracking.kernel.signing import PublicKey, compact_json

EXPORTS = stored("exports")
KEYS = {key.public.thumbprint: key for key in (EXPORT_KEY, OFFICE_KEY)}


@pytest.mark.parametrize("case", **by_name(EXPORTS["opened"]))
def test_an_export_is_opened(case):
    export = open_export(jwe=case["jwe"], keys=KEYS)

    assert (export.device, export.key) == (
        case["said"]["dev"],
        PublicKey.from_jwk(case["said"]["jwk"]),
    )
    assert [(scan.jws, scan.private) for scan in export.scans] == [
        (scan["jws"], scan.get("private")) for scan in case["said"]["scans"]
    ]


@pytest.mark.parametrize("case", **by_name(EXPORTS["refused"]))
def test_whatever_is_wrong_with_an_export_is_one_refusal(case):
    with pytest.raises(UnreadableExport):
        open_export(jwe=case["jwe"], keys=KEYS)


@given(
    scans=st.lists(
        st.builds(ExportedScan, jws=texts, private=st.none() | texts), min_size=1, max_size=3
    )
)
def test_what_was_sealed_comes_back(scans):
    export = Export(key=COURIER_KEY.public, scans=tuple(scans))

    jwe = seal_export(export=export, to=EXPORT_KEY.public)

    assert open_export(jwe=jwe, keys=KEYS) == export


def test_the_same_scans_are_sealed_otherwise_each_time():
    export = Export(key=COURIER_KEY.public, scans=(ExportedScan(jws="a.b.c"),))

    one, other = (seal_export(export=export, to=EXPORT_KEY.public) for _ in range(2))

    assert not set(one.split(".")) & set(other.split(".")) - {""}


def test_only_the_house_opens_an_export():
    jwe = EXPORTS["opened"][0]["jwe"]

    with pytest.raises(UnreadableExport):
        open_export(jwe=jwe, keys={EXPORT_KEY.public.thumbprint: OFFICE_KEY})
    with pytest.raises(UnreadableExport):
        open_export(jwe=jwe, keys={})


def test_an_export_has_its_limits():
    scan = {"jws": ""}
    most, too_many = ([scan] * number for number in (MAX_EXPORTED_SCANS, MAX_EXPORTED_SCANS + 1))
    longest = said(scans=[scan | {"private": "a" * 780_000}])
    too_long = said(scans=[scan | {"private": "a" * 780_000}, {"jws": "b" * 20_000}])

    assert len(opened(said(scans=most)).scans) == MAX_EXPORTED_SCANS
    assert opened(longest)
    for wrong in (said(scans=too_many), too_long):
        with pytest.raises(UnreadableExport):
            opened(wrong)


def opened(text):
    return open_export(jwe=sealed(compact_json(text)), keys=KEYS)


def test_no_single_character_of_an_export_can_change():
    jwe = EXPORTS["opened"][1]["jwe"]
    for place, character in enumerate(jwe):
        other = "A" if character != "A" else "B"

        with pytest.raises(UnreadableExport):
            open_export(jwe=jwe[:place] + other + jwe[place + 1 :], keys=KEYS)


@given(texts)
def test_whatever_comes_is_refused_and_nothing_breaks(text):
    with pytest.raises(UnreadableExport):
        open_export(jwe=text, keys=KEYS)
