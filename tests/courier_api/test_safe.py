"""Text, ids and times come in only in the one form that we store."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

from courier_api.api import api
from courier_api.safe import MAX_TEXT, Id, In, Line, Moment, SafeText

LINE: TypeAdapter[str] = TypeAdapter(Line)
TEXT: TypeAdapter[str] = TypeAdapter(SafeText)
ID: TypeAdapter[UUID] = TypeAdapter(Id)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


def bodies() -> Iterator[type[In]]:
    """Yield every body that an operation takes, also those inside others."""
    left = [In]
    while left:
        children = left.pop().__subclasses__()
        left += children
        yield from children


BODIES = sorted(
    (body for body in bodies() if body.model_fields), key=lambda body: body.__qualname__
)


def test_there_are_bodies_to_look_at():
    assert api.get_openapi_schema()["components"]  # the modules of all operations are loaded
    assert {"ScanIn", "EnrolmentIn", "IntakeIn"} <= {one.__qualname__ for one in BODIES}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__qualname__)
def test_what_does_not_apply_is_absent_and_never_null(body):
    nothing = dict.fromkeys(body.model_fields)

    with pytest.raises(ValidationError) as refused:
        body.model_validate(nothing)

    assert {one["loc"][0] for one in refused.value.errors()} == body.model_fields.keys()


@pytest.mark.parametrize(
    "text",
    ["a\0b", "a\nb", "\u202eabc", "a\u200bb", "a\u200db", "\ufeffabc", "a\ue000b", "a\u2028b"],
    ids=["nul", "line", "bidi", "zero width", "joiner", "mark", "private", "separator"],
)
def test_s15_text_with_a_hidden_character_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        TEXT.validate_python(text)

    assert refused.value.errors()[0]["type"] == "unsafe_text"


def test_s15_twins_of_a_name_become_one():
    name = "Nguyễn Thị Sen"

    assert TEXT.validate_python(unicodedata.normalize("NFD", name)) == name
    assert TEXT.validate_python(f"  {name} ") == name


def test_s12_html_is_text_like_any_other():
    assert TEXT.validate_python("<b>Sen</b>") == "<b>Sen</b>"


def test_s15_a_million_accents_are_refused_at_once():
    with pytest.raises(ValidationError):
        TEXT.validate_python("a" + "\u0301\u0327" * 500_000)


@pytest.mark.parametrize("text", ["", "   ", "x" * 241])
def test_a_line_has_something_to_say_and_fits(text):
    with pytest.raises(ValidationError):
        LINE.validate_python(text)


def test_text_is_as_long_as_it_may_be():
    assert len(TEXT.validate_python("ễ" * MAX_TEXT)) == MAX_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "{6d1f6a3e-2b1c-4c3a-9a52-3b6b3f6f7a10}",
        "urn:uuid:6d1f6a3e-2b1c-4c3a-9a52-3b6b3f6f7a10",
        "6D1F6A3E-2B1C-4C3A-9A52-3B6B3F6F7A10",
        "6d1f6a3e2b1c4c3a9a523b6b3f6f7a10",
        7,
        None,
    ],
)
def test_an_id_has_one_text(text):
    with pytest.raises(ValidationError):
        ID.validate_python(text)


def test_an_id_that_is_one_already_stays():
    one = uuid4()

    assert ID.validate_python(one) == one
    assert ID.validate_python(str(one)) == one


def test_a_time_goes_out_in_our_zone():
    at = datetime(2020, 5, 27, 5, 0, 0, 123_456, tzinfo=UTC)

    assert MOMENT.dump_python(at) == "2020-05-27T12:00:00.123+07:00"
    assert MOMENT.validate_python("2020-05-27T05:00:00.123456Z") == at
