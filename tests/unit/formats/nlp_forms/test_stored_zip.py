"""The archive: read by the library's own reader, the same bytes everywhere, large ones too."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from annotator.formats.datasets.nlp_forms import stored_zip
from annotator.formats.datasets.nlp_forms.stored_zip import StoredZip
from annotator.formats.datasets.output import OutputFile

FILES = {"a.txt": b"", "folder/b.txt": b"two\n", "harte é 😀.txt": "Ménaka".encode()}


def archive_of(folder: Path, files: dict[str, bytes]) -> Path:
    with OutputFile(folder, "a.zip") as output:
        made = StoredZip(output)
        for name, data in files.items():
            made.add(name, data)
        made.end()
        output.finished(len(files))
    return folder / "a.zip"


@pytest.mark.parametrize("files", [FILES, {}, {"one": b"x" * 70_000}])
def test_what_is_put_in_comes_out(tmp_path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(archive_of(tmp_path, files)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == files
        assert {info.date_time for info in read.infolist()} <= {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in read.infolist()} <= {zipfile.ZIP_STORED}


def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    found = hashlib.sha256(archive_of(tmp_path, FILES).read_bytes()).hexdigest()
    assert found == "86bc69ac80a774e30643fb7d0417ecade753d983a798429c126d4d0fcd6e91ea"


def test_more_files_than_fit_the_old_count_are_all_found(tmp_path: Path) -> None:
    files = {f"{number}": b"" for number in range(65_540)}
    with zipfile.ZipFile(archive_of(tmp_path, files)) as read:
        assert len(read.namelist()) == len(files)
        assert read.namelist()[-1] == "65539"


def test_offsets_beyond_the_old_limit_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limit lowered the records for large archives are written in a small one, which readers take too."""
    monkeypatch.setattr(stored_zip, "_LONG_MOST", 100)
    data = archive_of(tmp_path, {"a": b"x" * 200, "b": b"two"}).read_bytes()
    assert b"PK\x06\x06" in data
    assert b"PK\x06\x07" in data
    full = data.replace((100).to_bytes(4, "little"), b"\xff\xff\xff\xff")
    with zipfile.ZipFile(io.BytesIO(full)) as read:
        assert {name: read.read(name) for name in read.namelist()} == {"a": b"x" * 200, "b": b"two"}
