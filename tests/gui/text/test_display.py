"""The display form: same length, same offsets, and a document that holds exactly it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from annotator.gui.text.display import display_form, invisible_offsets
from annotator.gui.text.utf16 import Utf16Map

SPECIAL = (
    "\x01\x0b\x0c\r\x1f\x7f\x85\x9f\t\n\u00a0\u00ad\u200b\u200d\u2028\u2029\u202e\u2066\u2069"
    "\ufdd0\ufdd1\ufeff\ufffc\ufffe"
)
texts = st.text(
    st.sampled_from(SPECIAL) | st.sampled_from("ab ب🚑汉𠮷\u0301") | st.characters(exclude_categories=["Cs"]),
    max_size=50,
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
def test_the_display_form_maps_every_offset_alike(text: str) -> None:
    shown = display_form(text)
    assert len(shown) == len(text)
    ours, theirs = Utf16Map(text), Utf16Map(shown)
    assert [ours.to_qt(i) for i in range(len(text) + 1)] == [theirs.to_qt(i) for i in range(len(text) + 1)]


@given(text=texts)
def test_a_document_holds_every_unit_and_breaks_blocks_at_line_feeds_only(qapp: object, text: str) -> None:
    document = QTextDocument()
    document.setPlainText(display_form(text))
    assert document.characterCount() - 1 == units(text)
    assert document.blockCount() == text.count("\n") + 1


def test_every_character_there_is_keeps_its_place_in_a_document(qtbot: QtBot) -> None:
    everything = "".join(chr(code) for code in range(1, 0x110000) if not 0xD800 <= code <= 0xDFFF)
    document = QTextDocument()
    document.setPlainText(display_form(everything))
    assert document.characterCount() - 1 == units(everything)
    assert document.blockCount() == 2


@pytest.mark.parametrize(
    "text", ["plain", "no\u00a0break", "قال شهود", "🚑 𠮷", "tab\tand\nline", "soft\u2028break", "\u202eback\u202c"]
)
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert display_form(text) == text


@pytest.mark.parametrize(
    "stored, shown",
    [
        ("\x07", "\u2407"),
        ("\x1b", "\u241b"),
        ("\r", "\u240d"),
        ("\x7f", "\u2421"),
        ("\x85", "\u2424"),
        ("\x9b", "\ufffd"),
        ("\u2029", "\u2028"),
        ("\ufdd0", "\ufffd"),
        ("\ufdd1", "\ufffd"),
        ("\ufffc", "\u25a1"),
    ],
)
def test_what_qt_would_mangle_is_replaced_by_something_visible(stored: str, shown: str) -> None:
    assert display_form(f"a{stored}b") == f"a{shown}b"


def test_invisible_characters_are_found_but_ordinary_joiners_are_not() -> None:
    text = "a\u200bb\u202ec\u202c 👨\u200d👩 می\u200cخواهم \ufeffd"
    assert [text[offset] for offset in invisible_offsets(text)] == ["\u200b", "\u202e", "\u202c", "\ufeff"]
