"""Errors a person may read: each names the thing, says what was kept and what to do."""

from __future__ import annotations


class AnnotatorError(Exception):
    """A failure told in plain words.

    ``message`` names the thing and what is wrong with it, ``kept`` says what is safe, ``remedy`` what to do next.
    Each is a sentence; ``kept`` and ``remedy`` may be empty.
    """

    def __init__(self, message: str, *, kept: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.kept = kept
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the three sentences as one paragraph."""
        return " ".join(part for part in (self.message, self.kept, self.remedy) if part)


class ProjectError(AnnotatorError):
    """A project file cannot be used: missing, empty, foreign, newer, damaged or out of reach."""


class ProjectBusyError(ProjectError):
    """Another running program holds the project."""


class ProjectReadOnlyError(ProjectError):
    """The project can be read but not changed."""


class ProjectChangedError(ProjectError):
    """The project file was replaced or written by another program while it was open."""


class StorageFullError(ProjectError):
    """The disk, or the limit set for the project, is full; the change was not stored."""


class CodebookError(AnnotatorError):
    """A codebook cannot be used; the message gives file, line and reason."""


class ArticleRefusedError(AnnotatorError):
    """An article cannot be imported."""


class CodingError(AnnotatorError):
    """An intent does not fit the coding, for example a span outside the article."""


class NothingChangedError(CodingError):
    """An intent would leave the coding as it is; nothing was stored."""


class ExportError(AnnotatorError):
    """A dataset cannot be written."""


class RoundError(AnnotatorError):
    """A round, or who codes what in it, cannot be what was asked for."""
