"""Packets for several coders in one folder, all of them or none, and disks that refuse a packet."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError, CodingError, ProjectError, StorageFullError
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import ADA, BEN, Lab
from tests.small_disk import a_small_disk

NAMES = [f"project Pilot {ADA}.annotator", f"project Pilot {BEN}.annotator"]


@pytest.fixture
def out(lab: Lab) -> Path:
    """Where packets are to go; there is nothing yet."""
    return lab.folder / "packets"


def made_for_both(lab: Lab, folder: Path, progress: Callable[[int], None] = lambda _: None) -> list[Path]:
    """Make Ada's and Benedikt's packets in a folder and return where they are."""
    with lab.project() as project:
        made = project.packets.make_several(
            lab.round.id, [lab.ada.id, lab.ben.id], folder, by=lab.lea.id, progress=progress
        )
    return [summary.path for summary in made]


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- folders -----------------------------------------------------------------------------------------------------------


def test_the_folder_is_made_and_has_a_whole_packet_for_each(lab: Lab, out: Path) -> None:
    done: list[int] = []
    paths = made_for_both(lab, out, done.append)
    assert paths == [out / name for name in NAMES]
    assert inside(out) == NAMES
    assert done == [0, 1, 1, 2], "it is told within a packet too"
    for path, coder in zip(paths, (lab.ada, lab.ben), strict=True):
        packet = lab.at_work(path)
        assert (packet.coder, packet.project.check()) == (coder, ())


def test_a_folder_that_is_there_is_used_and_nothing_in_it_is_touched(lab: Lab, out: Path) -> None:
    out.mkdir()
    (out / NAMES[0]).write_text("a diary")
    first, second = made_for_both(lab, out)
    assert (first.name, second.name) == (f"project Pilot {ADA} 2.annotator", NAMES[1])
    assert (out / NAMES[0]).read_text() == "a diary"


@pytest.mark.parametrize("letter", ["x", "é", "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\N{PILE OF POO}"])
def test_long_names_are_cut_to_what_can_be_a_file(lab: Lab, out: Path, letter: str) -> None:
    with lab.project() as project:
        project.rounds.rename(lab.round.id, letter * 80, by=lab.lea.id)
        project.coders.rename(lab.ada.id, letter * 80, by=lab.lea.id)
        (made,) = project.packets.make_several(lab.round.id, [lab.ada.id], out, by=lab.lea.id)
    assert made.path.name.startswith(f"project {letter * 40}")
    assert inside(out) == [made.path.name]
    assert lab.at_work(made.path).project.check() == ()


@pytest.mark.parametrize("is_link", [False, True])
def test_what_is_no_folder_is_refused_and_left_as_it_is(lab: Lab, out: Path, is_link: bool) -> None:
    out.symlink_to("nowhere") if is_link else out.write_text("a diary")
    with pytest.raises(ProjectError, match="packets is no folder, and several packets need one") as refused:
        made_for_both(lab, out)
    assert refused.value.kept == "No packet was made."
    assert out.is_symlink() if is_link else out.read_text() == "a diary"


def test_a_folder_is_made_in_one_that_is_there_only(lab: Lab, out: Path) -> None:
    with pytest.raises(ProjectError, match=f"There is no folder {out}"):
        made_for_both(lab, out / "of" / "Pilot")
    assert not out.exists()


def test_where_no_folder_can_be_made_the_disk_s_words_are_told(
    lab: Lab, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(ProjectError, match=f"The folder {out} cannot be made: Read-only file system") as refused:
        made_for_both(lab, out)
    assert (refused.value.kept, refused.value.remedy) == ("No packet was made.", "Choose another folder.")


@pytest.mark.parametrize("is_there", [False, True])
def test_where_one_fails_those_before_it_go_again_and_so_does_the_folder(lab: Lab, out: Path, is_there: bool) -> None:
    if is_there:
        out.mkdir()
        (out / "diary.txt").write_text("mine")
    coders = [lab.ada.id, lab.ben.id, lab.lea.id]  # Lea has no articles
    with lab.project() as project, pytest.raises(CodingError, match="has no articles"):
        project.packets.make_several(lab.round.id, coders, out, by=lab.lea.id)
    assert (inside(out) if is_there else out.exists()) == (["diary.txt"] if is_there else False)


@pytest.mark.parametrize(("stop_at", "time"), [(0, 1), (1, 1), (1, 2), (2, 1)])
def test_who_stops_half_way_leaves_nothing_either(lab: Lab, out: Path, stop_at: int, time: int) -> None:
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if heard.count(stop_at) == time:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_for_both(lab, out, stop)
    assert not out.exists()


def test_what_somebody_else_put_into_the_folder_meanwhile_stays(lab: Lab, out: Path) -> None:
    def intrude(done: int) -> None:
        (out / "diary.txt").write_text("mine")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_for_both(lab, out, intrude)
    assert inside(out) == ["diary.txt"]


# -- disks that refuse -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.3, 0.8, 0.95])
def test_a_full_disk_is_told_of_the_packet_and_not_of_a_passing_file(
    lab: Lab, out: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    pages = lab.packet().stat().st_size // 4096
    project, path = lab.project(), lab.folder / "p.annotator"
    before = inside(lab.folder)
    with monkeypatch.context() as patch:
        a_small_disk(patch, int(pages * share))
        with pytest.raises(StorageFullError) as refused:
            project.packets.make(lab.round.id, lab.ada.id, path, by=None)
        with pytest.raises(StorageFullError):
            project.packets.make_several(lab.round.id, [lab.ada.id], out, by=None)
    assert refused.value.message == f"{path} cannot grow: the disk is full."
    assert refused.value.kept == "No packet was made."
    assert refused.value.remedy == "Make room or choose another disk."
    assert inside(lab.folder) == before
    project.packets.make(lab.round.id, lab.ada.id, path, by=None)
    assert lab.at_work(path).project.check() == ()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO], ids=lambda code: errno.errorcode[code])
def test_an_error_of_the_disk_is_told_of_the_packet(lab: Lab, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "/somewhere/else")

    project, path = lab.project(), lab.folder / "p.annotator"
    before = inside(lab.folder)
    monkeypatch.setattr("annotator.store.project_file.take_name", refuse)
    with pytest.raises(ProjectError) as refused:
        project.packets.make(lab.round.id, lab.ada.id, path, by=None)
    assert refused.value.message == f"{path} cannot be made: {os.strerror(code)}."
    assert refused.value.kept == "No packet was made."
    assert inside(lab.folder) == before


def test_what_is_wrong_with_the_project_is_told_of_the_project(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise ProjectError(f"{lab.path} is damaged.", remedy="Open a backup.")

    project = lab.project()
    monkeypatch.setattr(ProjectFile, "read", damaged)
    with pytest.raises(AnnotatorError) as refused:
        project.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None)
    assert (refused.value.message, refused.value.remedy) == (f"{lab.path} is damaged.", "Open a backup.")
