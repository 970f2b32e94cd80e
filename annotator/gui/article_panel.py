"""The middle panel: what is known of the article, and its text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.article import Article
from annotator.domain.describe import describe_moment
from annotator.gui.actions import ACTIONS
from annotator.gui.form.look import plain_tip
from annotator.gui.text.article_view import ArticleView


class ArticlePanel(QWidget):
    """Title and metadata above the `ArticleView`; an invitation where there is no article."""

    way_chosen = Signal(str)
    """The id of the action that a button of the invitation stands for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ArticleView(self)
        self._title = _OneLineLabel("title", self)
        self._metadata = _OneLineLabel("dim", self)
        self._empty = _plain_label("dim", self)
        self._header = QVBoxLayout()
        self._build()
        self.show_nothing("")

    def _build(self) -> None:
        self._header.setSpacing(2)
        self._header.addWidget(self._title)
        self._header.addWidget(self._metadata)
        article = QWidget(self)
        layout = QVBoxLayout(article)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header)
        layout.addWidget(self.view, 1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        invitation = QWidget(self)
        around = QVBoxLayout(invitation)
        around.setContentsMargins(48, 48, 48, 48)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        around.addStretch(2)
        around.addWidget(self._empty)
        around.addSpacing(8)
        around.addLayout(self._ways)
        around.addStretch(3)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(article)
        self._pages.addWidget(invitation)

    def show_article(self, article: Article) -> None:
        """Show an article from its beginning."""
        self._title.show_words(article.metadata.title or article.file_name)
        self._metadata.show_words(metadata_line(article))
        self.view.show_article(article.text, header_end=article.header_end)
        self.view.document().documentLayout().documentSizeChanged.connect(self._align_header)
        self._align_header()
        self._pages.setCurrentIndex(0)

    def _align_header(self) -> None:
        """Let title and text begin at the same place, however wide the column is and wherever it lies."""
        document = self.view.document()
        side = round(document.rootFrame().frameFormat().leftMargin() + document.documentMargin())
        self._header.setContentsMargins(side, 12, side, 10)

    def show_nothing(self, invitation: str, ways: Sequence[str] = ()) -> None:
        """Show a sentence that says what to do next, and a button for each of these actions, the likeliest first."""
        self._empty.setText(invitation)
        while (item := self._ways.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        self._ways.addStretch(1)
        for action_id in ways:
            self._ways.addWidget(self._made_way(action_id, is_first=action_id == ways[0]))
        self._ways.addStretch(1)
        self._pages.setCurrentIndex(1)

    def _made_way(self, action_id: str, *, is_first: bool) -> QPushButton:
        button = QPushButton(next(spec.text for spec in ACTIONS if spec.id == action_id), self._empty.parentWidget())
        button.setProperty("role", "primary" if is_first else "")
        button.clicked.connect(lambda: self.way_chosen.emit(action_id))
        button.show()
        if is_first:
            button.setFocus()
        return button


def metadata_line(article: Article) -> str:
    """Return source, publication with weekday and author in one line; what is unknown is said to be."""
    metadata = article.metadata
    published = (
        describe_moment(metadata.published)
        if metadata.published is not None
        else metadata.published_as_written or "publication date unknown"
    )
    words = [metadata.source or "source unknown", published]
    if metadata.author:
        words.append(metadata.author)
    if metadata.is_sample:
        words.append("sample")
    return " · ".join(words)


class _OneLineLabel(QLabel):
    """Words in one line, cut with an ellipsis where there is no room; the tool tip tells the whole of them then."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Show other words."""
        self._words = " ".join(words.split())
        self.setAccessibleName(self._words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Cut anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip("" if shown == self._words else plain_tip(self._words))


def _plain_label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
