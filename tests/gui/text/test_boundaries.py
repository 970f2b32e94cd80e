"""Words, quoted phrases, sentences, paragraphs and numbers, in tables."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.text import Span
from annotator.gui.text import boundaries
from annotator.gui.text.boundaries import (
    expanded,
    neighbouring_number,
    neighbouring_paragraph,
    neighbouring_sentence,
    paragraph_at,
    quoted_at,
    sentence_at,
    word_at,
)

anything = st.text(st.sampled_from("ab1 .,!?\n“”\"'’«»\u0301ب。汉🚑A"), max_size=40)


def cut(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def marked(text: str) -> tuple[str, int]:
    """Return the text without its "|" and where that stood."""
    offset = text.index("|")
    return text.replace("|", ""), offset


@pytest.mark.parametrize(
    "text, word",
    [
        ("At le|ast 53", "least"),
        ("At |least 53", "least"),
        ("At least| 53", "least"),
        ("in Dasht-e-Bar|chi", "Dasht-e-Barchi"),
        ("the ministry'|s word", "ministry's"),
        ("Yester|day’s attack", "Yesterday’s"),
        ("about 1,2|00 people", "1,200"),
        ("some 3|.5 tonnes", "3.5"),
        ("sources|.He added", "sources"),
        ("one, |, two", ""),
        ("cafe\u0301|s", "cafe\u0301s"),
        ("عن مقت|ل 23", "مقتل"),
        ("a 🚑| b", ""),
        ("|", ""),
        ("end|", "end"),
    ],
)
def test_the_word_at_an_offset(text: str, word: str) -> None:
    plain, offset = marked(text)
    assert cut(plain, word_at(plain, offset)) == word


@pytest.mark.parametrize(
    "text, quoted",
    [
        ('brought "under| control", adding', "under control"),
        ("said “we saw| it” then", "we saw it"),
        ("«une attaque| armée»", "une attaque armée"),
        ("„ein| Angriff“", "ein Angriff"),
        ("「事件|」", "事件"),
        ("“he told me ‘get |out’ twice”", "get out"),
        ("“he told |me ‘get out’ twice”", "he told me ‘get out’ twice"),
        ("“it wasn’t |us” he said", "it wasn’t us"),
        ("nothing quoted| here", None),
        ('"first" not| this "second"', None),
        ("an open “quote| that never ends", None),
        ("“one\ntwo|”", None),
    ],
)
def test_the_quoted_phrase_around_an_offset(text: str, quoted: str | None) -> None:
    plain, offset = marked(text)
    assert cut(plain, quoted_at(plain, Span(offset, offset))) == quoted


def test_a_selection_over_two_paragraphs_is_in_no_quoted_phrase() -> None:
    text = "“one two”\nthree"
    assert quoted_at(text, Span(2, len(text))) is None


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("One. Two |two. Three.", "Two two."),
        ("One. |Two two. Three.", "Two two."),
        ("On|e. Two.", "One."),
        ("Two hospital sources.He| added more.", "He added more."),
        ("Mr. Smith| and Gen. Coulibaly met. They left.", "Mr. Smith and Gen. Coulibaly met."),
        ("J. Doe| spoke. End.", "J. Doe spoke."),
        ("The U.S. Army| came. End.", "The U.S. Army came."),
        ("About 3.5 |tonnes burnt. End.", "About 3.5 tonnes burnt."),
        ("“Stop!” he| said. End.", "“Stop!” he said."),
        ("He said: “Stop.”| Then he left.", "Then he left."),
        ("Why? Because| so.", "Because so."),
        ("第一句。第|二句。", "第二句。"),
        ("هل هذا صحيح؟ نع|م.", "نعم."),
        ("No stop at |the end", "No stop at the end"),
        ("Title\nBody| here. More.", "Body here."),
        ("Wait… he| said nothing.", "Wait… he said nothing."),
        ("Last. \u00a0|", ""),
        ("\n|\n", ""),
    ],
)
def test_the_sentence_at_an_offset(text: str, sentence: str) -> None:
    plain, offset = marked(text)
    assert cut(plain, sentence_at(plain, offset)) == sentence


@pytest.mark.parametrize(
    "text, paragraph", [("one\ntw|o\nthree", "two"), ("on|e", "one"), ("one\n|\ntwo", ""), ("one\ntwo|", "two")]
)
def test_the_paragraph_at_an_offset(text: str, paragraph: str) -> None:
    plain, offset = marked(text)
    assert cut(plain, paragraph_at(plain, offset)) == paragraph


def test_expanding_goes_from_word_to_quoted_phrase_to_sentence_to_paragraph_to_all() -> None:
    text = 'Title.\nOne. It was "under full control", he said. Three.\nEnd.'
    offset = text.index("full") + 1
    span = Span(offset, offset)
    steps = []
    for _ in range(6):
        span = expanded(text, span)
        steps.append(cut(text, span))
    assert steps == [
        "full",
        "under full control",
        'It was "under full control", he said.',
        'One. It was "under full control", he said. Three.',
        text,
        text,
    ]


def test_expanding_a_selection_over_two_words_first_completes_both() -> None:
    text = "At least 53 soldiers died."
    assert cut(text, expanded(text, Span(4, 14))) == "least 53 soldiers"


@given(anything, st.data())
def test_expanding_always_contains_what_was_selected_and_ends_at_the_whole_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    for _ in range(8):
        larger = expanded(text, span)
        assert larger.start <= span.start <= span.end <= larger.end
        span = larger
    assert span == Span(0, len(text))


@pytest.mark.parametrize(
    "text, forward, backward",
    [
        ("One. T|wo. Three.", "Three.", "Two. Three."),
        ("One. |Two. Three.", "Three.", "One. Two. Three."),
        ("One.| Two.", "Two.", "One. Two."),
        ("One.\n\nT|wo.\nThree.", "Three.", "Two.\nThree."),
        ("One.\n\n|Two.\nThree.", "Three.", "One.\n\nTwo.\nThree."),
        ("Only o|ne", "", "Only one"),
        ("|Only one", "", "Only one"),
    ],
)
def test_the_sentences_beside_an_offset(text: str, forward: str, backward: str) -> None:
    plain, offset = marked(text)
    assert plain[neighbouring_sentence(plain, offset, forward=True) :] == forward
    assert plain[neighbouring_sentence(plain, offset, forward=False) :] == backward


@pytest.mark.parametrize(
    "text, forward, backward",
    [
        ("one\n\ntw|o\n\nthree", "three", "two\n\nthree"),
        ("one\n\n|two\n\nthree", "three", "one\n\ntwo\n\nthree"),
        ("one\ntwo|", "", "two"),
        ("|one\n  two", "  two", "one\n  two"),
        ("\n\n|", "", "\n\n"),
    ],
)
def test_the_paragraphs_beside_an_offset(text: str, forward: str, backward: str) -> None:
    plain, offset = marked(text)
    assert plain[neighbouring_paragraph(plain, offset, forward=True) :] == forward
    assert plain[neighbouring_paragraph(plain, offset, forward=False) :] == backward


@given(anything, st.data())
def test_moving_by_sentence_or_paragraph_always_gets_on_and_stays_in_the_text(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    for move in (neighbouring_sentence, neighbouring_paragraph):
        assert offset <= move(text, offset, forward=True) <= len(text)
        assert offset < move(text, offset, forward=True) or offset == len(text)
        assert 0 <= move(text, offset, forward=False) <= offset
        assert move(text, offset, forward=False) < offset or offset == 0


@pytest.mark.parametrize(
    "text, forward, backward",
    [
        ("|At least 53 soldiers", "53", None),
        ("53 |soldiers and two civilians", "two", "53"),
        ("|53 soldiers", None, None),
        ("killed |1,200 of 3.5 million", "3.5", None),
        ("| twenty-three people", "twenty-three", None),
        ("| مقتل ٢٣ شخصا", "٢٣", None),
        ("someone| gone", None, None),
        ("Dozens| fled", None, "Dozens"),
    ],
)
def test_the_numbers_beside_an_offset(text: str, forward: str | None, backward: str | None) -> None:
    plain, offset = marked(text)
    assert cut(plain, neighbouring_number(plain, offset, forward=True)) == forward
    assert cut(plain, neighbouring_number(plain, offset, forward=False)) == backward


def test_a_number_far_back_is_found_whole() -> None:
    for gap in range(boundaries._REACH - 8, boundaries._REACH + 3):
        text = "killed 123456 " + "x" * gap
        assert cut(text, neighbouring_number(text, len(text), forward=False)) == "123456"
