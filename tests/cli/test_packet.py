"""``annotator packet``: making, merging and settling from the terminal, and every bad packet as a sentence."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.bootstrap import open_workspace
from annotator.services.folders import Folders
from tests.cli.conftest import Run
from tests.services.packet_making import ADA, BEN, LEA, Lab, folders_in, made_lab
from tests.store.making import tamper


@pytest.fixture
def packet(lab: Lab, run: Run) -> Path:
    """Ada's packet with a coding of the first article."""
    path = lab.folder / "ada.annotator"
    assert run("packet", "make", lab.path, path, "--round", "Pilot", "--coder", ADA).status == 0
    lab.work(path, 2)
    return path


def head_of(lab: Lab) -> int:
    with open_workspace(lab.path, folders=folders_in(lab.folder / "look"), read_only=True) as project:
        return project.project.head


def test_a_packet_is_made_for_one_coder(lab: Lab, run: Run) -> None:
    path = lab.folder / "out.annotator"
    told = run("packet", "make", lab.path, path, "--round", "pilot", "--coder", ADA.lower())
    assert (told.status, told.out) == (0, f"{ADA}: 3 articles, 0 coded, in {path}\n")
    assert path.is_file()


def test_packets_are_made_for_everybody_who_has_articles(lab: Lab, run: Run) -> None:
    told = run("packet", "make", lab.path, lab.folder, "--round", "Pilot", "--all", "--json")
    assert told.status == 0
    assert [one["coder"] for one in told.json["packets"]] == [ADA, BEN]
    assert [Path(one["path"]).name for one in told.json["packets"]] == [
        f"project Pilot {ADA}.annotator", f"project Pilot {BEN}.annotator",
    ]  # fmt: skip
    assert all(Path(one["path"]).is_file() for one in told.json["packets"])


@pytest.mark.parametrize("whom", [["--all"], ["--coder", ADA, "--coder", BEN]], ids=["all", "two"])
def test_the_folder_for_several_packets_is_made(lab: Lab, run: Run, whom: list[str]) -> None:
    out = lab.folder / "packets"
    told = run("packet", "make", lab.path, out, "--round", "Pilot", *whom)
    names = [f"project Pilot {ADA}.annotator", f"project Pilot {BEN}.annotator"]
    assert told.status == 0
    assert told.out.splitlines() == [
        f"{coder}: 3 articles, 0 coded, in {out / name}" for coder, name in zip((ADA, BEN), names, strict=True)
    ]
    assert sorted(path.name for path in out.iterdir()) == names


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["words", "json"])
def test_packets_for_all_where_a_file_is_or_no_folder_around_are_refused_and_nothing_is_made(
    lab: Lab, run: Run, as_json: list[str]
) -> None:
    diary = lab.folder / "diary.txt"
    diary.write_text("mine")
    on_a_file = run("packet", "make", lab.path, diary, "--round", "Pilot", "--all", *as_json)
    assert (on_a_file.status, on_a_file.out) == (1, "")
    assert on_a_file.err.startswith(f"{diary} is no folder, and several packets need one. No packet was made.")
    too_deep = run("packet", "make", lab.path, lab.folder / "a" / "b", "--round", "Pilot", "--all", *as_json)
    assert (too_deep.status, too_deep.out) == (1, "")
    assert too_deep.err.startswith(f"There is no folder {lab.folder / 'a'}. No packet was made.")
    assert (diary.read_text(), (lab.folder / "a").exists()) == ("mine", False)


def test_a_packet_for_one_of_several_that_cannot_be_made_leaves_no_folder(lab: Lab, run: Run) -> None:
    out = lab.folder / "packets"
    told = run("packet", "make", lab.path, out, "--round", "Pilot", "--coder", ADA, "--coder", LEA)
    assert (told.status, told.out, f"{LEA} has no articles" in told.err) == (1, "", True)
    assert not out.exists()


def test_whom_a_packet_is_for_has_to_be_said_once(lab: Lab, run: Run) -> None:
    out = lab.folder / "p.annotator"
    assert run("packet", "make", lab.path, out, "--round", "Pilot").status == 2
    assert run("packet", "make", lab.path, out, "--round", "Pilot", "--all", "--coder", ADA).status == 2
    unknown = run("packet", "make", lab.path, out, "--round", "Pilot", "--coder", "Mallory")
    assert (unknown.status, "There is no coder Mallory" in unknown.err) == (1, True)
    no_round = run("packet", "make", lab.path, out, "--round", "Second", "--coder", ADA)
    assert (no_round.status, "There is no round Second" in no_round.err) == (1, True)
    none = run("packet", "make", lab.path, out, "--round", "Pilot", "--coder", LEA)
    assert (none.status, f"{LEA} has no articles" in none.err) == (1, True)
    assert not out.exists()


def test_a_file_that_is_there_is_not_overwritten(lab: Lab, run: Run, packet: Path) -> None:
    before = packet.read_bytes()
    told = run("packet", "make", lab.path, packet, "--round", "Pilot", "--coder", ADA)
    assert told.status == 1
    assert "exists already" in told.err
    assert packet.read_bytes() == before


def test_a_dry_run_shows_and_stores_nothing(lab: Lab, run: Run, packet: Path) -> None:
    head = head_of(lab)
    told = run("packet", "merge", lab.path, packet, "--dry-run")
    assert told.status == 0
    assert told.out == (f"{packet} ({ADA}, Pilot): Dry run: 1 new, 0 already here, 0 conflicting, 0 refused.\n")
    assert head_of(lab) == head


def test_a_dry_run_of_several_packets_says_what_merging_them_does(lab: Lab, run: Run, packet: Path) -> None:
    other = Path(shutil.copy(packet, lab.folder / "other.annotator"))
    lab.work(packet, 3)
    lab.work(other, 4)
    again = Path(shutil.copy(other, lab.folder / "again.annotator"))
    told = run("packet", "merge", lab.path, packet, other, again, "--dry-run", "--json")
    counts = [[len(one[part]) for part in ("new", "already_here", "conflicting")] for one in told.json["packets"]]
    assert counts == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    merged = run("packet", "merge", lab.path, packet, other, again, "--json")
    assert [one["summary"] for one in merged.json["packets"]] == [one["summary"] for one in told.json["packets"]]
    assert run("check", lab.path).status == 0


def test_a_packet_is_merged_once_and_again(lab: Lab, run: Run, packet: Path) -> None:
    told = run("packet", "merge", lab.path, packet, "--json")
    (merged,) = told.json["packets"]
    assert (told.status, merged["is_merged"], merged["coder"]) == (0, True, ADA)
    assert merged["new"] == [{"article": lab.articles[0].id, "title": "Article 0", "reason": "A new coding: 1 change."}]
    again = run("packet", "merge", lab.path, packet)
    assert again.status == 0
    assert again.out.endswith("Nothing to merge: 0 new, 1 already here, 0 conflicting, 0 refused.\n")
    assert run("check", lab.path).status == 0


def test_copies_that_went_apart_are_listed_and_settled(lab: Lab, run: Run, packet: Path) -> None:
    other = Path(shutil.copy(packet, lab.folder / "other.annotator"))
    lab.work(packet, 3)
    lab.work(other, 4)
    told = run("packet", "merge", lab.path, packet, other)
    assert told.status == 0
    assert "conflicting: Article 0: It went on in two copies" in told.out
    listed = run("packet", "divergences", lab.path, "--json")
    (divergence,) = listed.json["divergences"]
    assert (divergence["coder"], divergence["title"]) == (ADA, "Article 0")
    later, earlier = divergence["copies"]
    assert (later["is_shown"], earlier["is_shown"]) == (True, False)
    words = run("packet", "divergences", lab.path, "--round", "Pilot").out
    assert divergence["id"] in words
    assert "(shown)" in words
    settled = run("packet", "settle", lab.path, divergence["id"], earlier["last_event"])
    assert (settled.status, settled.out) == (0, "Settled: settle the copies of Article 0.\n")
    twice = run("packet", "settle", lab.path, divergence["id"], earlier["last_event"], "--json")
    assert (twice.status, "settled already" in twice.err) == (1, True)
    assert run("packet", "divergences", lab.path).out == "No coding waits to be settled.\n"
    with open_workspace(lab.path, folders=Folders.of_person(), coder_name=LEA) as project:
        assert lab.counted(project) == 3


def test_settling_answers_in_json(lab: Lab, run: Run, packet: Path) -> None:
    other = Path(shutil.copy(packet, lab.folder / "other.annotator"))
    lab.work(packet, 3)
    lab.work(other, 4)
    run("packet", "merge", lab.path, packet, other)
    (divergence,) = run("packet", "divergences", lab.path, "--json").json["divergences"]
    copy = divergence["copies"][0]["last_event"]
    told = run("packet", "settle", lab.path, divergence["id"], copy, "--json")
    assert (told.json["divergence"], told.json["settled_by"]) == (divergence["id"], copy)


def another_project(lab: Lab, _: Path) -> Path:
    (lab.folder / "foreign").mkdir()
    return made_lab(lab.folder / "foreign", articles=1).packet()


def newer(lab: Lab, packet: Path) -> Path:
    with closing(sqlite3.connect(packet)) as driver:
        driver.execute("PRAGMA user_version = 9")
    return packet


def flipped(lab: Lab, packet: Path) -> Path:
    packet.write_bytes(packet.read_bytes().replace(b"killing two", b"killing ten"))
    return packet


def truncated(lab: Lab, packet: Path) -> Path:
    packet.write_bytes(packet.read_bytes()[:20_000])
    return packet


def edited(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE coded_value SET content = replace(content, '2', '9')")
    return packet


def unknown_fields(lab: Lab, packet: Path) -> Path:
    with closing(sqlite3.connect(packet)) as driver:
        driver.execute("ALTER TABLE note ADD COLUMN colour TEXT")
    return packet


def hostile(lab: Lab, packet: Path) -> Path:
    with closing(sqlite3.connect(packet)) as driver:
        driver.execute("CREATE TRIGGER evil AFTER INSERT ON note BEGIN UPDATE coder SET name = 'x'; END")
    return packet


def plain_project(lab: Lab, _: Path) -> Path:
    return Path(shutil.copy(lab.path, lab.folder / "copy.annotator"))


def itself(lab: Lab, _: Path) -> Path:
    return lab.path


def empty(lab: Lab, packet: Path) -> Path:
    packet.write_bytes(b"")
    return packet


BAD = [
    (another_project, "is a packet of another project"),
    (newer, "newer version of this program"),
    (flipped, "is damaged"),
    (truncated, "is damaged"),
    (edited, "is not what history says|are not what history says"),
    (unknown_fields, "altered by another program"),
    (hostile, "trigger evil"),
    (plain_project, "is a project, not a packet"),
    (itself, "is this project itself"),
    (empty, "is empty"),
]


@pytest.mark.parametrize("made, message", BAD, ids=[made.__name__ for made, _ in BAD])
def test_a_bad_packet_is_a_sentence_and_changes_nothing(
    lab: Lab, packet: Path, run: Run, made: Callable[[Lab, Path], Path], message: str
) -> None:
    path = made(lab, packet)
    head = head_of(lab)
    told = run("packet", "merge", lab.path, path)
    assert told.status == 1
    assert any(part in told.out for part in message.split("|"))
    assert str(path) in told.out
    assert head_of(lab) == head
    as_json = run("packet", "merge", lab.path, path, "--dry-run", "--json")
    assert as_json.status == 1
    assert any(part in as_json.json["packets"][0]["error"] for part in message.split("|"))


def test_a_packet_open_in_a_window_is_named_and_the_others_are_merged(lab: Lab, run: Run, packet: Path) -> None:
    ben = lab.packet("ben.annotator", lab.ben)
    with open_workspace(ben, folders=folders_in(lab.folder / "elsewhere")) as workspace:
        lab.count(workspace, 7, coder=lab.ben)
        told = run("packet", "merge", lab.path, ben, packet)
    assert told.status == 1
    assert "ben.annotator is already open" in told.out
    assert "1 new, 0 already here" in told.out
    assert run("packet", "merge", lab.path, ben).status == 0


def test_an_article_whose_text_differs_is_named(lab: Lab, run: Run, packet: Path) -> None:
    with open_workspace(lab.path, folders=Folders.of_person(), coder_name=LEA) as project:
        file = project._file
        with file.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
            unit.put(unit.imports()[0].model_copy(update={"is_deleted": True}))
    told = run("packet", "merge", lab.path, packet)
    assert told.status == 0
    assert "refused: Article 0: The project does not have this article any more." in told.out


def test_a_packet_with_nothing_in_it_is_said(lab: Lab, run: Run) -> None:
    path = lab.packet()
    told = run("packet", "merge", lab.path, path)
    assert told.status == 0
    assert "Nothing to merge: 0 new, 0 already here" in told.out


def test_nothing_but_coding_is_done_in_a_packet(lab: Lab, run: Run, packet: Path, news: Path) -> None:
    told = run("import", packet, news / "a.txt")
    assert told.status == 1
    assert "is a packet of the project" in told.err
    made = run("round", "new", packet, "Second")
    assert made.status == 1
    assert "is a packet of the project" in made.err
