"""Every item model of the window keeps Qt's rules for models."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from pytestqt.modeltest import ModelTester

import annotator.gui
from annotator.domain.article import Metadata
from annotator.domain.errors import ProjectError
from annotator.domain.queue import Progress
from annotator.formats.articles.draft import ArticleDraft
from annotator.gui.agreement.heatmap_model import HeatmapModel
from annotator.gui.agreement.units_model import Facet, UnitsModel
from annotator.gui.choice_palette import Choice, ChoiceModel
from annotator.gui.dialogs.backups_dialog import BackupsModel
from annotator.gui.dialogs.import_dialog import ImportPlanModel
from annotator.gui.dialogs.mapping_model import FIELD, MappingModel
from annotator.gui.dialogs.text_table import TextTableModel
from annotator.gui.export.preview_panel import RefusedModel
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.review.lines import LinesModel, ListLine, Mark
from annotator.gui.rounds.article_table import ArticleTableModel
from annotator.gui.rounds.asking import RoundLine
from annotator.gui.rounds.coder_list import CoderListModel
from annotator.gui.rounds.packets_merge_dialog import MergePlanModel, RefusedFile
from annotator.gui.rounds.packets_settle_dialog import CopiesModel
from annotator.gui.rounds.round_list import RoundListModel
from annotator.gui.rows import RowsModel, RowWords
from annotator.services.articles import ImportPlan, Refusal
from annotator.services.coding_imports.service import CodingMapping, ForeignLabel, LabelKey, LabelKind
from annotator.services.exports.service import PreviewLine
from annotator.services.restoring import BackupLine
from tests.agreement_document import a_document
from tests.drafts import default_codebook
from tests.gui.agreement.units import UNITS
from tests.gui.queue.articles import SlowStore, line
from tests.gui.rounds.making import a_merge_plan, a_round, some_copies, some_progress


def a_queue(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = QueueModel(parent)
    store = SlowStore(model)
    return model, [
        lambda: model.set_row_numbers(list(range(250))),
        store.answer_all,
        lambda: model.data(model.index(249)),
        store.answer_all,
        lambda: model.refresh_article(120),
        lambda: store.answer(progress=Progress.COMPLETE),
        lambda: model.set_row_numbers([7]),
        lambda: model.set_page([7], [line(7)]),
        lambda: model.set_row_numbers([]),
    ]


def some_choices(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = ChoiceModel([Choice("k", "Killed", "Toll   K"), Choice("w", "Wounded", "Toll   W")], parent)
    return model, [
        lambda: model.show_matching("toll k"),
        lambda: model.show_matching("nothing like it"),
        lambda: model.show_matching(""),
    ]


def a_plan(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    draft = ArticleDraft("a", "0", 0, "a.txt", Metadata(title="A"), "plain text")
    plan = ImportPlan("a.txt", (draft,), (draft,), (Refusal("b.txt", "It is empty."),))
    return ImportPlanModel(plan, parent), []


def some_text(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = TextTableModel(("File", "Why"), [("a.txt", "It is empty.")], parent)
    return model, [lambda: model.show_rows([("b.txt", "?"), ("c.txt", "!")]), lambda: model.show_rows(())]


def a_round_s_coders(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = CoderListModel(parent)
    return model, [lambda: model.show(some_progress(9).coders), lambda: model.show(()), lambda: model.show(())]


def a_round_s_articles(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = ArticleTableModel(parent)
    return model, [
        lambda: model.show(some_progress()),
        lambda: model.narrow("article 3", ""),
        lambda: model.narrow("", "c2"),
        lambda: model.show(None),
    ]


def some_rounds(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = RoundListModel(parent)
    line = RoundLine(a_round(), some_progress().total)
    return model, [lambda: model.show([line]), lambda: model.show([line, line]), lambda: model.show([])]


def some_rows(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = RowsModel(lambda name: RowWords(name, name, f"{name}, a coder"), parent)
    return model, [lambda: model.show(["Ada"]), lambda: model.show(["Ada", "Ben"]), lambda: model.show([])]


def some_figures(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = HeatmapModel(parent)
    shown = a_document().layers[0]
    return model, [
        lambda: model.show_overview(shown, has_empty_rows=True, with_gold=True),
        lambda: model.show_overview(shown, has_empty_rows=False, with_gold=False),
        lambda: model.show_overview(None, has_empty_rows=True, with_gold=True),
    ]


def some_units(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = UnitsModel(parent)
    return model, [
        lambda: model.show_units(UNITS),
        lambda: model.narrow({Facet.CODER: "Coder A"}),
        lambda: model.narrow({Facet.SOURCE: "nowhere"}),
        lambda: model.show_units(()),
    ]


def some_entries(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = LinesModel(parent)
    lines = [ListLine("a", "First", "one", "3", Mark.OPEN), ListLine("b", "Second")]
    return model, [
        lambda: model.show_lines(lines),
        lambda: model.show_lines([lines[0], ListLine("b", "Second", mark=Mark.DONE)]),
        lambda: model.show_lines(lines[1:]),
        lambda: model.show_lines(()),
    ]


def some_foreign_labels(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    labels = (
        ForeignLabel(LabelKey("Dead"), LabelKind.SPAN, 3, ("two soldiers",), False),
        ForeignLabel(LabelKey("Dead", "number"), LabelKind.ATTRIBUTE, 1, ("2",), True),
    )
    model = MappingModel(labels, CodingMapping(), default_codebook(), parent)
    field = model.index(0, FIELD)
    return model, [
        lambda: model.choose(field, model.options(field)[3]),
        lambda: model.choose(field, model.options(field)[0]),
    ]


def some_refused_lines(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    model = RefusedModel(parent)
    line_ = PreviewLine("table", "Article 1", "changed", "Its title is shortened.")
    return model, [lambda: model.show_lines((line_, line_)), lambda: model.show_lines(())]


def a_merge(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    refused = RefusedFile(Path("x.annotator"), ProjectError("x.annotator is empty."))
    return MergePlanModel([a_merge_plan()], [refused], parent), []


def some_parts(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    return CopiesModel(some_copies(), parent), []


def some_backups(parent: QObject) -> tuple[QAbstractItemModel, list[Callable[[], object]]]:
    line = BackupLine(Path("one.backup"), dt.datetime(2021, 5, 1, tzinfo=dt.UTC), 2_000_000, 3, "set Killed")
    return BackupsModel([line], parent), []


MODELS = {
    HeatmapModel: some_figures,
    UnitsModel: some_units,
    QueueModel: a_queue,
    ChoiceModel: some_choices,
    ImportPlanModel: a_plan,
    TextTableModel: some_text,
    BackupsModel: some_backups,
    CoderListModel: a_round_s_coders,
    ArticleTableModel: a_round_s_articles,
    RoundListModel: some_rounds,
    RowsModel: some_rows,
    MergePlanModel: a_merge,
    CopiesModel: some_parts,
    LinesModel: some_entries,
    MappingModel: some_foreign_labels,
    RefusedModel: some_refused_lines,
}


def defined_models() -> set[type[QAbstractItemModel]]:
    """Return every item model that a module of the window defines."""
    for module in pkgutil.walk_packages(annotator.gui.__path__, "annotator.gui."):
        importlib.import_module(module.name)
    found, left = set(), [QAbstractItemModel]
    while left:
        for kind in left.pop().__subclasses__():
            left.append(kind)
            if kind.__module__.startswith("annotator."):
                found.add(kind)
    return found


@pytest.fixture
def owner() -> QObject:
    """What a model lives in; asked for before the tester, so that it outlives it."""
    return QObject()


def test_every_item_model_of_the_window_is_tested_here() -> None:
    assert defined_models() == set(MODELS)


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_a_model_keeps_the_rules_whatever_happens_to_it(
    kind: type[QAbstractItemModel], owner: QObject, qtmodeltester: ModelTester
) -> None:
    model, deeds = MODELS[kind](owner)
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # stays connected and sees every deed
    for deed in deeds:
        deed()


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_a_model_has_nothing_below_its_rows_and_nothing_outside_them(
    kind: type[QAbstractItemModel], owner: QObject
) -> None:
    model, deeds = MODELS[kind](owner)
    for deed in deeds[:1]:
        deed()
    first = model.index(0, 0)
    assert model.rowCount() > 0
    assert model.rowCount(first) == 0
    assert model.data(QModelIndex()) is None
    assert model.data(first, Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(99, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) in (None, 100)
    assert model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.DecorationRole) is None
