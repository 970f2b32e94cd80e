"""A program that writes to a project until it is killed; it prints every sequence number that was acknowledged.

Run as ``killed_writer.py PROJECT STATE_FOLDER [in-transaction]``; with the last word it dies by its own hand in the
middle of a change that has already reached the file.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path

from annotator.domain.coding import Coding, Evidence, Value
from annotator.domain.ids import EvidenceId, ValueId, new_id
from annotator.domain.text import Span, quote_at
from annotator.domain.values import Count
from annotator.store.project_file import ProjectFile


def write_for_ever(path: Path, state_folder: Path) -> None:
    """Attach, undo and redo, printing the head after each commit."""
    project = ProjectFile.open(path, state_folder=state_folder)
    with project.read() as reader:
        (coder,), article = reader.coders(), next(reader.articles())
        coding = reader.coding(article.id, coder.id)
    assert coding is not None
    for number in count():
        with project.write(coder_id=coder.id, article_id=article.id, verb="attach", label="attaching") as unit:
            if number % 5 == 3:
                unit.undo()
            elif number % 5 == 4:
                unit.redo()
            else:
                value, evidence = new_records(coding, article.text, number)
                unit.put(value)
                unit.put(evidence)
        sys.stdout.write(f"{project.head.sequence} {project.head.hash}\n")
        sys.stdout.flush()


def new_records(coding: Coding, text: str, number: int) -> tuple[Value, Evidence]:
    """Return a new value and its evidence."""
    value = Value(
        id=ValueId(new_id()), coding_id=coding.header.id, field=f"field_{new_id()}", content=Count(best=number)
    )
    span = Span(number % 9, number % 9 + 6)
    quote = quote_at(text, span)
    evidence = Evidence(
        id=EvidenceId(new_id()), coding_id=coding.header.id, value_id=value.id,
        start=span.start, end=span.end, quote=quote.exact, prefix=quote.prefix, suffix=quote.suffix,
    )  # fmt: skip
    return value, evidence


def die_in_a_transaction(path: Path) -> None:
    """Leave a journal behind: change pages, let them spill into the file, and die before the commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE note SET text = text || 'x'")
    connection.execute("UPDATE project SET head = head + 1")
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[3:] == ["in-transaction"]:
        die_in_a_transaction(Path(sys.argv[1]))
    else:
        write_for_ever(Path(sys.argv[1]), Path(sys.argv[2]))
