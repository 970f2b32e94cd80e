"""What was worked out of a content, kept for the next value that has the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from annotator.domain.values import Content

T = TypeVar("T")

MOST_KEPT = 4_096


class Remembered(Generic[T]):
    """Works something out of contents, once for each object.

    Alike contents of a project are mostly one object (see `annotator.store.mapping.content_from_json`). They are told
    apart by identity: equal times of different zones are not written alike. Of many contents some are forgotten, so
    that memory stays flat.
    """

    def __init__(self, work_out: Callable[..., T]) -> None:
        self._work_out = work_out
        self._kept: dict[int, tuple[Content, T]] = {}

    def of(self, content: Content, *also: object) -> T:
        """Return what is worked out of a content and what else it takes, which must be the same each time."""
        kept = self._kept.get(id(content))
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            # The content is kept with it, so that no other can come to have its identity.
            kept = self._kept[id(content)] = (content, self._work_out(content, *also))
        return kept[1]
