"""The cards of the sides and of gold, their quotes, the reasons and the legend."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from annotator.domain.review import RulingReason
from annotator.domain.text import Span
from annotator.gui.review.answer_card import AnswerCard, CardContent, Facing, OneLine
from annotator.gui.review.legend import Legend
from annotator.gui.review.quotes import SHOWN, QuoteButton, Quoted, QuoteRow
from annotator.gui.review.reason_bar import ReasonBar
from annotator.gui.review.sides import GOLD, side_look
from annotator.gui.theme import ThemeName, apply_theme

LOOK = side_look(0, ThemeName.LIGHT)
QUOTES = tuple(Quoted(Span(at, at + 5), f"words {at}") for at in range(9))


@pytest.fixture
def card(qtbot: QtBot) -> AnswerCard:
    made = AnswerCard(Facing.LEFT)
    qtbot.addWidget(made)
    made.resize(380, 160)
    made.show()
    return made


def words_on(card: AnswerCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_card_tells_answer_name_note_and_ruling(card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "54 · at least", where="incident 2", note="Odd", told="taken from A"))
    assert words_on(card) == ["Ada · incident 2", "54 · at least", "Note: Odd", "taken from A"]
    assert card.button.text() == "Take A"
    assert "54 · at least" in card.accessibleName()


def test_a_taken_answer_says_so(card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "54", is_taken=True))
    assert "Taken" in words_on(card)
    card.show_content(CardContent(LOOK, "Ada", "54"))
    assert "Taken" not in words_on(card)


def test_an_answer_is_set_in_bold_whatever_the_card_told_before(qapp: QApplication, card: AnswerCard) -> None:
    apply_theme(qapp, ThemeName.LIGHT)
    words = next(label for label in card.findChildren(QLabel) if label.property("role") == "answer")
    for content in (CardContent(LOOK, "Ada", "none", is_dim=True), CardContent(LOOK, "Ada", "54")):
        card.show_content(content)
    assert words.font().weight() == words.font().Weight.DemiBold
    card.show_content(CardContent(LOOK, "Ada", "a whole incident", is_long=True))
    assert words.font().weight() == words.font().Weight.Normal


def test_the_button_takes_the_side_and_gold_has_none(qtbot: QtBot, card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "54"))
    with qtbot.waitSignal(card.taken):
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    gold = AnswerCard(Facing.LEFT, can_be_taken=False)
    qtbot.addWidget(gold)
    gold.show()
    gold.show_content(CardContent(side_look(GOLD, ThemeName.LIGHT), "Gold", "54"))
    assert not gold.button.isVisible()


@pytest.mark.parametrize("facing", Facing)
def test_the_line_is_down_the_edge_where_the_article_lies(qtbot: QtBot, facing: Facing) -> None:
    card = AnswerCard(facing)
    qtbot.addWidget(card)
    card.resize(200, 120)
    card.show()
    card.show_content(CardContent(LOOK, "Ada", "54"))
    image = card.grab().toImage()
    middle = image.height() // 2
    coloured = [x for x in range(image.width()) if image.pixelColor(x, middle).name() == LOOK.line.name()]
    assert coloured
    assert all((x < 20) is (facing is Facing.LEFT) for x in coloured)


def test_the_tab_key_goes_from_the_button_through_the_quotes(card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "54", quotes=QUOTES[:2]))
    assert card.tab_stops()[0] is card.button
    told = [one.quote.words for one in card.tab_stops() if isinstance(one, QuoteButton) and one.quote]
    assert told == ["words 0", "words 1"]


def test_one_line_asks_for_all_its_words_and_makes_do_with_little(qtbot: QtBot) -> None:
    line = OneLine()
    qtbot.addWidget(line)
    line.resize(60, 20)
    line.say("Wounded, attackers included, in all places")
    assert line.text().endswith("…")
    assert line.sizeHint().width() > line.fontMetrics().horizontalAdvance("Wounded, attackers included, in all place")
    assert line.minimumSizeHint().width() < 40


def test_text_from_anywhere_is_shown_letter_by_letter(card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "<b>Ada</b>", "<img src=x>", note="<script>", told="&amp;"))
    assert words_on(card) == ["<b>Ada</b>", "<img src=x>", "Note: <script>", "&amp;"]
    assert {label.textFormat() for label in card.findChildren(QLabel) if label.text()} <= {
        Qt.TextFormat.PlainText,
        Qt.TextFormat.AutoText,
    }
    plain = [label for label in card.findChildren(QLabel) if "<" in label.text()]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in plain)


def test_a_name_without_room_is_cut_and_its_tip_is_whole(card: AnswerCard) -> None:
    name = "A person with a remarkably long name of many parts and more " * 2
    card.show_content(CardContent(LOOK, name, "54"))
    shown = next(words for words in words_on(card) if words.startswith("A person"))
    assert shown.endswith("…")
    assert any(name.strip() in label.toolTip() for label in card.findChildren(QLabel))


def test_long_words_wrap_and_the_card_grows(card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "short"))
    short = card.heightForWidth(380) if card.hasHeightForWidth() else card.sizeHint().height()
    card.show_content(CardContent(LOOK, "Ada", "long words " * 60))
    tall = card.heightForWidth(380) if card.hasHeightForWidth() else card.sizeHint().height()
    assert tall > short + 60


def test_a_quote_leads_to_its_words(qtbot: QtBot, card: AnswerCard) -> None:
    card.show_content(CardContent(LOOK, "Ada", "54", quotes=QUOTES[:2]))
    buttons = card.findChildren(QuoteButton)
    with qtbot.waitSignal(card.quote_pressed) as heard:
        QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert heard.args == [Span(1, 6)]


def test_many_quotes_are_counted_until_they_are_asked_for(qtbot: QtBot) -> None:
    row = QuoteRow()
    qtbot.addWidget(row)
    row.resize(300, 200)
    row.show()
    row.show_quotes(QUOTES, LOOK)

    def visible() -> int:
        return sum(one.isVisible() for one in row.findChildren(QuoteButton))

    qtbot.waitUntil(lambda: visible() == SHOWN)
    more = next(one for one in row.findChildren(QToolButton) if one.isVisible())
    assert more.text() == "+5 more"
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: visible() == len(QUOTES))
    row.show_quotes((), LOOK)
    assert row.isHidden()


def test_a_quote_says_how_it_bears_on_the_value() -> None:
    assert Quoted(Span(0, 1), "dozens", "implies").line.startswith("implies “")


# -- Reasons ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reasons(qtbot: QtBot) -> ReasonBar:
    made = ReasonBar()
    qtbot.addWidget(made)
    made.resize(420, 120)
    made.show()
    return made


def test_a_reason_is_chosen_changed_and_taken_back(reasons: ReasonBar) -> None:
    heard: list[object] = []
    reasons.reason_chosen.connect(heard.append)
    reasons.choose(RulingReason.CODER_SLIP)
    QTest.mouseClick(reasons.buttons[RulingReason.TOOL], Qt.MouseButton.LeftButton)
    assert reasons.reason() is RulingReason.TOOL
    QTest.mouseClick(reasons.buttons[RulingReason.TOOL], Qt.MouseButton.LeftButton)
    assert reasons.reason() is None
    assert heard == [RulingReason.CODER_SLIP, RulingReason.TOOL, None]


def test_what_was_given_is_shown_without_being_announced(qtbot: QtBot, reasons: ReasonBar) -> None:
    with qtbot.assertNotEmitted(reasons.reason_chosen), qtbot.assertNotEmitted(reasons.note_written):
        reasons.show_given(RulingReason.NORMALISATION, "a note")
    assert (reasons.reason(), reasons.words()) == (RulingReason.NORMALISATION, "a note")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_note_is_written_once_when_its_line_is_left(qtbot: QtBot, reasons: ReasonBar, key: Qt.Key) -> None:
    written: list[str] = []
    reasons.note_written.connect(written.append)
    reasons.note.setFocus()
    QTest.keyClicks(reasons.note, "because")
    with qtbot.waitSignal(reasons.left):
        QTest.keyClick(reasons.note, key)
    reasons.note.clearFocus()
    assert written == ["because"]


# -- The legend -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [120, 300, 800])
def test_the_legend_names_every_side_at_every_width(qtbot: QtBot, width: int) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(width, 22)
    looks = [side_look(place, ThemeName.LIGHT) for place in (0, 1, 2, GOLD)]
    legend.show_sides(list(zip(looks, ("Ada", "Ben", "A rather long name " * 4, "Gold"), strict=True)))
    image = legend.grab().toImage()
    assert "B: Ben" in legend.accessibleDescription()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert looks[0].line.name() in colours
