"""The map between code points and UTF-16 positions, against Python's own encoder."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.gui.text.utf16 import Utf16Map

PIECES = [
    "a",
    "é",
    "e\u0301",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\n",
    "ب",
    "مقتل",
    "汉",
    "𠮷",
    "𝕏",
    "🚑",
    "👨‍👩‍👧",
    "🇲🇱",
    "\ufeff",
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=60
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
def test_every_offset_maps_to_the_units_before_it(text: str) -> None:
    positions = Utf16Map(text)
    assert [positions.to_qt(i) for i in range(len(text) + 1)] == [units(text[:i]) for i in range(len(text) + 1)]


@given(texts)
def test_mapping_there_and_back_changes_nothing(text: str) -> None:
    positions = Utf16Map(text)
    assert [positions.from_qt(positions.to_qt(i)) for i in range(len(text) + 1)] == list(range(len(text) + 1))


@given(texts)
def test_a_position_inside_a_surrogate_pair_belongs_before_its_character(text: str) -> None:
    positions = Utf16Map(text)
    for offset, character in enumerate(text):
        if ord(character) > 0xFFFF:
            assert positions.from_qt(positions.to_qt(offset) + 1) == offset


@given(texts)
def test_positions_never_go_back_and_stay_in_the_text(text: str) -> None:
    positions = Utf16Map(text)
    offsets = [positions.from_qt(position) for position in range(positions.length + 1)]
    assert offsets == sorted(offsets)
    assert offsets[0] == 0
    assert offsets[-1] == len(text)


@given(texts)
def test_the_length_counts_utf16_units(text: str) -> None:
    assert Utf16Map(text).length == units(text)


@pytest.mark.parametrize(
    "text, offset, position",
    [
        ("", 0, 0),
        ("killed", 6, 6),
        ("a🚑b", 1, 1),
        ("a🚑b", 2, 3),
        ("a🚑b", 3, 4),
        ("🚑🚑🚑", 2, 4),
        ("𠮷野家", 1, 2),
        ("e\u0301🚑", 3, 4),
        ("قال🚑شهود", 4, 5),
    ],
)
def test_known_offsets(text: str, offset: int, position: int) -> None:
    positions = Utf16Map(text)
    assert positions.to_qt(offset) == position
    assert positions.from_qt(position) == offset
