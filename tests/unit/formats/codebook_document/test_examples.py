"""Which words of agreed codings illustrate a field."""

from __future__ import annotations

from annotator.domain.coding import Stance
from annotator.domain.values import Count, MarkedSpan, Status
from annotator.formats.codebook_document.examples import TitledCoding, chosen_examples
from annotator.formats.codebook_document.outline import Example
from tests.unit.formats.datasets.making import a_codebook
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker

TEXT = "one two three four five six seven eight"


def titled(made: SpanMaker) -> TitledCoding:
    return TitledCoding(f"Article {made.number}", made.coded(a_codebook()).coding)


def killed(number: int, word: str, low: int, stance: Stance = Stance.STATES) -> TitledCoding:
    """Return a coding in which one word says how many were killed."""
    made = SpanMaker(number, TEXT)
    start = TEXT.index(word)
    made.marked(
        "killed", [(start, start + len(word))], Count(low=low, best=low, high=low), made.report(0), stance=stance
    )
    return titled(made)


def test_an_example_is_the_quote_the_title_and_the_value_in_words() -> None:
    assert chosen_examples([killed(4, "three", 3)], a_codebook()) == {"killed": [Example("three", "Article 4", "3")]}


def test_three_are_chosen_in_order_and_other_values_come_first() -> None:
    codings = [
        killed(1, "one", 1),
        killed(2, "two", 1),
        killed(3, "three", 3),
        killed(4, "four", 4),
        killed(5, "five", 5),
    ]
    found = chosen_examples(codings, a_codebook())["killed"]
    assert [one.quote for one in found] == ["one", "three", "four"]


def test_the_same_value_fills_up_what_is_left() -> None:
    codings = [killed(1, "one", 1), killed(2, "two", 1), killed(3, "three", 3), killed(4, "four", 1)]
    found = chosen_examples(codings, a_codebook())["killed"]
    assert [one.quote for one in found] == ["one", "three", "two"]


def test_a_quote_is_shown_once_a_field() -> None:
    codings = [killed(1, "one", 1), killed(2, "one", 2), killed(3, "one", 1)]
    assert [one.quote for one in chosen_examples(codings, a_codebook())["killed"]] == ["one"]


def test_words_that_only_imply_or_contradict_are_no_examples() -> None:
    others = [stance for stance in Stance if stance is not Stance.STATES]
    codings = [killed(number, "one", 1, stance) for number, stance in enumerate(others, start=1)]
    assert chosen_examples(codings, a_codebook()) == {}


def test_a_status_a_value_without_words_and_an_unknown_field_are_no_examples() -> None:
    made = SpanMaker(1, TEXT)
    report = made.report(0)
    made.marked("killed", [(0, 3)], None, report, status=Status.UNCLEAR)
    made.marked("killed", [], Count(low=1), made.report(1))
    made.marked("vanished", [(0, 3)], MarkedSpan(), report)
    made.marked("size", [(0, 3)], None, report)
    assert chosen_examples([titled(made)], a_codebook()) == {}


def test_no_codings_give_no_examples() -> None:
    assert chosen_examples([], a_codebook()) == {}
