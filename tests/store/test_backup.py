"""Copies that are whole or not there, and which of them stay."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from annotator.domain.errors import ProjectError, StorageFullError
from annotator.domain.ids import ProjectId
from annotator.store import backup as backup_module, sqlite
from annotator.store.backup import Backup, back_up, backups_in, restore, to_remove
from annotator.store.project_file import ProjectFile
from tests.small_disk import a_small_disk, sqlite_error
from tests.store.making import Desk, an_article, an_import, bring_in, names_in, tamper

NOW = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def backup(at: dt.datetime, head: int = 1) -> Backup:
    return Backup(Path(f"{at:%Y%m%dT%H%M%S}-{head}"), at, head)


# --- Copying ---


def test_a_backup_is_the_project_as_it_is(desk: Desk) -> None:
    desk.put(desk.header())
    made = desk.project.back_up()
    assert made.parent == desk.project.backup_folder
    assert made.is_relative_to(desk.state_folder)
    head = desk.project.head
    desk.put(desk.header(desk.articles[1]), article=desk.articles[1])
    desk.project.close()
    with ProjectFile.open(made, state_folder=desk.folder / "other state") as copy:
        assert copy.head == head
        assert copy.verify() == ()


def test_a_backup_can_go_to_a_folder_of_ones_own(desk: Desk) -> None:
    folder = desk.folder / "stick" / "backups"
    made = desk.project.back_up(folder)
    assert names_in(folder) == [made.name]
    assert made.name.startswith("project.")


def test_a_backup_says_when_and_how_far(desk: Desk) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    made = desk.project.back_up()
    (found,) = backups_in(made.parent, desk.project.project_id)
    assert found.path == made
    assert found.head == desk.project.head.sequence
    assert before <= found.at <= dt.datetime.now(dt.UTC)


def test_only_the_projects_own_copies_are_counted(desk: Desk) -> None:
    made = desk.project.back_up()
    for name in ("notes.txt", made.name.replace(".annotator", ".bak"), "a.20260101T000000Z.000000001.annotator"):
        (made.parent / name).touch()
    other = made.name.replace(desk.project.project_id[-12:], "0" * 12)
    (made.parent / other).touch()
    assert [found.path for found in backups_in(made.parent, desk.project.project_id)] == [made]
    assert backups_in(made.parent / "nowhere", desk.project.project_id) == ()


def test_old_copies_go_when_a_new_one_is_there(desk: Desk) -> None:
    folder = desk.project.backup_folder
    folder.mkdir(parents=True)
    for days in range(1, 400):
        at = dt.datetime.now(dt.UTC) - days * DAY
        name = f"project.{at:%Y%m%dT%H%M%SZ}.000000000.{desk.project.project_id[-12:]}.annotator"
        (folder / name).touch()
    (folder / "notes.txt").touch()
    made = desk.project.back_up()
    kept = names_in(folder)
    assert made.name in kept
    assert "notes.txt" in kept
    assert 20 <= len(kept) <= 35


def test_a_backup_that_takes_too_long_is_given_up(desk: Desk) -> None:
    folder = desk.folder / "backups"
    with pytest.raises(ProjectError, match="took too long") as refusal:
        back_up(desk.project._driver, desk.path, desk.project.project_id, folder, deadline_seconds=-1)
    assert "unchanged" in refusal.value.kept
    assert names_in(folder) == []


def test_a_copy_that_is_not_good_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.project.close()
    tamper(desk.path, "DELETE FROM article_import")
    with desk.reopened() as project, pytest.raises(ProjectError, match=r"copy is not good.*broken reference"):
        project.back_up()
    assert names_in(desk.state_folder / "backups" / desk.project.project_id) == []


def test_a_copy_of_another_state_is_not_kept(desk: Desk) -> None:
    with pytest.raises(ProjectError, match="not at the project's last change"):
        backup_module.copy_verified(
            desk.project._driver, desk.folder / "copy", (99, "another"), words="The copy", kept="All is kept."
        )
    assert not (desk.folder / "copy").exists()


@pytest.mark.parametrize("fails", ["mkdir", "fsync", "replace"])
def test_a_folder_that_cannot_be_written_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*{"mkdir": (Path, "mkdir"), "fsync": (os, "fsync"), "replace": (Path, "replace")}[fails], fail)
    (desk.folder / "stick").mkdir() if fails != "mkdir" else None
    with pytest.raises(StorageFullError, match="No space left"):
        desk.project.back_up(desk.folder / "stick")
    monkeypatch.undo()
    assert not (desk.folder / "stick").exists() or names_in(desk.folder / "stick") == []
    assert desk.project.verify() == ()


def test_a_full_disk_under_the_backup_leaves_no_half_copy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    articles_import = an_import()
    bring_in(desk.project, articles_import, [an_article(articles_import.id, "x" * 100_000)])
    needed = desk.project._driver.execute("PRAGMA page_count").fetchone()[0]
    for pages in (1, 2, needed // 2, needed - 1):
        with monkeypatch.context() as patch:
            a_small_disk(patch, pages)
            with pytest.raises(StorageFullError) as refused:
                desk.project.back_up(desk.folder / "stick")
        assert re.fullmatch(
            rf"The backup {desk.folder}/stick/project\.\S+ cannot grow: .*full\.", refused.value.message
        )
        assert refused.value.kept == "The project itself is unchanged."
        assert names_in(desk.folder / "stick") == []
    a_small_disk(monkeypatch, needed)
    assert desk.project.back_up(desk.folder / "stick").is_file()


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("SQLITE_IOERR_READ", ProjectError, "the drive reports an error"),
        ("SQLITE_FULL", StorageFullError, "the disk is full"),
        ("SQLITE_CORRUPT", ProjectError, "is damaged"),
    ],
)
def test_a_project_that_cannot_be_read_for_its_backup_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, kind: type[ProjectError], words: str
) -> None:
    def refuse(_: sqlite3.Connection) -> tuple[int, str]:
        raise sqlite_error(name)

    monkeypatch.setattr(sqlite, "project_head", refuse)
    with pytest.raises(kind, match=words) as refused:
        desk.project.back_up()
    assert refused.value.message.startswith(f"{desk.path} ")
    assert isinstance(refused.value.__cause__, sqlite3.OperationalError)


def test_a_backup_is_made_although_older_ones_cannot_be_removed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = desk.project.backup_folder
    folder.mkdir(parents=True)
    for days in range(3, 60):
        at = dt.datetime.now(dt.UTC) - days * DAY
        (folder / f"p.{at:%Y%m%dT%H%M%SZ}.000000000.{desk.project.project_id[-12:]}.annotator").touch()
    unlink = Path.unlink

    def refuse_old(path: Path, *, missing_ok: bool = False) -> None:
        if path.name.startswith("p."):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_old)
    made = desk.project.back_up()
    assert made.is_file()
    assert len(names_in(folder)) == 58


def test_a_folder_of_backups_that_cannot_be_looked_into_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    made = desk.project.back_up()
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(ProjectError, match=f"The backups in {made.parent} cannot be listed: Permission denied"):
        backups_in(made.parent, desk.project.project_id)
    assert desk.project.back_up(desk.folder / "stick").is_file()


@pytest.mark.parametrize(
    "stem", ["x" * 220, "é" * 110, "\N{PILE OF POO}" * 55], ids=["ascii", "two bytes", "four bytes"]
)
def test_a_project_of_a_long_name_has_backups_of_a_shorter_one(desk: Desk, stem: str) -> None:
    path = desk.folder / f"{stem}.annotator"
    with ProjectFile.create(path, name="Long", state_folder=desk.state_folder) as project:
        made = project.back_up()
        (found,) = backups_in(made.parent, project.project_id)
    assert found.path == made
    assert stem.startswith(made.name.split(".")[0])
    assert 140 < len(made.name.split(".")[0].encode()) <= 150


def test_a_name_that_is_short_enough_is_the_backups_too(desk: Desk) -> None:
    path = desk.folder / f"{'x' * 150}.annotator"
    with ProjectFile.create(path, name="Long", state_folder=desk.state_folder) as project:
        assert project.back_up().name.split(".")[0] == "x" * 150


# --- Restoring ---


def test_a_backup_is_restored_to_a_new_file(desk: Desk) -> None:
    made = desk.project.back_up()
    restored = desk.folder / "restored.annotator"
    restore(made, restored)
    desk.project.close()
    with ProjectFile.open(restored, state_folder=desk.state_folder) as project:
        assert project.head == desk.project.head
        assert project.verify() == ()


def test_restoring_overwrites_nothing(desk: Desk) -> None:
    made = desk.project.back_up()
    before = desk.path.read_bytes()
    with pytest.raises(ProjectError, match="exists already"):
        restore(made, desk.path)
    assert desk.path.read_bytes() == before


def test_a_bad_backup_is_not_restored(desk: Desk) -> None:
    made = desk.project.back_up()
    content = bytearray(made.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xa5" * 8192
    made.write_bytes(content)
    restored = desk.folder / "restored.annotator"
    with pytest.raises(ProjectError, match=r"damaged|not good"):
        restore(made, restored)
    assert not restored.exists()
    with pytest.raises(ProjectError, match="no file"):
        restore(desk.folder / "nothing.annotator", restored)


@pytest.mark.parametrize("named", [None, Path("/somewhere/thesis.annotator")])
def test_a_full_disk_is_told_of_the_file_the_person_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, named: Path | None
) -> None:
    made, new = desk.project.back_up(), desk.folder / "new.annotator"
    a_small_disk(monkeypatch, 2)
    with pytest.raises(StorageFullError) as refused:
        restore(made, new, named=named)
    assert str(refused.value) == (
        f"{named or new} cannot grow: the disk is full. No file was made. Free some space and try again."
    )
    assert [name for name in names_in(desk.folder) if "new" in name] == []


# --- Thinning ---


def test_nothing_to_thin_is_nothing_removed() -> None:
    assert to_remove([], NOW) == ()
    assert to_remove([backup(NOW - 3000 * DAY)], NOW) == ()


def test_all_of_the_last_two_days_stay() -> None:
    every = [backup(NOW - dt.timedelta(minutes=30 * step), 500 - step) for step in range(95)]
    assert to_remove(every, NOW) == ()


def test_of_an_older_day_the_furthest_stays() -> None:
    newest = backup(NOW, 100)
    old_day = [backup(NOW - 5 * DAY + dt.timedelta(hours=hour), hour) for hour in range(4)]
    assert to_remove([*old_day, newest], NOW) == tuple(old_day[:3])


def test_a_year_of_daily_copies_thins_to_days_weeks_and_months() -> None:
    every = [backup(NOW - days * DAY, 1000 - days) for days in range(365)]
    kept = [one for one in every if one not in to_remove(every, NOW)]
    ages = [(NOW - one.at).days for one in kept]
    assert ages[:14] == list(range(14)), "two days and twelve daily"
    assert len(kept) <= 2 + 12 + 10 + 9
    assert len({one.at.isocalendar()[:2] for one in kept}) >= 10
    assert len({(one.at.year, one.at.month) for one in kept}) >= 9
    assert max(ages) > 240


def test_a_clock_set_back_does_not_cost_the_furthest_copy() -> None:
    furthest = backup(NOW - 4000 * DAY, 1_000)
    later = [backup(NOW - days * DAY, days) for days in range(40)]
    assert furthest not in to_remove([furthest, *later], NOW)


BACKUPS = st.lists(
    st.builds(
        backup,
        st.integers(0, 1_000 * 24).map(lambda hours: NOW + 100 * DAY - dt.timedelta(hours=hours)),
        st.integers(0, 50),
    ),
    unique=True,
    max_size=80,
)


@given(BACKUPS)
def test_thinning_keeps_the_newest_the_furthest_and_the_last_two_days(backups: list[Backup]) -> None:
    removed = set(to_remove(backups, NOW))
    kept = [one for one in backups if one not in removed]
    assert removed <= set(backups)
    if backups:
        assert max(backups, key=lambda one: one.at) in kept
        assert max(one.head for one in backups) == max(one.head for one in kept)
    assert all(one in kept for one in backups if one.at > NOW - 2 * DAY)
    older = [one for one in kept if one.at <= NOW - 2 * DAY]
    assert len(older) <= 12 + 10 + 9 + 2


@given(BACKUPS)
def test_thinning_again_removes_nothing_more(backups: list[Backup]) -> None:
    kept = [one for one in backups if one not in to_remove(backups, NOW)]
    assert to_remove(kept, NOW) == ()


@given(BACKUPS.flatmap(lambda backups: st.tuples(st.just(backups), st.permutations(backups))))
def test_thinning_does_not_depend_on_the_order_of_the_list(orders: tuple[list[Backup], list[Backup]]) -> None:
    one, other = orders
    assert set(to_remove(one, NOW)) == set(to_remove(other, NOW))


def test_names_of_copies_tell_projects_apart(desk: Desk) -> None:
    made = desk.project.back_up()
    assert backups_in(made.parent, ProjectId("0" * 36)) == ()
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("SELECT uuid FROM project").fetchone() == (desk.project.project_id,)
