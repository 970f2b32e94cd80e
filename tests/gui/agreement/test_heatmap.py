"""The table of figures, its colours and its legend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.gui.agreement.heatmap_model import HeatmapModel, column_words, figure, told
from annotator.gui.agreement.heatmap_view import CELL, HeatmapView, shared_widths
from annotator.gui.agreement.legend import Legend
from annotator.gui.agreement.scale import BOUNDS, STEP_WORDS, step_of, steps
from annotator.gui.theme import ThemeName
from annotator.gui.theme.contrast import CONTROL_TEXT, contrast, luminance
from tests.agreement_document import HOSTILE
from tests.gui.agreement.showing import DOCUMENT, EVERY_THEME, MATCHED, shown

# -- Colours ----------------------------------------------------------------------------------------------------------


@EVERY_THEME
def test_figures_can_be_read_on_every_step(theme: ThemeName) -> None:
    assert len(steps(theme)) == len(STEP_WORDS) == len(BOUNDS) + 1
    assert all(contrast(fill, ink) >= CONTROL_TEXT for fill, ink in steps(theme))


@EVERY_THEME
def test_the_steps_go_one_way_from_weak_to_strong(theme: ThemeName) -> None:
    lights = [luminance(fill) for fill, _ in steps(theme)]
    assert lights == sorted(lights, reverse=theme is ThemeName.LIGHT)
    assert len(set(lights)) == len(lights)


@pytest.mark.parametrize(
    "value, step", [(-1.0, 0), (0.39, 0), (0.4, 1), (0.666, 1), (0.667, 2), (0.8, 3), (0.9, 4), (1.0, 4)]
)
def test_krippendorffs_bounds_begin_a_step(value: float, step: int) -> None:
    assert step_of(value) == step


# -- The table --------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(qtbot: QtBot) -> HeatmapView:
    view = HeatmapView()
    view.heatmap.show_overview(MATCHED, has_empty_rows=True, with_gold=True)
    shown(qtbot, view)
    view.choose(None)
    return view


@pytest.mark.parametrize(
    "wanted, available, widths",
    [
        ([90, 80], 900, [104, 104]),
        ([160, 80, 80], 900, [160, 104, 104]),
        ([160, 80, 80], 330, [122, 104, 104]),
        ([400, 120, 110], 352, [122, 120, 110]),
        ([150, 150], 100, [104, 104]),
        ([], 500, []),
    ],
)
def test_columns_get_the_room_their_words_want_as_far_as_there_is_any(
    wanted: list[int], available: int, widths: list[int]
) -> None:
    assert shared_widths(wanted, available) == widths


def test_names_of_a_pair_stand_in_full_where_there_is_room(table: HeatmapView) -> None:
    heads = table.horizontalHeader()
    long_names = [
        replace(column, label="Adelheid Adlerstein – Bartholomew Brightwater") for column in MATCHED.columns[:1]
    ]
    cells = {
        (row, long_names[0]): cell for (row, column), cell in MATCHED.cells.items() if column == MATCHED.columns[0]
    }
    table.heatmap.show_overview(
        replace(MATCHED, columns=tuple(long_names), cells=cells), has_empty_rows=True, with_gold=True
    )
    wanted = QFontMetrics(heads.font()).horizontalAdvance(long_names[0].label)
    assert table.columnWidth(0) >= wanted > CELL.width()
    table.resize(420, 400)
    assert table.columnWidth(0) == max(CELL.width(), table.viewport().width())


def test_sections_stand_above_their_fields(table: HeatmapView) -> None:
    model = table.heatmap
    heads = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    assert heads == ["What happened", "Event type", "When and where", "Date · start", "What happened", "Weapons"]
    assert [model.is_heading(row) for row in range(6)] == [True, False, True, False, True, False]


def test_gold_can_be_left_out(table: HeatmapView) -> None:
    model = HeatmapModel()
    model.show_overview(MATCHED, has_empty_rows=True, with_gold=False)
    assert model.columnCount() == table.heatmap.columnCount() - 1


def test_fields_nobody_coded_are_shown_only_when_wanted() -> None:
    cells = {
        key: replace(cell, units=0, value=None) if key[0].field == "weapons" else cell
        for key, cell in MATCHED.cells.items()
    }
    overview = replace(MATCHED, cells=cells)
    model = HeatmapModel()
    model.show_overview(overview, has_empty_rows=True, with_gold=True)
    every = model.rowCount()
    model.show_overview(overview, has_empty_rows=False, with_gold=True)
    assert model.rowCount() == every - 2


def test_arrows_walk_the_figures_and_pass_over_headings(table: HeatmapView) -> None:
    def place() -> tuple[int, int]:
        return table.currentIndex().row(), table.currentIndex().column()

    assert place() == (1, 0)
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(table, key)
        walked.append(place())
    assert walked == [(3, 0), (5, 0), (5, 0), (3, 0), (3, 1), (1, 1)]
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert place() == (1, 1)


def test_enter_and_a_double_click_open_a_figure(table: HeatmapView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.cell_opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [table.current_cell()]
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.cell_opened) as opened:
        table.doubleClicked.emit(table.currentIndex())
    assert opened.args == [table.current_cell()]


def test_a_figure_is_found_again_in_another_overview(table: HeatmapView) -> None:
    QTest.keyClick(table, Qt.Key.Key_Down)
    before = table.current_cell()
    table.heatmap.show_overview(MATCHED, has_empty_rows=True, with_gold=True)
    table.choose(before)
    assert table.current_cell() == before
    table.heatmap.show_overview(DOCUMENT.pairs, has_empty_rows=True, with_gold=True)
    table.choose(before)
    assert table.current_cell() is not None


def test_a_figure_says_all_of_itself_to_who_cannot_see_it(table: HeatmapView) -> None:
    texts = [
        str(table.heatmap.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in (1, 3, 5)
        for column in range(5)
    ]
    assert texts[0].startswith("Event type, All coders: 0.81, 95% interval 0.71 to 0.91; 40 units in 20 articles.")
    assert any("not defined. No unit has values of two coders." in text for text in texts)
    assert any("Only 12 articles" in text for text in texts)


def test_tips_show_hostile_names_letter_by_letter(table: HeatmapView) -> None:
    tip = str(table.heatmap.index(1, 2).data(Qt.ItemDataRole.ToolTipRole))
    assert "<script" not in tip
    assert "&lt;script&gt;" in tip


@EVERY_THEME
def test_figures_hatching_and_focus_are_painted(table: HeatmapView, theme: ThemeName) -> None:
    table.set_theme(theme)
    image = table.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    fills = [fill for fill, _ in steps(theme)]
    assert {fills[step_of(cell.value)] for cell in MATCHED.cells.values() if cell.value is not None} <= colours


def test_column_heads_say_with_whom() -> None:
    assert [column_words(column) for column in MATCHED.columns] == [
        "All coders",
        "Coder A vs rest",
        f"{HOSTILE} vs rest",
        "=HYPERLINK(1) vs rest",
        "Coder A vs gold",
    ]


def test_figures_have_a_true_minus() -> None:
    assert [figure(value) for value in (-0.25, -0.001, None)] == ["−0.25", "0.00", "–"]


@EVERY_THEME
def test_the_legend_is_painted_and_named(qtbot: QtBot, theme: ThemeName) -> None:
    legend = Legend()
    shown(qtbot, legend, 800, 30)
    legend.set_theme(theme)
    image = legend.grab().toImage()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert {fill for fill, _ in steps(theme)} <= colours
    assert all(words in legend.accessibleName() for words in STEP_WORDS)


def test_every_cell_can_be_told() -> None:
    assert all(told(cell).endswith(".") for cell in MATCHED.cells.values())
