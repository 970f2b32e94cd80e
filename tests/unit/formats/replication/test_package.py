"""The package's folder and archive, its README, manifest and checksums."""

from __future__ import annotations

import errno
import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from annotator.domain.coding import Coder
from annotator.domain.errors import ExportError
from annotator.domain.ids import CoderId
from annotator.formats.datasets.output import OutputFile
from annotator.formats.replication.about import About, Counts
from annotator.formats.replication.counting import census_of
from annotator.formats.replication.manifest import PackageFile, checksums_text, manifest_text
from annotator.formats.replication.package import FOLDER, new_package
from annotator.formats.replication.parts import PackagePart, agreement_parts
from annotator.formats.replication.readme import Told, readme_text
from tests.unit.formats.codebook_document.making import HOSTILE
from tests.unit.formats.datasets.making import VERSION, CodingMaker, a_codebook, all_coded
from tests.unit.formats.replication.making import ABOUT, ORIGIN

FILE = PackageFile("data/dataset.jsonl", 1234, "b" * 64, "Everything.")
TOLD = Told(ABOUT, ORIGIN, Counts(3, 5, 2, 1, 4, 2), ("Raids",), "", True, (), (), (FILE,))


def part(name: str, data: bytes = b"x") -> PackagePart:
    return PackagePart(name, data, "A part.")


def packed(target: Path, *names: str) -> None:
    with new_package(target) as package:
        for name in names:
            package.add(part(name))


# --- Folder and archive ----------------------------------------------------------------------------------------------


def test_a_folder_holds_its_parts_and_their_hashes(tmp_path: Path) -> None:
    with new_package(tmp_path / "out") as package:
        package.add(part("a/b.txt", b"one"))
        package.add(part("c.txt", b"two"))
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"one"
    assert [(file.name, file.bytes, file.sha256) for file in package.files] == [
        ("a/b.txt", 3, hashlib.sha256(b"one").hexdigest()),
        ("c.txt", 3, hashlib.sha256(b"two").hexdigest()),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_archive_holds_the_same_under_one_folder_with_fixed_times(tmp_path: Path) -> None:
    with new_package(tmp_path / "Out.ZIP") as package:
        package.add(part("b.txt", b"two"))
        package.add(part("a/b.txt", b"one"))
    with zipfile.ZipFile(tmp_path / "Out.ZIP") as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
        assert list(found.items()) == [(f"{FOLDER}/a/b.txt", b"one"), (f"{FOLDER}/b.txt", b"two")]
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert [path.name for path in tmp_path.iterdir()] == ["Out.ZIP"]


@pytest.mark.parametrize("name", ["../x", "/x", "a/../x", "a//b", "", ".", "a\\b", "a/"])
def test_a_part_cannot_lead_out_of_the_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="cannot hold"):
        packed(tmp_path / "out", name)
    assert list(tmp_path.iterdir()) == []


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="two files named"):
        packed(tmp_path / "out", "x", "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["out", "out.zip"])
@pytest.mark.parametrize("fails_at", range(3))
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, fails_at: int
) -> None:
    whole, calls = OutputFile.write, iter(range(100))

    def refuse(output: OutputFile, data: bytes) -> None:
        if next(calls) == fails_at:
            raise OSError(errno.ENOSPC, "full")
        whole(output, data)

    monkeypatch.setattr(OutputFile, "write", refuse)
    with pytest.raises(ExportError, match="disk is full"):
        packed(tmp_path / target, "0.txt", "1.txt", "2.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["out", "out.zip"])
def test_a_package_that_is_there_is_not_touched(tmp_path: Path, target: str) -> None:
    (tmp_path / target).write_text("mine")
    with pytest.raises(ExportError, match="exists already"), new_package(tmp_path / target):
        pytest.fail("the block must not run")
    assert (tmp_path / target).read_text() == "mine"


# --- What it says of itself ------------------------------------------------------------------------------------------


def test_the_readme_says_what_there_is_and_where_to_begin() -> None:
    text = readme_text(TOLD)
    assert text.startswith("# Raids\n")
    assert "- 3 articles, 2 of them coded by more than one person\n" in text
    assert "- 5 codings (one person’s work on one article) by 2 coders, 1 of them gold" in text
    assert "| `data/dataset.jsonl` | Everything. | 1,234 |" in text
    assert "one coded article per line" in text
    assert "Family, Given; A group (2024)" in text
    assert "2024-06-02" in text
    assert "What is not here" not in text


def test_the_readme_says_what_is_missing_and_what_was_changed() -> None:
    told = TOLD._replace(absent=("No agreement: one coder.",), remarks=("2 spans were left out.",), has_text=False)
    text = readme_text(told)
    assert "## What is not here\n\n- No agreement: one coder.\n" in text
    assert "- 2 spans were left out.\n" in text
    assert "texts and all quotes were kept back" in text


def test_the_readme_names_the_recipe() -> None:
    assert "by the recipe “for press”" in readme_text(TOLD._replace(recipe="for press"))


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    text = readme_text(TOLD._replace(counts=Counts(1, 1, 1, 0, 1, 0)))
    assert "- 1 article\n- 1 coding (one person’s work on one article) by 1 coder\n- 1 report (" in text


def test_hostile_names_stay_text_in_the_readme() -> None:
    about = About(title=HOSTILE, authors=(HOSTILE,))
    told = TOLD._replace(about=about, absent=(HOSTILE,), remarks=(HOSTILE,), codebooks=(HOSTILE,), recipe=HOSTILE)
    told = told._replace(origin=replace(ORIGIN, project_name=HOSTILE))
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(readme_text(told))
    assert "<script" not in html
    assert "<a " not in html
    assert html.count("&lt;script&gt;") == 8


def test_the_manifest_and_the_checksums_list_every_file_by_name() -> None:
    files = (FILE, PackageFile("README.md", 5, "c" * 64, "Read me."))
    manifest = json.loads(manifest_text(ABOUT, ORIGIN, TOLD.counts, forms=("jsonl",), recipe="", files=files))
    assert [file["name"] for file in manifest["files"]] == ["README.md", "data/dataset.jsonl"]
    assert manifest["files"][1] == {"name": "data/dataset.jsonl", "bytes": 1234, "sha256": "b" * 64}
    assert (manifest["licence"], manifest["head"], manifest["counts"]["coded_twice"]) == ("CC-BY-4.0", 42, 2)
    assert manifest["last_event_at"] == "2024-06-01T23:30:00-02:00"
    assert checksums_text(files) == f"{'c' * 64}  README.md\n{'b' * 64}  data/dataset.jsonl\n"


def test_a_census_counts_people_and_gold_apart() -> None:
    codebook = a_codebook()
    first, second, third = all_coded(codebook)
    by_another = replace(first, coder=Coder(id=CoderId("coder-2"), name="B"))
    gold = replace(first, coder=Coder(id=CoderId("gold"), name="Gold", is_gold=True))
    census = census_of([first, by_another, gold, second, third])
    assert census.counts == Counts(articles=3, codings=5, coders=2, gold=1, reports=7, coded_twice=1)
    assert census.codebooks == (VERSION.id,)


def test_gold_alone_is_no_second_coder() -> None:
    coded = CodingMaker(1).coded(a_codebook())
    gold = replace(coded, coder=Coder(id=CoderId("gold"), name="Gold", is_gold=True))
    assert census_of([coded, gold]).counts.coded_twice == 0
    assert census_of([]).counts == Counts()


class Report:
    """An agreement report."""

    def html(self) -> str:
        return "<p>é</p>"

    def csv(self) -> str:
        return "a,b\n"

    def json(self) -> str:
        return "{}"

    def methods(self) -> str:
        return "We compared."

    def diagnosis_csv(self) -> str:
        return "value\n"


@pytest.mark.parametrize("with_values", [True, False])
def test_an_agreement_report_becomes_files_and_its_values_only_where_they_may_leave(with_values: bool) -> None:
    parts = agreement_parts(Report(), "agreement/2", with_values=with_values)
    found = {one.name: one.data.decode() for one in parts}
    assert found.pop("agreement/2/diagnosis.csv", None) == ("value\n" if with_values else None)
    assert found == {
        "agreement/2/report.html": "<p>é</p>",
        "agreement/2/agreement.csv": "a,b\n",
        "agreement/2/agreement.json": "{}",
        "agreement/2/methods.txt": "We compared.",
    }
    assert all(part.about.endswith(".") for part in parts)
