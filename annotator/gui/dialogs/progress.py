"""Progress of a job, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from annotator.gui.jobs import Job

_SHOW_AFTER_MS = 400


def follow(job: Job, words: str, parent: QWidget, *, total: int = 0) -> QProgressDialog:
    """Show how far a job is once it takes longer than a moment; `Cancel` asks it to stop.

    ``total`` 0 means that the number of steps is not known.
    """
    dialog = QProgressDialog(words, "Cancel", 0, total, parent)
    dialog.setWindowTitle("Incident Annotator")
    bar = QProgressBar()
    bar.setRange(0, total)
    dialog.setBar(bar)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setMinimumDuration(_SHOW_AFTER_MS)
    dialog.setValue(0)  # the moment is counted from here; without a first value Qt waits for four seconds
    dialog.setAutoClose(False)
    dialog.setAutoReset(False)
    dialog.canceled.connect(job.cancel)
    job.progressed.connect(bar.setValue)  # the dialog's own would handle other events, the end of the job among them
    job.destroyed.connect(dialog.close)
    return dialog
