"""What may be a name, and what any text looks like on one line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from annotator.domain.errors import CodingError, RoundError
from annotator.domain.names import LONGEST_NAME, as_one_line, checked_name, shortened


def checked(name: str) -> str:
    return checked_name(name, "A coder's name", CodingError)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada", "Ada"),
        ("  Ada \t Quill\n", "Ada Quill"),
        ("Me\u0301naka", "M\u00e9naka"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\U0001f469\u200d\U0001f692", "\U0001f469\u200d\U0001f692"),
        ("7", "7"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
    ],
)
def test_a_name_is_kept_with_single_blanks_and_composed(typed: str, name: str) -> None:
    assert checked(typed) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "has 1 to 80 characters"),
        (" \u00a0\t", "has 1 to 80 characters"),
        ("x" * (LONGEST_NAME + 1), "has 1 to 80 characters"),
        ("a\ud800", "is not text in UTF-8"),
        ("a\x1b[31m", "cannot have the character U+001B, which is not shown"),
        ("a\x00", "cannot have the character U+0000, which is not shown"),
        ("txt.\u202egpj", "cannot have the character U+202E, which is not shown"),
        ("\u2066a", "cannot have the character U+2066, which is not shown"),
        ("\u200b", "has only characters that cannot be seen"),
        ("\u3164 \u2800", "has only characters that cannot be seen"),
        ("\u0301", "has only characters that cannot be seen"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(CodingError) as refused:
        checked(typed)
    assert refused.value.message == f"A coder's name {why}."
    assert refused.value.kept == "Nothing was changed."


def test_the_error_is_of_the_kind_asked_for_and_the_length_too() -> None:
    with pytest.raises(RoundError, match="A round's name has 1 to 3 characters"):
        checked_name("long", "A round's name", RoundError, longest=3)


@given(st.text(max_size=LONGEST_NAME))
def test_a_checked_name_stays_as_it_is_and_needs_no_escape(typed: str) -> None:
    try:
        name = checked(typed)
    except CodingError:
        return
    assert checked(name) == name
    assert as_one_line(name) == name
    assert any(unicodedata.category(one)[0] in "LNPSC" for one in name)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb", "a\\nb"),
        ("\x1b[2K\r", "\\x1b[2K\\r"),
        ("\u202ea", "\\u202ea"),
        ("a\u2028b\x85", "a\\u2028b\\x85"),
        ("C:\\new \u00e9\u4e2d", "C:\\new \u00e9\u4e2d"),
    ],
)
def test_what_steers_is_written_as_an_escape(text: str, line: str) -> None:
    assert as_one_line(text) == line


@given(name=st.text(st.characters(), max_size=40), longest=st.integers(0, 60))
def test_a_name_is_shortened_by_its_end_to_so_many_bytes_and_no_further(name: str, longest: int) -> None:
    def size(text: str) -> int:
        return len(text.encode(errors="surrogatepass"))

    kept = shortened(name, longest)
    assert name.startswith(kept)
    assert size(kept) <= longest
    assert kept == name or size(name[: len(kept) + 1]) > longest
