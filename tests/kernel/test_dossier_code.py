from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.stored import stored
from tracking.kernel.dossier_code import (
    DossierCode,
    NotADossierCode,
    dossier_code,
    read_dossier_code,
)

CODES = stored("dossier_codes")


@pytest.mark.parametrize("case", CODES["written"])
def test_a_code_is_written(case):
    on = date.fromisoformat(case["on"])

    assert dossier_code(org=case["org"], on=on, ordinal=case["ordinal"]) == case["text"]


@pytest.mark.parametrize("case", CODES["written"] + CODES["read"])
def test_a_code_of_any_system_is_read_and_kept_verbatim(case):
    assert read_dossier_code(case["text"]) == DossierCode(
        text=case["text"],
        org=case["org"],
        on=date.fromisoformat(case["on"]),
        ordinal=case["ordinal"],
    )


@pytest.mark.parametrize("text", CODES["refused"])
def test_another_text_is_no_code(text):
    with pytest.raises(NotADossierCode):
        read_dossier_code(text)


@pytest.mark.parametrize(
    ("org", "on", "ordinal"),
    [
        ("000.00.14.H20", date(2020, 5, 27), 0),
        ("000.00.14.H20", date(2020, 5, 27), 10_000_000),
        ("000.00.14.H20", date(1999, 5, 27), 1),
        ("h20", date(2020, 5, 27), 1),
        ("", date(2020, 5, 27), 1),
    ],
)
def test_what_could_not_be_read_is_not_written(org, on, ordinal):
    with pytest.raises(NotADossierCode):
        dossier_code(org=org, on=on, ordinal=ordinal)


@given(
    on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    ordinal=st.integers(1, 9_999_999),
)
def test_what_is_written_can_be_read(on, ordinal):
    code = read_dossier_code(dossier_code(org="000.00.14.H20", on=on, ordinal=ordinal))

    assert (code.on, code.ordinal) == (on, ordinal)
