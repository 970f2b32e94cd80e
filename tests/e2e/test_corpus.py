"""A whole corpus in the window: 1,300 news texts of MUC-3/4 come in as one event, are scrolled through and coded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.domain.article import Metadata
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.text import Span, stored_form, text_hash
from annotator.domain.values import Count
from annotator.formats.articles.draft import ArticleDraft
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.corpora.muc4 import FILE, Muc4Record, article_draft, read_muc4
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import CODER, remember

COUNT = 1_300
CODED = 3
NUMBER = re.compile(r"\b(TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)\b")


def draft_of(record: Muc4Record) -> ArticleDraft:
    """The record as a reader of articles would give it; the corpus's text is in stored form already."""
    parts = article_draft(record)
    assert stored_form(record.text) == record.text
    return ArticleDraft(
        text=parts["text"],
        sha256=text_hash(parts["text"]),
        header_end=parts["header_end"],
        file_name=parts["file_name"],
        metadata=Metadata.model_validate(parts["metadata"]),
        format="MUC-3/4",
    )


@pytest.fixture(scope="module")
def records(shared_data: Path) -> list[Muc4Record]:
    """Every text of the corpus."""
    file = shared_data / FILE
    if not file.is_file():
        pytest.skip(f"{file.name} is not there")
    return list(read_muc4(file))


@pytest.fixture
def project(tmp_path: Path, records: list[Muc4Record]) -> Path:
    """A project with the corpus, closed."""
    path = tmp_path / "corpus.annotator"
    remember()
    with create_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        plan = workspace.articles.plan_drafts(map(draft_of, records), source="MUC-3/4")
        workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
    return path


def queue_of(workspace: Workspace, phrase: str = "") -> list[QueueItem]:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase=phrase))
    return workspace.articles.queue_page(workspace.coder.id, rows)


def test_the_corpus_comes_in_as_one_event_and_not_a_second_time(tmp_path: Path, records: list[Muc4Record]) -> None:
    assert len(records) == COUNT
    drafts = [draft_of(record) for record in records]
    texts = {record.text for record in records}
    seen: list[int] = []
    path = tmp_path / "corpus.annotator"
    with create_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        before = workspace.project.head
        plan = workspace.articles.plan_drafts(drafts, source="MUC-3/4")
        assert (len(plan.new), len(plan.duplicates), plan.refused) == (len(texts), COUNT - len(texts), ())
        changes = workspace.articles.import_articles(plan, coder_id=workspace.coder.id, progress=seen.append)
        assert changes is not None
        assert workspace.project.head == before + 1 == changes.event.sequence
        assert seen[-1] == len(texts)
        again = workspace.articles.plan_drafts(drafts, source="MUC-3/4")
        assert (len(again.new), len(again.duplicates)) == (0, COUNT)
        assert workspace.articles.import_articles(again, coder_id=workspace.coder.id) is None
        assert {workspace.articles.article(item.article_id).text for item in queue_of(workspace)} == texts
        assert workspace.project.check() == ()


def test_the_queue_is_in_order_of_publication_and_finds_what_the_texts_hold(
    project: Path, records: list[Muc4Record]
) -> None:
    with open_workspace(project, folders=Folders.of_person(), coder_name=CODER) as workspace:
        days = [item.published for item in queue_of(workspace)]
        known = [day for day in days if day is not None]
        assert known == sorted(known)
        assert None not in days[: len(known)]
        phrases = [record.text[100:112].strip() for record in records[::200]]
        for phrase in (*phrases, phrases[0].lower() + "é", "%", "_"):
            texts = {record.text for record in records if phrase in record.text or phrase in record.title}
            assert len(queue_of(workspace, phrase)) == len(texts), phrase


def test_the_window_scrolls_to_the_end_and_codes_articles_on_the_way(play: Play, project: Path) -> None:
    coded: dict[str, Span] = {}

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        articles = queue_list(hands)
        assert hands.window.coding.queue_model.rowCount() > COUNT - 20
        scroll_to_the_end(hands, articles)
        for _ in range(CODED):
            coded[hands.worksheet.article.id] = code_a_number(hands)
            articles.setFocus()
            before = hands.worksheet.article.id
            QTest.keyClick(articles, Qt.Key.Key_PageUp)
            hands.wait(lambda before=before: hands.worksheet.article.id != before, "another article is open")  # type: ignore[misc]

    assert play([str(project)], script) == 0
    assert len(coded) == CODED
    numbers: list[object] = []
    with open_workspace(project, folders=Folders.of_person(), coder_name=CODER) as workspace:
        assert workspace.project.check() == ()
        for item in queue_of(workspace):
            worksheet = workspace.coding.worksheet(CodingKey(item.article_id, workspace.coder.id))
            numbers += [value.content for value in worksheet.coding.values() if isinstance(value.content, Count)]
            killed = {value.id for value in worksheet.coding.values() if value.field == "killed_total"}
            spans = [one.span for one in worksheet.coding.evidence() if one.value_id in killed]
            assert spans == ([coded[item.article_id]] if item.article_id in coded else []), item.title
            assert all(one.quote == worksheet.article.text[one.start : one.end] for one in worksheet.coding.evidence())
    assert numbers, "no number was confirmed"


def queue_list(hands: Hands) -> QListView:
    return next(one for one in hands.window.findChildren(QListView) if one.accessibleName() == "Articles")


def scroll_to_the_end(hands: Hands, articles: QListView) -> None:
    """Turn the wheel, then page down, until the last article is open; every line on the way gets its title."""
    bar = articles.verticalScrollBar()
    for _ in range(20):
        before = bar.value()
        turn_wheel(articles)
        hands.wait(lambda before=before: bar.value() > before, "the wheel scrolls")  # type: ignore[misc]
        hands.wait(lambda: is_filled(hands, articles), "the lines in view are read")
    articles.setFocus()
    last = hands.window.coding.queue_model.rowCount() - 1
    while articles.currentIndex().row() < last:
        before = articles.currentIndex().row()
        QTest.keyClick(articles, Qt.Key.Key_PageDown)
        assert articles.currentIndex().row() > before
    hands.wait(lambda: is_filled(hands, articles), "the last lines are read")
    item = hands.window.coding.queue_model.item_at(last)
    assert item is not None
    hands.wait(lambda: hands.worksheet.article.id == item.article_id, "the last article is open")
    assert bar.value() == bar.maximum()


def turn_wheel(articles: QListView) -> None:
    viewport = articles.viewport()
    centre = QPointF(viewport.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(viewport.mapToGlobal(centre.toPoint())),
        QPoint(0, 0),
        QPoint(0, -360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def is_filled(hands: Hands, articles: QListView) -> bool:
    """Tell whether every line in view has its article."""
    viewport = articles.viewport().rect()
    top = articles.indexAt(viewport.topLeft()).row()
    bottom = articles.indexAt(viewport.bottomLeft()).row()
    bottom = bottom if bottom >= 0 else hands.window.coding.queue_model.rowCount() - 1
    return all(hands.window.coding.queue_model.item_at(row) is not None for row in range(top, bottom + 1))


def code_a_number(hands: Hands) -> Span:
    """Mark the article's first number, or first word, with the keyboard, press K, confirm a number with Enter."""
    text = hands.worksheet.article.text
    number, word = NUMBER.search(text), re.search(r"\w+", text)
    assert word is not None
    span = Span(*(number or word).span())
    hands.mark(span, with_mouse=False)
    hands.after_change(lambda: QTest.keyClick(hands.view, Qt.Key.Key_K))
    slot = hands.form.active_slot()
    assert slot is not None
    assert slot.field == "killed_total"
    if number is not None:
        hands.after_change(lambda: hands.press("Return"))
    value = hands.coding.value_at(slot)
    assert value is not None
    assert (value.content is not None) == (number is not None)
    assert [one.span for one in hands.coding.evidence_for(value.id)] == [span]
    return span
