"""One damaged byte anywhere in a project file: it is read as it was, or said to be damaged, never a crash."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from annotator.domain.errors import AnnotatorError, ProjectError
from annotator.domain.text import Span
from annotator.store.project_file import ProjectFile
from tests.store.making import TEXT, Desk, a_report, a_value, some_evidence

TRIES = 120
SCHEMA_FORMAT = 47
"""Last byte of SQLite's schema format number (file format, section 1.3), from 1 to 4 in any database."""


def damaged(path: Path, place: int, mask: int) -> Path:
    """Return a copy of a file with some bits of one byte turned."""
    content = bytearray(path.read_bytes())
    content[place] ^= mask
    target = path.with_name("damaged.annotator")
    target.write_bytes(content)
    return target


def read_all(path: Path) -> tuple[int, int]:
    """Open a project and read all there is; return how many findings the check has, and how many codings are there."""
    with ProjectFile.open(path, state_folder=path.parent / "elsewhere") as project:
        findings = project.verify()
        with project.read() as reader:
            coders = [coder.id for coder in reader.coders()]
            codings = list(reader.codings())
            for coding in codings:
                reader.article(coding.header.article_id)
            for coder in coders:
                reader.rounds_of(coder)
            reader.rounds()
        return len(findings), len(codings)


@pytest.fixture
def whole(desk: Desk, tmp_path: Path) -> Path:
    """A closed project file on its own, with something of every kind that is coded."""
    header = desk.header()
    report = a_report(header)
    value = a_value(header, report=report)
    desk.put(header, report)
    desk.put(value, some_evidence(header, value, TEXT, Span(18, 29)))
    desk.project.close()
    (tmp_path / "alone").mkdir()
    return Path(shutil.copy(desk.path, tmp_path / "alone" / "whole.annotator"))


def test_a_whole_file_is_read_without_a_word(whole: Path) -> None:
    assert read_all(whole) == (0, 1)


@pytest.mark.parametrize("seed", range(4))
def test_any_damaged_byte_is_told_plainly_or_does_no_harm(whole: Path, seed: int) -> None:
    random = Random(seed)
    size = whole.stat().st_size
    told = []
    for _ in range(TRIES):
        place = random.randrange(size) if random.random() < 0.7 else random.randrange(4096)
        try:
            read_all(damaged(whole, place, random.randrange(1, 256)))
        except AnnotatorError as error:
            told.append(error.message)
    assert 0 < len(told) < TRIES
    assert all("damaged.annotator" in message for message in told)


def test_a_definition_that_is_no_text_any_more_is_damage(whole: Path) -> None:
    content = whole.read_bytes()
    place = content.index(b"CREATE TRIGGER event_is_never_changed")
    with pytest.raises(ProjectError) as refused:
        read_all(damaged(whole, place + 3, 0x80))
    assert refused.value.message.startswith(f"{whole.with_name('damaged.annotator')} is damaged")
    assert refused.value.remedy


@pytest.mark.parametrize("mask", [0x10, 0x7F])
def test_a_file_format_that_cannot_be_is_damage(whole: Path, mask: int) -> None:
    with pytest.raises(ProjectError) as refused:
        read_all(damaged(whole, SCHEMA_FORMAT, mask))
    assert refused.value.message == f"{whole.with_name('damaged.annotator')} is damaged."
    assert refused.value.remedy
