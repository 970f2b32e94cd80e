from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats.articles.registry import read_article_file
from annotator.formats.codings.files import file_bytes
from annotator.formats.datasets.json_lines_reading import read_header
from annotator.formats.readable import size_of
from annotator.services.codebooks import codebook_source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")


@contextmanager
def a_pipe() -> Iterator[int]:
    """Give the end to read of a pipe that nobody writes to any more."""
    reading, writing = os.pipe()
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A pipe with a name, which nobody has open."""
    os.mkfifo(tmp_path / "pipe.txt")
    return tmp_path / "pipe.txt"


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_a_file_has_its_size_also_by_another_name(tmp_path: Path, size: int) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"x" * size)
    link.symlink_to(file)
    assert (size_of(file), size_of(link)) == (size, size)


def test_a_pipe_with_a_name_is_no_file_by_whatever_name(fifo: Path) -> None:
    link = fifo.with_name("link.txt")
    link.symlink_to(fifo)
    for path in (fifo, link):
        with pytest.raises(OSError, match="it is not a regular file") as refused:
            size_of(path)
        assert (refused.value.errno, refused.value.filename) == (errno.EINVAL, str(path))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full", "/dev/random"])
def test_a_device_is_no_file(device: str) -> None:
    if not Path(device).exists():
        pytest.skip("this system has no such device")
    with pytest.raises(OSError, match="it is not a regular file"):
        size_of(Path(device))


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind("socket")
        with pytest.raises(OSError, match="it is not a regular file"):
            size_of(tmp_path / "socket")


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
def test_a_stream_that_was_given_is_read(folder: str) -> None:
    with a_pipe() as number:
        path = Path(folder) / str(number)
        if not path.exists():
            pytest.skip("this system names its streams otherwise")
        assert size_of(path) == 0
        assert path.read_bytes() == b""


def test_a_folder_is_left_to_say_itself_that_it_is_one(tmp_path: Path) -> None:
    assert size_of(tmp_path) >= 0
    with pytest.raises(FileNotFoundError):
        size_of(tmp_path / "nothing")


def test_no_reader_waits_for_somebody_to_write(fifo: Path) -> None:
    for read in (read_article_file, file_bytes, codebook_source, read_header):
        with pytest.raises(AnnotatorError, match="it is not a regular file") as refused:
            read(fifo)
        assert "pipe.txt" in refused.value.message
