"""Letters that choose an entry of a menu."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from annotator.gui.mnemonics import mnemonic_of, with_mnemonics


@pytest.mark.parametrize(
    "texts, taken, marked",
    [
        (["Project", "Edit", "Help"], "", ["&Project", "&Edit", "&Help"]),
        (["Review", "Rounds"], "", ["&Review", "R&ounds"]),
        (["Rounds", "Review", "View"], "", ["&Rounds", "R&eview", "&View"]),
        (["Open project…", "Open sample project"], "", ["&Open project…", "Open &sample project"]),
        (["Cut", "Copy"], "c", ["C&ut", "C&opy"]),
        (["A", "a"], "", ["&A", "a"]),
        (["Killed & wounded", "Kept"], "", ["&Killed && wounded", "K&ept"]),
        (["“All”", "…"], "", ["“&All”", "…"]),
        ([], "xyz", []),
    ],
)
def test_the_first_letter_is_best_then_another_word_s_then_any(texts: list[str], taken: str, marked: list[str]) -> None:
    assert with_mnemonics(texts, taken) == marked


@given(texts=st.lists(st.text(max_size=12), max_size=12), taken=st.text("abcde", max_size=3))
def test_no_letter_is_given_twice_and_no_word_is_changed(texts: list[str], taken: str) -> None:
    marked = with_mnemonics(texts, taken)
    letters = [letter for letter in map(mnemonic_of, marked) if letter]
    assert len(set(letters)) == len(letters)
    assert not set(letters) & set(taken)
    for text, one in zip(texts, marked, strict=True):
        assert re.sub("&(&?)", r"\1", one) == text


@pytest.mark.parametrize(
    "text, letter", [("&Undo", "u"), ("K&&R &Style", "s"), ("K&&R", ""), ("", ""), ("R&eview", "e"), ("&&&A", "a")]
)
def test_an_entry_tells_its_letter(text: str, letter: str) -> None:
    assert mnemonic_of(text) == letter
