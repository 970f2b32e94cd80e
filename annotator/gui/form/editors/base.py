"""What every editor can do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content

Draft = Mapping[str, str]
"""What stands in an editor's parts, by their names; kept while a refused entry waits for its coder."""


class ValueEditor(QWidget):
    """Edits the content of one field; it knows nothing of evidence, status or storage.

    ``edited`` follows every change by the person, ``taken`` a choice that is complete in itself, ``confirmed`` one
    after which the person wants to go on; ``refused`` carries the sentence why a choice was not possible.
    """

    edited = Signal()
    taken = Signal()
    confirmed = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._given: Content | None = None
        self._is_edited = False

    @property
    def is_edited(self) -> bool:
        """Tell whether the person changed anything since the content was set or settled."""
        return self._is_edited

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Prepare for a field of the editor's type."""

    def set_content(self, content: Content | None) -> None:
        """Show a content, None for an empty editor; what was typed before is dropped."""
        self._given = content
        self._is_edited = False
        self._show(content)

    def content(self) -> Content | None:
        """Return what is entered, None when nothing is; a content that nobody touched comes back as it was set.

        Raises InputRefusedError when an entry cannot be read.
        """
        return self._read() if self._is_edited else self._given

    def settle(self, content: Content) -> None:
        """Take what is entered as stored; the texts stay as typed."""
        self._given = content
        self._is_edited = False

    def draft(self) -> Draft:
        """Return what stands in the parts, readable or not."""
        return {}

    def restore(self, draft: Draft) -> None:
        """Put a draft back, as if typed again."""

    def first_part(self) -> QWidget:
        """Return the widget the keyboard goes to first."""
        return self

    def _mark_edited(self) -> None:
        self._is_edited = True
        self.edited.emit()

    def _show(self, content: Content | None) -> None:
        """Fill the parts."""

    def _read(self) -> Content | None:
        """Read the parts."""
        return self._given
