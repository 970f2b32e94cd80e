"""The parts of the agreement room, each alone: table, units, weeks, planner, pairs, report, colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.figures import AgreementLayer, PlanPoint, SamplePlan
from annotator.domain.ids import CoderId
from annotator.gui.agreement.drift_view import DriftView
from annotator.gui.agreement.heatmap_model import HeatmapModel, column_words, figure, told
from annotator.gui.agreement.heatmap_view import CELL, HeatmapView, shared_widths
from annotator.gui.agreement.legend import Legend
from annotator.gui.agreement.pairs_dialog import MOST, PairsDialog
from annotator.gui.agreement.planner_dialog import PlannerDialog
from annotator.gui.agreement.report_dialog import ReportDialog
from annotator.gui.agreement.scale import BOUNDS, STEP_WORDS, step_of, steps
from annotator.gui.agreement.top_bar import Compared, Page, TopBar
from annotator.gui.agreement.units_model import Facet, UnitsModel, kind_of_line
from annotator.gui.agreement.units_pane import UnitsPane
from annotator.gui.theme import ThemeName
from annotator.gui.theme.contrast import CONTROL_TEXT, contrast, luminance
from annotator.services.agreement.refusals import AgreementError
from tests.agreement_document import HOSTILE, a_document
from tests.gui.agreement.units import UNITS

DOCUMENT = a_document()
MATCHED = DOCUMENT.layer(AgreementLayer.MATCHED)
EVERY_THEME = pytest.mark.parametrize("theme", ThemeName)


def shown(qtbot: QtBot, widget: QWidget, width: int = 900, height: int = 500) -> None:
    """Show a widget and have it take the keyboard."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


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


# -- Units ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pane(qtbot: QtBot) -> UnitsPane:
    pane = UnitsPane()
    shown(qtbot, pane, 460, 620)
    pane.show_units(next(iter(MATCHED.cells.values())), UNITS)
    return pane


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def titles(pane: UnitsPane) -> list[str]:
    lines = [pane.units.line(pane.units.index(row)) for row in range(pane.units.rowCount())]
    return [str(line.article_id) for line in lines if line is not None]


def choose(pane: UnitsPane, facet: Facet, words: str) -> None:
    box = pane.facets[facet]
    box.setCurrentIndex(box.findData(words))
    box.activated.emit(box.currentIndex())


def test_what_differs_comes_first(pane: UnitsPane) -> None:
    assert titles(pane) == ["article-2", "article-5", "article-4", "article-1", "article-3"]


def test_the_figure_and_what_stands_beside_it_are_above_the_units(pane: UnitsPane) -> None:
    text = words_of(pane)
    assert "Event type · All coders" in text
    assert "0.81 · 95% interval 0.71 to 0.91 · Krippendorff's alpha, nominal" in text
    assert "percent agreement 0.90 · median difference 2 as coded" in text
    assert "5 units; 3 of them entered the figure." in text


def test_a_figure_that_is_not_defined_says_why(pane: UnitsPane) -> None:
    undefined = next(cell for cell in MATCHED.cells.values() if cell.value is None)
    pane.show_units(undefined, ())
    assert "Not defined. No unit has values of two coders." in words_of(pane)
    assert "Nothing was coded here by two coders." in words_of(pane)
    assert not any(box.isVisible() for box in pane.facets.values())


@pytest.mark.parametrize(
    "facet, words, left",
    [
        (Facet.KIND, "Near numbers", ["article-2"]),
        (Facet.KIND, "Agreed", ["article-1"]),
        (Facet.KIND, "Not compared", ["article-3"]),
        (Facet.CODER, "Coder C", ["article-4", "article-3"]),
        (Facet.STATUS, "Not mentioned", ["article-3"]),
        (Facet.STATUS, "Not there", ["article-4"]),
        (Facet.WEEK, "No date", ["article-4"]),
        (Facet.SOURCE, "Daily", ["article-5"]),
        (Facet.SOURCE, "No source", ["article-4"]),
    ],
)
def test_facets_narrow_the_units(pane: UnitsPane, facet: Facet, words: str, left: list[str]) -> None:
    choose(pane, facet, words)
    assert titles(pane) == left


def test_facets_work_together_and_say_how_many_are_left(pane: UnitsPane) -> None:
    choose(pane, Facet.CODER, "Coder B")
    choose(pane, Facet.SOURCE, "Wire")
    assert titles(pane) == ["article-2", "article-1"]
    assert "2 of 5 units; 3 of them entered the figure." in words_of(pane)


def test_facets_are_offered_with_their_numbers_most_first(pane: UnitsPane) -> None:
    box = pane.facets[Facet.CODER]
    assert [box.itemText(at) for at in range(box.count())] == [
        "Coder: all",
        "Coder B (4)",
        "Coder A (4)",
        "Coder C (2)",
    ] or [box.itemText(at) for at in range(box.count())] == [
        "Coder: all",
        "Coder A (4)",
        "Coder B (4)",
        "Coder C (2)",
    ]


def test_enter_asks_for_the_case_of_a_unit(pane: UnitsPane, qtbot: QtBot) -> None:
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.unit_asked) as asked:
        QTest.keyClick(pane.list, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].item_id == "item-5"


def test_a_unit_says_all_of_itself_to_who_cannot_see_it() -> None:
    model = UnitsModel()
    model.show_units(UNITS)
    texts = [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(5)]
    assert texts[0] == "Near numbers. Article 2 <b>bold</b>, Incident 1. Coder A: 53; Coder B: 54"
    assert texts[4].endswith("Coder C: Not mentioned (left untouched)")
    assert kind_of_line(UNITS[0]) == "Agreed"


@EVERY_THEME
def test_units_are_painted_with_the_answers(pane: UnitsPane, theme: ThemeName) -> None:
    pane.set_theme(theme)
    narrow = pane.list.grab().toImage()
    pane.units.show_units(())
    assert narrow != pane.list.grab().toImage()


def test_nothing_chosen_says_how_to_choose(pane: UnitsPane) -> None:
    pane.show_nothing()
    assert "press Enter, or double-click it: exactly the units it rests on are listed here" in words_of(pane)
    assert pane.units.rowCount() == 0


# -- Weeks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def weeks(qtbot: QtBot) -> DriftView:
    view = DriftView()
    shown(qtbot, view)
    view.show_weeks(DOCUMENT.weeks)
    return view


def test_fields_with_a_figure_in_some_week_are_listed(weeks: DriftView) -> None:
    labels = [weeks.fields.item(at).text() for at in range(weeks.fields.count())]
    assert labels == ["Event type", "Date · start", "Weapons"]
    assert [cell.column.label for cell in weeks.points()] == ["2021-W23", "2021-W24", "2021-W25"]


def test_the_field_of_the_table_is_shown_first(weeks: DriftView) -> None:
    weeks.show_weeks(DOCUMENT.weeks, DOCUMENT.weeks.rows[2])
    row = weeks.row()
    assert row is not None
    assert row.label == "Weapons"
    weeks.show_weeks(DOCUMENT.weeks)
    assert weeks.row() == row


def test_arrows_choose_another_field(weeks: DriftView) -> None:
    weeks.fields.setFocus()
    QTest.keyClick(weeks.fields, Qt.Key.Key_Down)
    row = weeks.row()
    assert row is not None
    assert row.label == "Date · start"
    assert "Date · start" in weeks.plot.accessibleDescription()


@EVERY_THEME
def test_weeks_are_painted_in_every_theme(weeks: DriftView, theme: ThemeName) -> None:
    from annotator.gui.theme import tokens

    weeks.set_theme(theme)
    image = weeks.plot.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    assert {tokens(theme).surface, tokens(theme).accent} <= colours


def test_no_week_with_a_figure_is_said(weeks: DriftView) -> None:
    cells = {key: replace(cell, value=None) for key, cell in DOCUMENT.weeks.cells.items()}
    weeks.show_weeks(replace(DOCUMENT.weeks, cells=cells))
    assert weeks.row() is None
    assert "No figure in any week" in words_of(weeks)


# -- The bar ----------------------------------------------------------------------------------------------------------


def test_only_comparisons_a_round_allows_are_offered(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)

    def offered() -> list[str]:
        return [bar.compared.itemText(at) for at in range(bar.compared.count())]

    bar.offer(MATCHED)
    assert offered() == [one.value for one in Compared]
    bar.offer(replace(MATCHED, has_gold=False, coders=MATCHED.coders[:2]))
    assert offered() == [Compared.CODERS.value, Compared.VERSION.value, Compared.REPEATED.value]
    assert not bar.report.isHidden()
    assert bar.report.isEnabled()
    bar.offer(replace(MATCHED, articles=0))
    assert not bar.report.isEnabled()
    bar.offer(None)
    assert not bar.plan.isEnabled()


def test_what_was_compared_stays_chosen(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.offer(MATCHED)
    bar.compared.setCurrentIndex(bar.compared.findData(Compared.PAIRS))
    bar.offer(MATCHED)
    assert bar.who is Compared.PAIRS
    bar.show_page(Page.DRIFT)
    assert bar.compared.isHidden()
    assert bar.pairs.isHidden()


def test_every_control_of_the_bar_has_a_name(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    assert all(box.accessibleName() for box in bar.findChildren(QComboBox))
    assert all(button.text() for button in bar.findChildren(QPushButton))


# -- Dialogs ----------------------------------------------------------------------------------------------------------


def some_coders(count: int) -> list[tuple[CoderId, str]]:
    return [(CoderId(f"c{at}"), f"Coder {at:02}") for at in range(count)]


def test_pairs_are_narrowed_by_typing(qtbot: QtBot) -> None:
    dialog = PairsDialog(some_coders(40), [])
    qtbot.addWidget(dialog)
    assert dialog.list.count() == 780
    dialog.search.setText("coder 07 coder 31")
    visible = [dialog.list.item(at) for at in range(780) if not dialog.list.item(at).isHidden()]
    assert [item.text() for item in visible] == ["Coder 07 – Coder 31"]
    visible[0].setCheckState(Qt.CheckState.Checked)
    dialog.search.setText("")
    assert dialog.pairs() == ((CoderId("c7"), CoderId("c31")),)


def test_pairs_shown_now_are_ticked(qtbot: QtBot) -> None:
    coders = some_coders(4)
    dialog = PairsDialog(coders, [(coders[1][0], coders[3][0])])
    qtbot.addWidget(dialog)
    assert dialog.pairs() == ((coders[1][0], coders[3][0]),)


def test_no_more_pairs_than_can_be_shown(qtbot: QtBot) -> None:
    dialog = PairsDialog(some_coders(10), [])
    qtbot.addWidget(dialog)
    go = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Show")
    for at in range(MOST):
        dialog.list.item(at).setCheckState(Qt.CheckState.Checked)
    assert go.isEnabled()
    dialog.list.item(MOST).setCheckState(Qt.CheckState.Checked)
    assert not go.isEnabled()


def test_a_report_never_goes_into_a_folder_that_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ReportDialog(tmp_path / "new", "Round 1")
    qtbot.addWidget(dialog)
    go = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Write the report")
    assert go.isEnabled()
    dialog.folder_line.setText(str(tmp_path))
    assert not go.isEnabled()
    dialog.folder_line.setText("  ")
    assert not go.isEnabled()
    dialog.folder_line.setText(f"  {tmp_path / 'other'} ")
    assert dialog.folder() == tmp_path / "other"


PLAN = SamplePlan(
    field="event_type",
    part="",
    label="Event type",
    wanted=0.2,
    articles=68,
    curve=tuple(PlanPoint(size, 1.6 / size**0.5) for size in (10, 20, 40, 80, 160, 320, 640)),
    pilot_articles=34,
    pilot_units=53,
    value=0.79,
    seed=1,
    resamples=2000,
    assumptions=("The coders go on as they did.",),
    cautions=("Only 12 articles.",),
)


@pytest.fixture
def planner(qtbot: QtBot) -> PlannerDialog:
    dialog = PlannerDialog(MATCHED.rows, MATCHED.rows[1])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    shown(qtbot, dialog, 600, 500)
    return dialog


def test_a_plan_is_asked_for_the_field_of_the_table(planner: PlannerDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(planner.plan_asked) as asked:
        planner.ask()
    assert asked.args == ["incident_date.start", 0.2]
    with qtbot.waitSignal(planner.plan_asked) as asked:
        planner.width_box.setValue(0.35)
    assert asked.args == ["incident_date.start", 0.35]


def test_a_plan_is_told_with_what_it_assumes(planner: PlannerDialog) -> None:
    planner.show_plan(PLAN)
    assert "Code 68 articles twice" in planner.text()
    assert "Only 12 articles." in planner.text()
    assert "• The coders go on as they did." in planner.text()
    assert "80 articles: 0.18" in planner.curve.accessibleName()
    blank = planner.curve.grab().toImage()
    planner.curve.show_plan(None)
    assert planner.curve.grab().toImage() != blank


def test_a_plan_with_many_words_still_fits_a_small_screen(planner: PlannerDialog, qtbot: QtBot) -> None:
    planner.show_plan(
        replace(PLAN, assumptions=tuple(f"Assumption {number} is that it is so." for number in range(40)))
    )
    qtbot.waitUntil(lambda: planner.area.verticalScrollBar().maximum() > 0)
    assert planner.minimumSizeHint().height() < 400
    before = planner.height()
    planner.area.setFocus()
    QTest.keyClick(planner.area, Qt.Key.Key_End)
    QTest.keyClick(planner.area, Qt.Key.Key_PageDown)
    assert planner.area.verticalScrollBar().value() > 0
    assert planner.height() == before


def test_a_curve_without_any_width_is_painted_all_the_same(planner: PlannerDialog) -> None:
    planner.show_plan(replace(PLAN, curve=tuple(PlanPoint(size, 0.0) for size in (10, 20, 40)), articles=10))
    assert not planner.curve.grab().isNull()


def test_a_plan_without_an_answer_has_no_curve(planner: PlannerDialog) -> None:
    planner.show_plan(replace(PLAN, articles=None, curve=()))
    assert "No number can be given for Event type." in planner.text()
    assert not planner.curve.isVisible()
    planner.show_refusal(AgreementError("An interval cannot be 3 wide."))
    assert "cannot be 3 wide" in planner.text()


def test_the_planner_can_be_closed(planner: PlannerDialog) -> None:
    close = planner.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Close)
    close.click()
    assert not planner.isVisible()


def test_every_cell_can_be_told() -> None:
    assert all(told(cell).endswith(".") for cell in MATCHED.cells.values())
