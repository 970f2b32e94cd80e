"""The chips of a value's evidence: what they say, how wide they are, where they lie."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from annotator.domain.coding import Evidence, Stance
from annotator.domain.ids import CodingId, EvidenceId, ValueId, new_id
from annotator.gui.form.chips import READABLE, SHOWN, arrange, chip_text, fair_widths
from annotator.gui.form.look import LONGEST_LINE, one_line, plain_tip, quoted

UNHURRIED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
AREA = QRect(40, 30, 280, 22)


def _quote(text: str, stance: Stance = Stance.STATES) -> Evidence:
    return Evidence(
        id=EvidenceId(new_id()),
        coding_id=CodingId(new_id()),
        value_id=ValueId(new_id()),
        start=0,
        end=len(text),
        quote=text,
        stance=stance,
    )


@given(natural=st.lists(st.integers(1, 400), min_size=1, max_size=6), available=st.integers(0, 800))
def test_widths_are_shared_fairly(natural: list[int], available: int) -> None:
    widths = fair_widths(natural, available)
    assert all(0 <= width <= full for width, full in zip(widths, natural, strict=True))
    assert sum(widths) <= max(available, 0)
    if sum(natural) <= available:
        assert widths == natural
    cut = [width for width, full in zip(widths, natural, strict=True) if width < full]
    if cut:
        assert max(widths) <= max(cut) + len(natural), "nobody gets more than one who had to give"


def test_a_chip_says_its_stance_unless_it_states() -> None:
    assert chip_text(_quote("at least 53")) == "“\u2068at least 53\u2069”"
    assert chip_text(_quote("at least 53", Stance.CONTRADICTS)).startswith("contradicts “")


def test_line_ends_and_runs_of_blanks_become_one_blank() -> None:
    assert one_line("at\n\nleast\u2029 53\u00a0 soldiers") == "at least 53 soldiers"


@given(st.text(min_size=LONGEST_LINE + 1, max_size=LONGEST_LINE * 3, alphabet="ab "))
def test_a_quote_longer_than_any_line_is_cut_and_says_so(text: str) -> None:
    shown = quoted(text)
    assert len(shown) <= LONGEST_LINE + 5
    assert shown.endswith("…\u2069”")


@given(st.text(max_size=60))
def test_a_tip_shows_markup_letter_by_letter(text: str) -> None:
    tip = plain_tip(text)
    inside = tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")
    assert "<" not in inside
    assert bool(tip) == bool(text)


@given(texts=st.lists(st.text(min_size=1, max_size=80), max_size=12), is_stacked=st.booleans())
@UNHURRIED
def test_chips_lie_inside_their_area_without_touching(qapp: QApplication, texts: list[str], is_stacked: bool) -> None:
    chips = arrange([_quote(text) for text in texts], AREA, QFontMetrics(QFont()), is_stacked=is_stacked)
    shown = [chip for chip in chips if chip.evidence is not None]
    assert len(shown) <= SHOWN
    assert (len(chips) > len(shown)) == (len(texts) > len(shown))
    for chip in chips:
        assert chip.rect.left() >= AREA.left()
        assert chip.rect.right() <= AREA.right()
        assert chip.rect.height() == AREA.height()
    for index, chip in enumerate(chips):
        assert not any(chip.rect.intersects(other.rect) for other in chips[index + 1 :])
    if not is_stacked:
        assert len({chip.rect.top() for chip in chips}) <= 1


def test_a_line_shows_fewer_quotes_rather_than_unreadable_ones(qapp: QApplication) -> None:
    long = [_quote("at least fifty-three soldiers and a civilian") for _ in range(3)]
    chips = arrange(long, AREA, QFontMetrics(QFont()))
    quotes = [chip for chip in chips if chip.evidence is not None]
    assert len(quotes) < 3
    assert all(chip.rect.width() >= READABLE for chip in quotes)
    assert chips[-1].text == f"+{3 - len(quotes)} more"


def test_ten_thousand_quotes_cost_no_more_than_a_handful(qapp: QApplication) -> None:
    many = [_quote("x")] * 10_000
    chips = arrange(many, AREA, QFontMetrics(QFont()))
    assert chips[-1].text == "+9,997 more"
    assert len(chips) == 4


def test_a_value_without_evidence_has_no_chips(qapp: QApplication) -> None:
    assert arrange([], AREA, QFontMetrics(QFont())) == []


def test_a_quote_that_cannot_be_removed_has_no_cross(qapp: QApplication) -> None:
    (chip,) = arrange([_quote("x")], AREA, QFontMetrics(QFont()), has_close=False)
    assert not chip.has_close
